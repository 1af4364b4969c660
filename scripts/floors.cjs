/**
 * The folders of `src/core` and `src/ui`, from the ground up. A folder imports from those before it, never from those after
 * it: the border rules are made from this list, and `npm run floors` counts what breaks it.
 */
const floors = {
  core: [
    // Values and questions about them.
    'plain',
    'reasons',
    'model',
    'words',
    // What the core asks of the world.
    'ports',
    // What follows from facts.
    'proof',
    'external-client-app',
    'machine',
    'drift',
    // What is done in an org, one thing at a time.
    'acts',
    'incident',
    'rotation',
    // What somebody asks for.
    'operate',
    'emergency',
    'card',
    'project',
    'setup',
    'watch',
    'automation',
    'unattended',
    'status',
    'reminders',
    'audit',
    'store-move',
    'doctor',
    // What acts on the world.
    'adapters',
  ],
  // The files of `src/ui` itself are the doors: they open a screen, so they stand above all of them.
  ui: ['kit', 'wizard', 'emergency', 'linear', 'watch', ''],
};

/** Folders of `core` that import no folder but each other: tables and functions of values, tested without anything. */
const pure = [
  'plain',
  'reasons',
  'model',
  'words',
  'proof',
  'external-client-app',
  'machine',
  'drift',
  'automation',
  'status',
  'reminders',
];

/** A pattern for all files of these folders of an area. `''` stands for the files of the area itself. */
function under(area, folders) {
  const named = folders.filter((name) => name !== '');
  const inFolders = named.length > 0 ? [`(${named.join('|')})/`] : [];
  const loose = folders.includes('') ? ['[^/]+$'] : [];
  return `^src/${area}/(${[...inFolders, ...loose].join('|')})`;
}

/** One rule for each floor: nothing above it may be imported, types neither. */
function floorRules() {
  return Object.entries(floors).flatMap(([area, names]) =>
    names.slice(0, -1).map((name, index) => ({
      name: `${area}-${name}-looks-down`,
      comment: `In src/${area} a folder imports only from those below it (scripts/floors.cjs). What both need belongs further down; what only this one needs belongs here.`,
      severity: 'error',
      from: { path: under(area, [name]) },
      to: { path: under(area, names.slice(index + 1)) },
    })),
  );
}

module.exports = { floors, pure, under, floorRules };

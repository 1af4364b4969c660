/**
 * The folders of `src/core` and `src/ui` from the ground up. A folder imports only from folders before it in the list. The
 * import rules are made from this list, and `npm run borders` counts violations.
 */
const floors = {
  core: [
    // Values and functions of values.
    'plain',
    'reasons',
    'model',
    'words',
    // What the core needs from outside.
    'ports',
    // Conclusions from facts.
    'proof',
    'external-client-app',
    'machine',
    'drift',
    // Single actions in an org.
    'acts',
    'incident',
    'rotation',
    // Use cases.
    'operate',
    'emergency',
    'card',
    'decommission',
    'project',
    'setup',
    'watch',
    'automation',
    'unattended',
    'status',
    'settings',
    'support',
    'reminders',
    'audit',
    'scan',
    'store-move',
    'uninstall',
    'backup',
    'doctor',
    // Network, disk and keychain.
    'adapters',
  ],
  // The files of `src/ui` itself open the screens, so they are above all of them.
  ui: ['kit', 'wizard', 'emergency', 'linear', 'watch', ''],
};

/**
 * Folders of `core` that import only each other and types. They hold tables and pure functions, and can be tested without
 * fakes.
 */
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
  'settings',
  'support',
  'reminders',
];

/** A pattern for all files in these folders of an area. `''` stands for the area's own files. */
function under(area, folders) {
  const named = folders.filter((name) => name !== '');
  const inFolders = named.length > 0 ? [`(${named.join('|')})/`] : [];
  const loose = folders.includes('') ? ['[^/]+$'] : [];
  return `^src/${area}/(${[...inFolders, ...loose].join('|')})`;
}

/** One rule for each folder: it may not import from folders above it, not even types. */
function floorRules() {
  return Object.entries(floors).flatMap(([area, names]) =>
    names.slice(0, -1).map((name, index) => ({
      name: `${area}-${name}-looks-down`,
      comment: `In src/${area} a folder imports only from folders below it (scripts/floors.cjs). Move code that both need further down, and code that only this folder needs into it.`,
      severity: 'error',
      from: { path: under(area, [name]) },
      to: { path: under(area, names.slice(index + 1)) },
    })),
  );
}

module.exports = { floors, pure, under, floorRules };

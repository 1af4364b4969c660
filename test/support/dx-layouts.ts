import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { componentPlaces } from '../../src/core/external-client-app/component-path.ts';
import { type ComponentType, componentTypes } from '../../src/core/model/app.ts';

/** Numbers from 0 to 1, the same for the same seed. */
export type Random = () => number;

export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface SourceText {
  readonly type: ComponentType;
  readonly fullName: string;
  readonly content: string;
}

const packageSets = [
  ['force-app'],
  ['force-app', 'packages/core'],
  ['force-app', 'force-app/main'],
  ['force-app', './force-app/'],
  ['src/apps', 'src\\integrations', 'force-app'],
  ['.'],
];
const ordinary = ['main/default/TYPE', 'main/default/feature/billing', 'TYPE', '', 'main/default/TYPE/nested', 'a b/ü'];
const odd = [
  'main/default/lwc/panel',
  'main/default/staticresources/data',
  'main/default/experiences/site',
  'main/default/emailservices',
  'main/default/objects/Account',
  'backup/TYPE',
  'main/default/.hidden',
  'node_modules/thing/TYPE',
  'unpackaged/TYPE',
];
const rules = [
  'backup/**',
  '**/backup',
  'backup/',
  '*.ecaGlblOauth-meta.xml',
  '**/*.ecaPlcy-meta.xml',
  '# a comment',
  '!**/keep/**',
  'force-app/main/default/feature',
  '/src',
  '**/a b/**',
  'main\\default',
  'node_modules',
  '*.dup',
  '**/TYPE-only/**',
];

const pick = <Value>(random: Random, from: readonly Value[]): Value =>
  from[Math.floor(random() * from.length)] as Value;

/**
 * Writes a project with these components into a folder, laid out at random: several, nested and equal package directories, any folders,
 * names as in a package, leftovers of merges, byte order marks, links, and a `.forceignore`.
 * @param tame set if each component lies where any `.forceignore` lets it be found, once
 */
export function layOut(
  root: string,
  components: readonly SourceText[],
  random: Random,
  tame: { readonly apiVersion: string } | null = null,
): void {
  const isTame = tame !== null;
  const folders = pick(random, packageSets);
  const put = (path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  const definition = {
    packageDirectories: folders.map((path, index) => ({ path, ...(index === 0 ? { default: true } : {}) })),
    namespace: '',
    sourceApiVersion: tame?.apiVersion ?? '65.0',
  };
  put('sfdx-project.json', JSON.stringify(definition, null, 2));
  const native = folders.map((path) => path.replaceAll('\\', '/'));
  for (const folder of native) mkdirSync(join(root, folder), { recursive: true });
  for (const component of components) {
    const copies = !isTame && random() < 0.3 ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const within = pick(random, isTame || random() < 0.6 ? ordinary : odd);
      put(join(pick(random, native), fileOf(component, within, random, isTame)), component.content);
    }
  }
  if (random() < 0.7) {
    const chosen = isTame ? rules.slice(0, 3) : rules.filter(() => random() < 0.3);
    put('.forceignore', `${random() < 0.2 ? '\ufeff' : ''}${chosen.join(random() < 0.2 ? '\r\n' : '\n')}\n`);
    if (isTame) for (const one of components) put(join(native[0] ?? '', 'backup/TYPE', nameOf(one)), one.content);
  }
  if (!isTame && random() < 0.4) addLinks(root, native[0] ?? '.', random);
}

function nameOf({ type, fullName }: SourceText): string {
  return `${fullName}.${componentPlaces[type].suffix}-meta.xml`;
}

function fileOf(component: SourceText, within: string, random: Random, isTame: boolean): string {
  const { folder, suffix } = componentPlaces[component.type];
  const at = within.replace('TYPE', folder);
  const usual = join(at, nameOf(component));
  if (isTame || random() < 0.7) return usual;
  return pick(random, [
    join(at, `${component.fullName}.${suffix}`),
    `${usual}.orig`,
    `${usual}.dup`,
    join(at, `${component.fullName}.v2.${suffix}-meta.xml`),
    join(at, `.${suffix}-meta.xml`),
    join(at, `${component.fullName}.${suffix}-META.xml`),
  ]);
}

/** To a folder beside the packages, to one inside, and back up. */
function addLinks(root: string, folder: string, random: Random): void {
  const type = pick(random, componentTypes);
  const name = `Linked.${componentPlaces[type].suffix}-meta.xml`;
  mkdirSync(join(root, 'shared/inner'), { recursive: true });
  writeFileSync(join(root, 'shared/inner', name), `<${type}/>`);
  symlinkSync(join(root, 'shared'), join(root, folder, 'linked'));
  symlinkSync(join(root, 'shared/inner', name), join(root, folder, `One_${name}`));
}

import { type CommandName, commands } from '../../../src/cli/commands.ts';
import { lines as linesAtOrgs } from '../hostile/hostile-lines.ts';
import type { Wait } from './waits.ts';

/** A command line, the home in which it runs, and what it waits for. */
export interface WaitingLine {
  readonly args: readonly string[];
  readonly home: string;
  readonly wait: Wait;
}

/** Whether nobody runs it for the practice org. */
export function isReal({ args, wait }: WaitingLine): boolean {
  return wait === 'service' || args[0] === 'uninstall';
}

/** Whether another process sees when it waits, and can keep it waiting without a terminal. */
export function isSeenFromOutside({ wait }: WaitingLine): boolean {
  return wait !== 'prompt' && wait !== 'state' && wait !== 'stdin' && wait !== 'turn';
}

/** Whether it needs a library of the operating system that not every machine has. */
export function needsKeychain({ wait }: WaitingLine): boolean {
  return wait === 'keychain';
}

/** The daemon starts its program again for each check. */
export function isDaemon({ args }: Pick<WaitingLine, 'args'>): boolean {
  return args[0] === 'daemon' && (args.length === 1 || args[1] === '--practice');
}

/** A command line that ends although it isn't answered: it only reads the state. */
export const mayEndEarly: readonly Wait[] = ['state'];

/** Where commands wait for an org. */
const atOrgs: Partial<Record<CommandName, readonly Wait[]>> = {
  check: ['org', 'token'],
  audit: ['org'],
  doctor: ['org'],
  support: ['org'],
  watch: ['org', 'token'],
  stage: ['org', 'token', 'change'],
  rotate: ['org', 'token', 'change'],
  emergency: ['org', 'token', 'change'],
  decommission: ['org'],
  daemon: ['org', 'token'],
  setup: ['org', 'token', 'deploy'],
  resume: ['org'],
  discard: ['org'],
  retire: ['org', 'token', 'change'],
};

const erp = ['ERP_Bridge', '--confirm', 'ERP_Bridge', '--yes'];

/** Command lines that wait for somebody else. `FOLDER` has a program `silent`, `BACKUP` is a backup. */
const elsewhere: Partial<Record<Wait, readonly (readonly string[])[]>> = {
  program: [
    ['rotate', 'ERP_Bridge', '--yes', '--deliver', 'exec:FOLDER/silent'],
    ['emergency', ...erp, '--deliver', 'exec:FOLDER/silent'],
  ],
  prover: [
    ['stage', 'ERP_Bridge', '--yes', '--prove-with', 'exec:FOLDER/silent'],
    ['rotate', 'ERP_Bridge', '--yes', '--no-consumers', '--prove-with', 'exec:FOLDER/silent'],
    ['emergency', ...erp, '--prove-with', 'exec:FOLDER/silent'],
  ],
  channel: [['daemon', 'test-notify']],
  mail: [['daemon', 'test-notify']],
  keychain: [
    ['store', 'move', 'keychain'],
    ['restore', 'BACKUP', '--passphrase-file', 'PHRASE', '--yes', '--store', 'keychain'],
  ],
  service: [
    ['daemon', 'install', '--passphrase-file', 'PHRASE', '--force'],
    ['daemon', 'uninstall', '--force'],
    ['daemon', 'status'],
    ['uninstall', '--service', '--yes'],
  ],
  git: [['scan', 'FOLDER']],
  practice: [
    ['practice', 'act', 'completePromotedRotation', '--app', 'ERP_Bridge'],
    ['practice', 'reset'],
  ],
  stdin: [['secret', 'set', 'ops']],
  prompt: [
    ['stage', 'ERP_Bridge'],
    ['rotate', 'ERP_Bridge', '--no-consumers', '--grace', '0'],
    ['decommission', 'ERP_Bridge'],
    ['restore', 'BACKUP'],
    ['restore', 'BACKUP', '--passphrase-file', 'PHRASE', '--store', 'file', '--replace'],
    ['backup', 'FILE'],
    ['secret', 'set', 'ops'],
    ['store', 'passphrase'],
    ['practice', 'reset'],
    ['uninstall'],
  ],
  forever: [['practice'], ['daemon']],
  org: [['daemon']],
  token: [['daemon']],
  change: [['decommission', 'ERP_Bridge', '--confirm', 'ERP_Bridge', '--still-used-ok']],
  lease: [['emergency', ...erp]],
  turn: [['stage', 'ERP_Bridge', '--yes']],
  state: [
    ['backup', 'FILE', '--for', 'PUBLIC'],
    ['config'],
    ['config', 'check'],
    ['config', 'get', 'defaults'],
    ['config', 'path'],
    ['config', 'set', 'defaults.maxAge', '60d'],
    ['config', 'unset', 'defaults.maxAge'],
  ],
};

/** Every command line, with everything that it waits for. */
export function waitingLines(): readonly WaitingLine[] {
  return [
    ...Object.entries(linesAtOrgs).flatMap(([home, lines]) =>
      lines.flatMap((args) => waitsOf(home, args).map((wait) => ({ home, args, wait }))),
    ),
    ...Object.entries(elsewhere).flatMap(([wait, lines]) =>
      lines.map((args) => ({ home: 'watched', args, wait: wait as Wait })),
    ),
  ];
}

/** A command that asks no org waits at most for the state. */
function waitsOf(home: string, args: readonly string[]): readonly Wait[] {
  const waits = atOrgs[commandOf(args)];
  if (!waits) return ['state'];
  const isDry = args.includes('--dry-run');
  const isBrief = isDry || home === 'waiting' || args.includes('--freeze-user');
  const wanted = waits.filter((wait) => wait === 'org' || (wait === 'deploy' ? isDry : !isBrief));
  return [...wanted, 'state'];
}

/** The first line of each command for each of its waits. */
export function oneOfEach(lines: readonly WaitingLine[]): readonly WaitingLine[] {
  const seen = new Set<string>();
  return lines.filter(({ args, wait }) => {
    const key = `${commandOf(args)} ${isDaemon({ args }) ? 'daemon ' : ''}${wait}`;
    return !seen.has(key) && seen.add(key);
  });
}

export function commandOf([first = '', second = '']: readonly string[]): CommandName {
  const both = `${first} ${second}`;
  return (Object.hasOwn(commands, both) ? both : first) as CommandName;
}

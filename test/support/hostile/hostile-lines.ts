import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../../src/core/adapters/system-clock.ts';
import { startPracticeOrg } from '../../../src/practice-org/start.ts';
import { makeQuickStore, type Place, place } from '../keyturn.ts';
import { call, type Line, openHome } from './hostile-case.ts';
import type { HostileProxy } from './hostile-proxy.ts';

/** Commands that ask no org, or that can't run beside tests. */
export const withoutOrg = new Set([
  'backup',
  'config',
  'config get',
  'config set',
  'config unset',
  'config check',
  'config path',
  'daemon install',
  'daemon uninstall',
  'daemon test-notify',
  'practice',
  'practice act',
  'practice reset',
  'restore',
  'scan',
  'secret',
  'store',
  'store passphrase',
  'uninstall',
]);

const erp = ['--confirm', 'ERP_Bridge', '--yes'];

/** Command lines by the home in which they run. `FILE`: a new file; `USER`: a user of the org. */
export const lines: Readonly<Record<string, readonly (readonly string[])[]>> = {
  watched: [
    ['check'],
    ['check', 'ERP_Bridge'],
    ['audit'],
    ['doctor'],
    ['doctor', '--permission-set', 'FILE'],
    ['status'],
    ['history'],
    ['support', 'FILE'],
    ['watch', 'Mailer'],
    ['watch', 'ERP_Bridge', '--accept'],
    ['watch', 'ERP_Bridge', '--deliver', 'manual:Ops'],
    ['unwatch', 'Data_Lake', '--yes'],
    ['stage', 'ERP_Bridge', '--yes'],
    ['rotate', 'ERP_Bridge', '--no-consumers', '--grace', '0', ...erp],
    ['rotate', 'Data_Lake', '--grace', '0', '--confirm', 'Data_Lake', '--yes'],
    ['rotate', 'ERP_Bridge', '--no-consumers', '--dry-run'],
    ['emergency', 'ERP_Bridge', '--dry-run'],
    ['emergency', 'ERP_Bridge', '--contain', '--report', 'FILE', ...erp],
    ['emergency', 'Data_Lake', '--contain', 'freeze', '--confirm', 'Data_Lake', '--yes'],
    ['emergency', 'ERP_Bridge', '--drill', ...erp],
    ['decommission', 'ERP_Bridge', '--dry-run'],
    ['decommission', 'ERP_Bridge', '--confirm', 'ERP_Bridge', '--still-used-ok', '--freeze-user'],
    ['reveal', 'ERP_Bridge', '--to-file', 'FILE'],
    ['consumer'],
    ['consumer', 'list', 'Data_Lake'],
    ['consumer', 'add', 'ERP_Bridge', 'Ops', '--deliver', 'manual:Ops'],
    ['consumer', 'edit', 'Data_Lake', 'Warehouse', '--notes', 'x'],
    ['consumer', 'remove', 'Data_Lake', 'Warehouse'],
    ['consumer', 'test', 'Data_Lake'],
    ['snooze', 'ERP_Bridge', '3d'],
    ['ack', 'ERP_Bridge'],
    ['daemon', '--once'],
    ['daemon', 'status'],
    ['setup', '--app', 'Billing_Sync', '--execution-user', 'USER', '--no-certificate', '--dry-run', '--yes'],
    ['setup', '--app', 'Billing_Sync', '--execution-user', 'USER', '--no-certificate', '--no-consumers', '--yes'],
  ],
  waiting: [
    ['resume'],
    ['handed-over', 'Data_Lake', 'Warehouse'],
    ['discard', 'Data_Lake', '--confirm', 'Data_Lake', '--yes'],
    ['rotate', 'Data_Lake', '--confirm', 'Data_Lake', '--yes'],
    ['daemon', '--once'],
    ['emergency', 'Data_Lake', '--contain', '--confirm', 'Data_Lake', '--yes'],
  ],
  rotated: [
    ['retire', 'ERP_Bridge', ...erp],
    ['rotate', 'ERP_Bridge', '--back', ...erp],
    ['resume', 'ERP_Bridge'],
    ['check'],
  ],
};

const prepare: Readonly<Record<string, readonly (readonly string[])[]>> = {
  watched: [
    ['watch', 'ERP_Bridge'],
    ['watch', 'Data_Lake', '--deliver', 'manual:Warehouse'],
  ],
  waiting: [['rotate', 'Data_Lake', '--confirm', 'Data_Lake', '--yes']],
  rotated: [['rotate', 'ERP_Bridge', '--no-consumers', '--grace', '7d', ...erp]],
};

/** Every command line, with the number of requests that it sends when nothing is wrong. */
export async function hostileLines(folder: string, proxy: HostileProxy): Promise<readonly Line[]> {
  const homes = await hostileHomes(folder);
  const measured: Line[] = [];
  for (const [name, calls] of Object.entries(lines)) {
    const home = homes[name] as Place;
    for (const args of calls) {
      const line = filled(args, folder, home);
      const org = await openHome(home, place(join(folder, 'measuring')), { proxy, rule: () => null });
      const told = await call(place(join(folder, 'measuring')), line);
      await org.close();
      if (told === null || ![0, 3, 4].includes(told.code)) throw new Error(`${line.join(' ')}: ${told?.stdout}`);
      measured.push({ args: line, home, requests: proxy.count(), tokens: proxy.tokens() });
    }
  }
  return measured;
}

/** The homes of the lines, by name. */
export async function hostileHomes(folder: string): Promise<Readonly<Record<string, Place>>> {
  const homes: Record<string, Place> = {};
  for (const name of Object.keys(lines)) homes[name] = await homeOf(join(folder, name), homes.watched ?? null, name);
  return homes;
}

async function homeOf(path: string, before: Place | null, name: string): Promise<Place> {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const here = place(join(path, 'home'));
  mkdirSync(here.home, { recursive: true, mode: 0o700 });
  if (before === null) await makeQuickStore(here);
  else cpSync(before.home, here.home, { recursive: true });
  const org = await startPracticeOrg({ folder: join(here.home, 'practice'), now: systemClock().now() });
  for (const args of prepare[name] ?? []) {
    const told = await call(here, args);
    if (told?.code !== 0 && told?.code !== 3) throw new Error(`${args.join(' ')}: ${told?.stdout}`);
  }
  await org.close();
  return here;
}

let files = 0;

export function filled(args: readonly string[], folder: string, { home }: Place): readonly string[] {
  const org = readFileSync(join(home, 'practice', 'org.json'), 'utf8');
  const user = `int.billing${/@[\w-]+\.example/.exec(org)?.[0]}`;
  return args.map((arg) => (arg === 'FILE' ? join(folder, `file-${++files}`) : arg === 'USER' ? user : arg));
}

/** The commands that have a line here. */
export function commandsAsking(): ReadonlySet<string> {
  const known = Object.values(lines).flat();
  return new Set(known.flatMap(([name = '', verb = '']) => [name, `${name} ${verb}`]));
}

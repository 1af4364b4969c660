import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempFolder } from './temp-folder.ts';

/** Replaces `systemctl` and `loginctl`. Records its calls and remembers what runs. */
const script = (folder: string) => `#!/bin/sh
FAKE_SYSTEMD='${folder}'
echo "\${0##*/} $*" >> "$FAKE_SYSTEMD/calls"
cd "$FAKE_SYSTEMD" || exit 9
case "$*" in
*Linger*) [ -e linger ] || { echo "Failed to get user: User ID 1 is not logged in or lingering" >&2; exit 1; }; cat linger;;
*property=Version*) [ -e down ] && { echo "Failed to connect to bus: No medium found" >&2; exit 1; }; echo 252;;
*ActiveState*)
  printf 'ActiveState=%s\\nSubState=%s\\nUnitFileState=%s\\n' "$(cat active)" "$(cat sub)" "$(cat enabled)";;
*"enable --now"*|*restart*)
  [ -e refuses ] && { echo "Failed to enable unit: Access denied" >&2; exit 1; }
  echo enabled > enabled
  if [ -e broken ]; then echo failed > active; echo failed > sub; else echo active > active; echo running > sub; fi;;
*disable*) echo disabled > enabled; echo inactive > active; echo dead > sub;;
*reset-failed*) exit 1;;
esac
`;

export interface FakeSystemd {
  readonly env: Readonly<Record<string, string>>;
  /** The calls since this was last called. */
  calls(): readonly string[];
  /** `down`: it doesn't run; `broken`: what it starts fails; `refuses`: it starts nothing; `linger`: `yes` or `no`. */
  set(name: 'down' | 'broken' | 'refuses' | 'linger' | 'active' | 'enabled', value?: string): void;
  unset(name: 'down' | 'broken' | 'linger'): void;
}

export function fakeSystemd(): FakeSystemd {
  const folder = tempFolder();
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const name of ['systemctl', 'loginctl']) {
    writeFileSync(join(bin, name), script(folder));
    chmodSync(join(bin, name), 0o755);
  }
  const set = (name: string, value = '') => writeFileSync(join(folder, name), value);
  set('active', 'inactive');
  set('sub', 'dead');
  set('enabled', '');
  set('linger', 'yes');
  const log = join(folder, 'calls');
  return {
    env: { PATH: `${bin}:${process.env.PATH}` },
    set,
    unset: (name) => rmSync(join(folder, name)),
    calls: () => {
      const lines = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : [];
      rmSync(log, { force: true });
      return lines;
    },
  };
}

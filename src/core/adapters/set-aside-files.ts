import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SetAsideFile } from '../model/set-aside-file.ts';
import { setAsideKind } from './home-names.ts';
import { asideIn } from './state/set-aside.ts';

/** The folders that have such files, in the folder of a state. */
const parts = ['', 'secrets', 'secrets/pairs', 'practice'];

/** What was set aside in the folder of a state. A folder that can't be listed has none: whoever uses it reports that. */
export function setAsideIn(folder: string): readonly SetAsideFile[] {
  const names = parts.flatMap((part) => namesIn(join(folder, part)).map((name) => (part ? `${part}/${name}` : name)));
  const inside = names.sort().flatMap((name): readonly SetAsideFile[] => {
    const kind = setAsideKind(name);
    if (kind === null || names.includes(withoutLog(name))) return [];
    const all = [name, ...names.filter((one) => withoutLog(one) === name)];
    return [{ kind, name, paths: all.map((one) => join(folder, one)) }];
  });
  return [...inside, ...outside(folder)];
}

/** Those beside the file of a state that is a link. */
function outside(folder: string): readonly SetAsideFile[] {
  const found = asideIn(folder).filter((path) => dirname(path) !== folder);
  return found.flatMap((name): readonly SetAsideFile[] => {
    if (found.includes(withoutLog(name))) return [];
    return [{ kind: 'state', name, paths: [name, ...found.filter((one) => withoutLog(one) === name)] }];
  });
}

/** The state file of a log; an empty text for any other file. */
function withoutLog(name: string): string {
  const [, file = ''] = /^(.+)-(?:wal|shm|journal)$/.exec(name) ?? [];
  return file;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

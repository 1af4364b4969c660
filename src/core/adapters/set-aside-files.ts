import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SetAsideFile } from '../model/set-aside-file.ts';
import { setAsideKind } from './home-names.ts';

/** The folders that have such files, in the folder of a state. */
const parts = ['', 'secrets', 'secrets/pairs', 'practice'];

/** What was set aside in the folder of a state. A folder that can't be listed has none: whoever uses it reports that. */
export function setAsideIn(folder: string): readonly SetAsideFile[] {
  const names = parts.flatMap((part) => namesIn(join(folder, part)).map((name) => (part ? `${part}/${name}` : name)));
  return names.sort().flatMap((name): readonly SetAsideFile[] => {
    const kind = setAsideKind(name);
    if (kind === null || names.includes(withoutLog(name))) return [];
    const all = [name, ...names.filter((one) => withoutLog(one) === name)];
    return [{ kind, name, paths: all.map((one) => join(folder, one)) }];
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

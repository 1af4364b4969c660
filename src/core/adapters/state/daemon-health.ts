import { basename } from 'node:path';
import { type DaemonHealth, type DaemonTrouble, goodHealth } from '../../model/daemon-health.ts';
import type { DaemonHealthRecord } from '../../ports/ports.ts';
import type { StateDatabase } from './database.ts';
import {
  type Fields,
  flagIn,
  jsonIn,
  listIn,
  numberIn,
  numberOrNull,
  objectOrNull,
  textIn,
  textOrNull,
  wordIn,
} from './row.ts';
import { asideIn, setAsideAt } from './set-aside.ts';

/** What keeps the daemon from its work, and which damaged state files lie in the folder. */
export function createDaemonHealth(database: StateDatabase, folder: string): DaemonHealthRecord {
  const read = () => database.all(readHealth, 'SELECT body FROM daemon_health')[0] ?? goodHealth;
  return {
    read: async () => read(),
    change: (update) =>
      database.change((db) => {
        const next = update(read());
        db.prepare('INSERT OR REPLACE INTO daemon_health VALUES (1, ?)').run(JSON.stringify(next));
        return next;
      }),
    setAside: async () =>
      asideIn(folder).flatMap((path) => {
        const at = setAsideAt(path);
        return at === null ? [] : [{ name: basename(path), at }];
      }),
  };
}

function readHealth(row: Fields): DaemonHealth {
  const body = jsonIn(row, 'body');
  const taken = objectOrNull(body, 'acknowledged');
  // Earlier versions didn't keep it.
  const failure = body.lastFailure === undefined ? null : objectOrNull(body, 'lastFailure');
  return {
    acknowledged: taken && { at: numberIn(taken, 'at'), by: textIn(taken, 'by'), why: textIn(taken, 'why') },
    troubles: (listIn(body, 'troubles') as Fields[]).map(readTrouble),
    isBlind: flagIn(body, 'isBlind'),
    lastGoodTickAt: numberOrNull(body, 'lastGoodTickAt'),
    lastFailure: failure && { at: numberIn(failure, 'at'), problem: textIn(failure, 'problem') },
    nextAt: numberOrNull(body, 'nextAt'),
  };
}

function readTrouble(one: Fields): DaemonTrouble {
  return {
    kind: wordIn(one, 'kind', ['store-closed', 'state-set-aside', 'state-unconfirmed', 'channel-failing']),
    subject: textIn(one, 'subject'),
    since: numberIn(one, 'since'),
    problem: textIn(one, 'problem'),
    cure: textOrNull(one, 'cure'),
  };
}

import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { acceptTrail, earlierTrails, sealTrail } from '../../../src/core/acts/seal-trail.ts';
import { openDatabase } from '../../../src/core/adapters/state/database.ts';
import { chainHash, chainStart } from '../../../src/core/adapters/state/journal-chain.ts';
import { openState } from '../../../src/core/adapters/state/open-state.ts';
import { migrations } from '../../../src/core/adapters/state/schema.ts';
import { sealKeys, sealText } from '../../../src/core/model/seal.ts';
import type { SecretStore, State } from '../../../src/core/ports/ports.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { noAppSettings } from '../../support/no-app-settings.ts';
import { tempFolder } from '../../support/temp-folder.ts';
import { deployIntended } from '../adapters/state/state-fixtures.ts';
import { memoryStore } from '../store-move/memory-store.ts';

const clock = new FakeClock();

interface Home {
  readonly folder: string;
  readonly entries: Map<string, string>;
  readonly store: SecretStore;
  readonly open: () => Promise<State>;
}

function home(folder = tempFolder(), entries = new Map<string, string>()): Home {
  const open = async () => {
    const state = await openState({ folder, clock, actor: 'maria@laptop', appSettings: noAppSettings });
    onTestFinished(() => state.close());
    return state;
  };
  return { folder, entries, store: memoryStore('file', entries), open };
}

async function write(state: State, lines: number): Promise<void> {
  for (let count = 0; count < lines; count++) await state.journal.append({ ...deployIntended, detail: { count } });
}

/** A trail of `lines` lines that was sealed, by two commands. */
async function sealedHome(lines = 10): Promise<Home> {
  const made = home();
  for (const some of [Math.ceil(lines / 2), Math.floor(lines / 2)]) {
    const state = await made.open();
    await sealTrail(made.store, { state, clock });
    await write(state, some);
    state.close();
  }
  return made;
}

/** What somebody does who has the state file, and not the secret store. */
function tamper(folder: string, ...statements: readonly string[]): void {
  const database = new DatabaseSync(join(folder, 'state.db'));
  database.exec('DROP TRIGGER IF EXISTS journal_keeps_lines; DROP TRIGGER IF EXISTS journal_keeps_content');
  for (const sql of statements) database.exec(sql);
  database.close();
}

const cutTo = (line: number) => [
  `DELETE FROM journal WHERE line > ${line}`,
  `UPDATE sqlite_sequence SET seq = ${line} WHERE name = 'journal'`,
];

/** Changes a line and makes every hash fit again, as a careful forger would. */
function rewrite(folder: string, changed: number): void {
  tamper(folder, `UPDATE journal SET actor = 'somebody else' WHERE line = ${changed}`);
  const database = new DatabaseSync(join(folder, 'state.db'));
  let previous = chainStart;
  for (const row of database.prepare('SELECT * FROM journal ORDER BY line').all()) {
    const { org_id: orgId, hash: _, detail, chain, ...rest } = row;
    const line = { ...rest, orgId, detail: JSON.parse(String(detail)), chain: chain ?? undefined };
    previous = chainHash(previous, line as never);
    database.prepare('UPDATE journal SET hash = ? WHERE line = ?').run(previous, Number(row.line));
  }
  database.close();
}

/** What `history verify` finds, with the store open and without. */
async function found({ open, store }: Home) {
  const state = await open();
  await state.journal.verify();
  const closed = (await state.seals.check(null)).fault;
  const { key, fault } = await sealTrail(store, { state, clock });
  const opened = (await state.seals.check(key)).fault ?? fault;
  state.close();
  return { closed, opened };
}

describe('the seal of the audit trail', () => {
  it('covers every line that is written while the store is open, and then what was written before', async () => {
    const { open, store } = home();
    const state = await open();
    await write(state, 3);
    expect(await state.seals.latest()).toBeNull();
    await sealTrail(store, { state, clock });
    expect((await state.seals.latest())?.line).toBe(3);
    await write(state, 2);
    expect(await state.seals.latest()).toMatchObject({ line: 5, hash: (await state.journal.list()).at(-1)?.hash });
    expect(await state.seals.check(null)).toMatchObject({ seals: 3, fault: null });
  });

  it('writes nothing to the state when the trail has not grown', async () => {
    const made = await sealedHome();
    const [one, two] = [await made.open(), await made.open()];
    await sealTrail(made.store, { state: one, clock });
    const before = (await one.seals.check(null)).seals;
    const entries = [...made.entries];
    await sealTrail(made.store, { state: two, clock });
    expect((await two.seals.check(null)).seals).toBe(before);
    expect([...made.entries]).toEqual(entries);
  });

  it('makes one key, which only the store has', async () => {
    const made = await sealedHome();
    expect([...made.entries.keys()]).toEqual([expect.stringMatching(`^${sealKeys}/[0-9a-f]{12}$`)]);
    const { secret } = JSON.parse([...made.entries.values()][0] ?? '');
    const database = new DatabaseSync(join(made.folder, 'state.db'));
    const texts = ['chains', 'seals', 'journal'].map((table) => database.prepare(`SELECT * FROM ${table}`).all());
    database.close();
    expect(JSON.stringify(texts)).not.toContain(secret);
    expect(await found(made)).toEqual({ closed: null, opened: null });
  });

  it.each<[string, (folder: string) => void, string | null, string]>([
    ['lines cut off, the number counted back', (folder) => tamper(folder, ...cutTo(7)), 'cut', 'cut'],
    [
      'lines cut off together with their seals',
      (folder) => tamper(folder, ...cutTo(3), 'DELETE FROM seals WHERE line > 3'),
      null,
      'removed',
    ],
    ['a line rewritten, and all hashes made anew', (folder) => rewrite(folder, 2), 'rewritten', 'rewritten'],
    ['all seals removed', (folder) => tamper(folder, 'DELETE FROM seals'), null, 'removed'],
    [
      'everything about seals removed, and lines rewritten',
      (folder) => {
        rewrite(folder, 2);
        tamper(folder, 'DELETE FROM seals', 'UPDATE chains SET store = NULL, seal_key = NULL');
      },
      null,
      'removed',
    ],
    [
      'a seal whose MAC was made up',
      (folder) => tamper(folder, "UPDATE seals SET seal = substr(seal, 1, length(seal) - 4) || '0000'"),
      null,
      'forged',
    ],
    [
      'a seal that is no seal',
      (folder) => tamper(folder, "UPDATE seals SET seal = 'x' WHERE line = 9"),
      'forged',
      'forged',
    ],
    [
      'another name of the chain',
      (folder) =>
        tamper(folder, "UPDATE chains SET chain = 'aaaaaaaaaaaa'", "UPDATE journal SET chain = 'aaaaaaaaaaaa'"),
      null,
      'none',
    ],
  ])('finds %s', async (title, change, closed, opened) => {
    const made = await sealedHome();
    change(made.folder);
    if (title === 'another name of the chain')
      return expect(found(made)).rejects.toMatchObject({ code: 'JournalBroken' });
    const { closed: isClosed, opened: isOpened } = await found(made);
    expect([isClosed?.problem ?? null, isOpened?.problem ?? null]).toEqual([closed, opened]);
  });

  it('never seals over what does not fit', async () => {
    const made = await sealedHome();
    rewrite(made.folder, 2);
    const state = await made.open();
    const before = await state.seals.latest();
    await sealTrail(made.store, { state, clock });
    await write(state, 1);
    expect(await state.seals.latest()).toEqual(before);
  });

  it('never seals over a seal that somebody made up for a rewritten trail', async () => {
    const made = await sealedHome();
    rewrite(made.folder, 2);
    const state = await made.open();
    const head = (await state.journal.list()).at(-1)?.hash;
    const forged = (await state.seals.latest()) ?? expect.unreachable();
    const seal = sealText({ ...forged, hash: head ?? '' });
    tamper(
      made.folder,
      'DELETE FROM seals',
      `INSERT INTO seals (chain, line, seal) VALUES ('${forged.chain}', 10, '${seal}')`,
    );
    await write(state, 1);
    expect((await sealTrail(made.store, { state, clock })).fault).toEqual({ problem: 'forged', line: 10 });
    expect((await state.seals.latest())?.line).toBe(10);
  });

  it('stops sealing when the trail is rewritten while a program has the key', async () => {
    const made = await sealedHome();
    const state = await made.open();
    await sealTrail(made.store, { state, clock });
    rewrite(made.folder, 2);
    const before = await state.seals.latest();
    await write(state, 1);
    expect(await state.seals.latest()).toEqual(before);
    expect(await state.journal.verify()).toEqual({ lines: 11 });
  });

  it('notices an older copy of the whole state file', async () => {
    const made = await sealedHome();
    const copy = join(made.folder, 'copy.db');
    copyFileSync(join(made.folder, 'state.db'), copy);
    const state = await made.open();
    await sealTrail(made.store, { state, clock });
    await write(state, 5);
    state.close();
    await found(made);
    copyFileSync(copy, join(made.folder, 'state.db'));
    expect(await found(made)).toEqual({ closed: null, opened: { problem: 'removed', line: 15 } });
  });

  it('notices a different key, and a key that is gone, and makes no other key', async () => {
    const made = await sealedHome();
    const [name, text] = [...made.entries][0] ?? ['', ''];
    made.entries.set(name, text.replace(/"secret":"..../, '"secret":"0000'));
    expect((await found(made)).opened?.problem).toBe('other-key');
    made.entries.clear();
    expect(await found(made)).toEqual({ closed: null, opened: { problem: 'no-key', line: 10 } });
    expect(made.entries.size).toBe(0);
  });

  it('leaves the trail to the store that has the key', async () => {
    const made = await sealedHome();
    const state = await made.open();
    const other = new Map<string, string>();
    await write(state, 1);
    expect(await sealTrail(memoryStore('keychain', other), { state, clock })).toEqual({ key: null, fault: null });
    expect([other.size, (await state.seals.latest())?.line]).toEqual([0, 10]);
  });

  it.each(['no-key', 'other-key', 'removed', 'rewritten', 'cut'])(
    'fits again once a person accepts it: %s',
    async (how) => {
      const made = await sealedHome();
      const [name, text] = [...made.entries][0] ?? ['', ''];
      if (how === 'no-key') made.entries.clear();
      if (how === 'other-key') made.entries.set(name, text.replace(/"secret":"..../, '"secret":"0000'));
      if (how === 'removed') tamper(made.folder, 'DELETE FROM seals');
      if (how === 'rewritten') rewrite(made.folder, 2);
      if (how === 'cut') tamper(made.folder, ...cutTo(7));
      expect((await found(made)).opened?.problem).toBe(how);
      const state = await made.open();
      await write(state, 1);
      await acceptTrail(made.store, { state, clock });
      state.close();
      expect(await found(made)).toEqual({ closed: null, opened: null });
      const later = await made.open();
      await sealTrail(made.store, { state: later, clock });
      await write(later, 1);
      later.close();
      expect(await found(made)).toEqual({ closed: null, opened: null });
    },
  );

  it('knows in a new state that the store sealed an earlier one', async () => {
    const before = await sealedHome();
    await found(before);
    const made = home(tempFolder(), before.entries);
    const state = await made.open();
    await sealTrail(made.store, { state, clock });
    await write(state, 1);
    expect(await earlierTrails(made.store, state)).toHaveLength(1);
    await acceptTrail(made.store, { state, clock });
    expect(await earlierTrails(made.store, state)).toEqual([]);
  });

  it.each([1, 2, 3, 4, 5, 6])('ends whole when the process dies before write %i of the first sealing', async (dies) => {
    const made = home();
    let writes = 0;
    const dying = <Value>(work: () => Promise<Value>): Promise<Value> => {
      writes += 1;
      return writes >= dies ? Promise.reject(new Error('killed')) : work();
    };
    const state = await made.open();
    await write(state, 2);
    const killed = {
      ...state,
      seals: {
        ...state.seals,
        takePlace: (...given: Parameters<State['seals']['takePlace']>) => dying(() => state.seals.takePlace(...given)),
        use: (...given: Parameters<State['seals']['use']>) => dying(() => state.seals.use(...given)),
      },
    };
    await sealTrail(memoryStore('file', made.entries, dying), { state: killed, clock }).catch(() => null);
    state.close();
    expect(await found(made)).toEqual({ closed: null, opened: null });
    const { latest } = (await made.open()).seals;
    expect((await latest())?.line).toBe(2);
  });

  it('keeps one key when a command opens two stores, whichever is slower, also if both have an unused one', async () => {
    for (const isLeft of [false, true]) {
      const made = home();
      const state = await made.open();
      await write(state, 2);
      const stores = [made.store, memoryStore('keychain', new Map())] as const;
      const { chain } = await state.seals.place();
      const unused = () => ({ orgId: sealKeys, app: 'unused', consumerKey: chain, savedAt: clock.now() });
      if (isLeft) for (const store of stores) await store.put({ ...unused(), consumerSecret: state.seals.newKey() });
      let isFirstDone = () => {};
      const first = new Promise<void>((resolve) => {
        isFirstDone = resolve;
      });
      const slow: SecretStore = {
        ...stores[1],
        get: async (...asked) => {
          const found = await stores[1].get(...asked);
          await first;
          return found;
        },
      };
      const later = sealTrail(slow, { state, clock });
      await sealTrail(stores[0], { state, clock });
      isFirstDone();
      expect(await later).toEqual({ key: null, fault: null });
      expect((await state.seals.place()).store).toBe('file');
      if (!isLeft) expect(await stores[1].keys(sealKeys)).toEqual([]);
      for (const store of stores) expect((await sealTrail(store, { state, clock })).fault).toBeNull();
    }
  });

  it('compares a trail that it can not write', async () => {
    const made = await sealedHome();
    const state = await made.open();
    await write(state, 1);
    const full = () => Promise.reject(reason('DiskFull', { path: '/home' } as never));
    const readOnly = { ...state, seals: { ...state.seals, use: full, takePlace: full } };
    const { key, fault } = await sealTrail({ ...made.store, put: full }, { state: readOnly, clock });
    expect([fault, (await state.seals.check(key)).fault]).toEqual([null, null]);
    const fresh = home();
    const empty = await fresh.open();
    expect(await sealTrail({ ...fresh.store, put: full }, { state: empty, clock })).toEqual({ key: null, fault: null });
  });

  it('seals a state of an earlier version whole, whose lines get the name of the chain', async () => {
    const folder = tempFolder();
    const before = migrations.findIndex((sql) => sql.includes('CREATE TABLE chains'));
    const old = await openDatabase({ folder, clock, migrations: migrations.slice(0, before) });
    const hashes: string[] = [];
    await old.change((db) => {
      let previous = chainStart;
      for (let line = 1; line <= 3; line++) {
        const content = { line, at: clock.now(), actor: 'maria@laptop', ...deployIntended };
        previous = chainHash(previous, content);
        hashes.push(previous);
        const { event, action, intent, orgId, org, app } = deployIntended;
        const detail = '{"before":null,"checkOnly":false,"files":2,"key":"3MVG9.billing"}';
        db.prepare('INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(
          ...[line, clock.now(), 'maria@laptop', event, action, intent, orgId, org, app, detail, previous],
        );
      }
    });
    old.close();
    const made = home(folder);
    const state = await made.open();
    expect(await state.journal.verify()).toEqual({ lines: 3 });
    await write(state, 1);
    const { chain } = await state.seals.place();
    expect((await state.journal.list()).map((line) => [line.chain, line.line])).toEqual(
      [1, 2, 3, 4].map((line) => [chain, line]),
    );
    expect((await state.journal.list()).slice(0, 3).map(({ hash }) => hash)).toEqual(hashes);
    state.close();
    expect(await found(made)).toEqual({ closed: null, opened: null });
    rewrite(folder, 1);
    expect((await found(made)).opened?.problem).toBe('rewritten');
  });

  it('gives a seal that is one word', async () => {
    const made = await sealedHome(2);
    const seal = await (await made.open()).seals.latest();
    expect(seal && sealText(seal)).toMatch(/^[a-zA-Z0-9-]{130,145}$/);
  });
});

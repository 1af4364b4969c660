import { copyFileSync, existsSync, linkSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { compose } from '../../src/compose.ts';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import { newConsumer } from '../../src/core/model/consumer.ts';
import { Secret } from '../../src/core/model/secret.ts';
import { parseTarget } from '../../src/core/model/target.ts';
import type { HandOver } from '../../src/core/ports/ports.ts';
import { noon, watchedApp } from '../core/watch/watched-apps.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { noAppSettings } from '../support/no-app-settings.ts';
import { tempFolder } from '../support/temp-folder.ts';

const secret = 's'.repeat(64);
const handOver: HandOver = {
  ...{ event: 'staged', org: 'practice', app: 'ERP', previousConsumerKey: '3MVG9old', tokenUrl: 'https://127.0.0.1' },
  pair: { consumerKey: '3MVG9new', consumerSecret: new Secret(secret) },
};

/** A home, a folder with files, and the deliveries of both worlds. */
async function bench() {
  const folder = tempFolder();
  const home = join(folder, 'home');
  const practice = join(home, 'practice-watch');
  for (const one of [home, practice]) mkdirSync(one, { mode: 0o700 });
  const deliveriesOf = (isPractice: boolean) => {
    const composition = compose({ isPractice, isInteractive: false, env: { KEYTURN_HOME: home } });
    onTestFinished(() => composition.close());
    return composition.deliveries();
  };
  const state = async (where: string) => {
    const opened = await openState({
      ...{ folder: where, clock: new FakeClock(noon), actor: 'ada', appSettings: noAppSettings },
    });
    onTestFinished(() => opened.close());
    return opened;
  };
  /** Saves an app, and ends. */
  const watch = async (where: string, consumerKey: string, path: string | null) => {
    const opened = await state(where);
    const consumers = path === null ? [] : [newConsumer(parseTarget(`file:${path}`), { name: 'Reports' })];
    await opened.apps.save(watchedApp({ consumerKey, consumers }));
    opened.close();
  };
  const path = join(folder, 'erp.env');
  const content = 'LOG=1\nSALESFORCE_CONSUMER_KEY=3MVG9mine\nSALESFORCE_CONSUMER_SECRET=abc\n';
  return { folder, home, practice, deliveriesOf, state, watch, path, content, target: parseTarget(`file:${path}`) };
}

const ofReal = 'the consumer Reports of Billing_Sync (real org acme) gets its credentials in the same file';

describe('the file of a consumer in a real org', () => {
  it('is no target in the practice org, by whatever path, and stays as it is', async () => {
    const { home, folder, watch, path, deliveriesOf, target } = await bench();
    writeFileSync(path, 'LOG=1\n');
    linkSync(path, join(folder, 'hard.env'));
    await watch(home, '3MVG9mine', path);
    const practice = await deliveriesOf(true);
    for (const one of [target, parseTarget(`file:${folder}/hard.env`), parseTarget(`file:${path}?mode=0640`)]) {
      expect(await practice.inspect(one)).toContain(ofReal);
      expect(await practice.deliver(one, handOver)).toContain(ofReal);
    }
    expect(readFileSync(path, 'utf8')).toBe('LOG=1\n');
    expect(readdirSync(home)).toEqual(['practice-watch', 'state.db']);
    expect(await practice.deliver(parseTarget(`file:${folder}/other.env`), handOver)).toBe(null);
  });

  it('is no target while it is missing, either, and from the moment when it is named', async () => {
    const { home, watch, path, deliveriesOf, target } = await bench();
    const practice = await deliveriesOf(true);
    expect(await practice.inspect(target)).toBe(null);
    await watch(home, '3MVG9mine', path);
    expect(await practice.deliver(target, handOver)).toContain(ofReal);
    expect(existsSync(path)).toBe(false);
  });

  it('gets its credentials, also if a consumer in the practice org has it, too', async () => {
    const { practice, home, watch, path, deliveriesOf, target } = await bench();
    await watch(practice, '3MVG9toy', path);
    await watch(home, '3MVG9mine', path);
    const real = await deliveriesOf(false);
    expect(await real.inspect(target)).toBe(null);
    expect(await real.deliver(target, handOver)).toBe(null);
    expect(readFileSync(path, 'utf8')).toContain('3MVG9new');
  });
});

describe('a state of the real orgs that the practice org cannot read', () => {
  const newer = (file: string) => {
    const database = new DatabaseSync(file);
    database.exec('PRAGMA journal_mode = DELETE; PRAGMA user_version = 999');
    database.close();
  };
  it.each([
    ['of a newer keyturn', newer],
    ['that is damaged', (file: string) => writeFileSync(file, 'no database')],
    ['that is none of keyturn', (file: string) => copyFileSync(foreignDatabase(), file)],
  ])('%s: nothing is delivered to a file, and the state stays as it is', async (_what, spoil) => {
    const { home, watch, path, deliveriesOf, target } = await bench();
    await watch(home, '3MVG9mine', null);
    const file = join(home, 'state.db');
    spoil(file);
    const [before, listed] = [readFileSync(file), readdirSync(home)];
    const practice = await deliveriesOf(true);
    const problem = "keyturn can't tell whether a consumer in a real org gets its credentials in the same file: ";
    expect(await practice.inspect(target)).toContain(problem);
    expect(await practice.deliver(target, handOver)).toContain(problem);
    expect(existsSync(path)).toBe(false);
    expect(readFileSync(file)).toEqual(before);
    expect(readdirSync(home)).toEqual(listed);
    expect(await (await deliveriesOf(false)).deliver(target, handOver)).toBe(null);
  });

  function foreignDatabase(): string {
    const file = join(tempFolder(), 'other.db');
    const database = new DatabaseSync(file);
    database.exec('CREATE TABLE apps (body TEXT)');
    database.close();
    return file;
  }
});

describe('a file with credentials that are not those of the practice org', () => {
  const foreign = "it has credentials that keyturn's records of the practice org don't know";

  it("says nothing about the consumer's file while keyturn can't read its own records, and delivers nothing", async () => {
    const { practice: where, watch, path, content, deliveriesOf, target } = await bench();
    await watch(where, '3MVG9mine', path);
    writeFileSync(path, content);
    writeFileSync(join(where, 'state.db'), 'no database');
    const practice = await deliveriesOf(true);
    expect(await practice.inspect(target)).toBe(null);
    expect(await practice.deliver(target, handOver)).toContain("keyturn can't read its own records");
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  it.each(['erp.env', 'erp.json'])('is no target in the practice org: %s', async (name) => {
    const { folder, deliveriesOf, content } = await bench();
    const path = join(folder, name);
    const before = name.endsWith('.json') ? '{ "SALESFORCE_CONSUMER_KEY": "3MVG9mine" }' : content;
    writeFileSync(path, before);
    const target = parseTarget(`file:${path}`);
    const practice = await deliveriesOf(true);
    expect(await practice.inspect(target)).toContain(foreign);
    expect(await practice.deliver(target, handOver)).toContain(foreign);
    expect(readFileSync(path, 'utf8')).toBe(before);
    expect(await (await deliveriesOf(false)).deliver(target, handOver)).toBe(null);
  });

  it('may be one with placeholders, with a current key, or with one that was delivered long ago', async () => {
    const { practice: where, watch, state, path, content, deliveriesOf, target } = await bench();
    const practice = await deliveriesOf(true);
    writeFileSync(path, 'SALESFORCE_CONSUMER_KEY=\nSALESFORCE_CONSUMER_SECRET=""\n');
    expect(await practice.inspect(target)).toBe(null);
    writeFileSync(path, content);
    await watch(where, '3MVG9mine', path);
    expect(await practice.inspect(target)).toBe(null);
    await watch(where, '3MVG9next', path);
    expect(await practice.inspect(target)).toContain(foreign);
    const opened = await state(where);
    await opened.journal.append({
      ...{ event: 'intended', action: 'deliver', intent: 'one', orgId: '00D', org: 'practice', app: 'ERP' },
      detail: { target: `file:${path}`, consumerKey: '3MVG9mine' },
    });
    expect(await practice.deliver(target, handOver)).toBe(null);
  });

  it('is not one that a killed delivery left half written', async () => {
    const { folder, practice: where, watch, path, content, deliveriesOf, target } = await bench();
    await watch(where, '3MVG9mine', path);
    const after = content.replace('3MVG9mine', '3MVG9next');
    const torn = `${content.slice(0, content.indexOf('mine'))}next${content.slice(content.indexOf('mine') + 4, -4)}`;
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const { createHash } = await import('node:crypto');
    const mark = createHash('sha256').update('erp.env').digest('hex').slice(0, 16);
    const left = join(folder, `.keyturn-${mark}-0123456789ab`);
    writeFileSync(left, JSON.stringify({ before: base64(content), after: base64(after) }));
    writeFileSync(path, torn);
    const practice = await deliveriesOf(true);
    expect(await practice.inspect(target)).toBe(null);
    expect(readFileSync(path, 'utf8')).toBe(torn);
  });
});

describe('credentials in a file that keyturn has no record of, as another folder of keyturn delivers them', () => {
  it('are named with what a delivery does to them', async () => {
    const { home, watch, path, content, deliveriesOf, target } = await bench();
    const cautioned = async (ownKey?: string) => (await (await deliveriesOf(false)).cautions(target, ownKey)).others;
    expect(await cautioned()).toBeNull();
    writeFileSync(path, content, { mode: 0o600 });
    expect(await cautioned()).toContain(`${path} has credentials that keyturn doesn't know`);
    await watch(home, '3MVG9ours', path);
    expect(await cautioned()).toContain('a delivery overwrites them');
    expect(await cautioned('3MVG9mine')).toBeNull();
    await watch(home, '3MVG9mine', path);
    expect(await cautioned()).toBeNull();
    writeFileSync(path, 'LOG=1\n');
    expect(await cautioned()).toBeNull();
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { Streams } from '../../src/cli/output.ts';
import { run } from '../../src/cli/run.ts';
import { channelTypes } from '../../src/core/adapters/config-channels.ts';
import { ageWords } from '../../src/core/words/notices.ts';
import { always, channel, messageOf, sentAt } from '../core/adapters/notify/messages.ts';
import { type Received, startSmallServer } from '../core/adapters/salesforce/small-server.ts';
import { loadSettings } from '../support/load-settings.ts';
import { tempFolder } from '../support/temp-folder.ts';

const page = readFileSync(new URL('../../docs/notifications.md', import.meta.url), 'utf8');

function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(page)?.[1] ?? '';
}

describe('the page about notifications', () => {
  it('has settings that are read, with a channel of every type', async () => {
    const home = tempFolder();
    writeFileSync(join(home, 'config.json5'), block('json5'));
    const settings = await loadSettings(home);
    expect([...new Set(settings.channels.map(({ type }) => type))].sort()).toEqual([...channelTypes].sort());
    const unset = Object.entries(settings).filter(([, value]) => value === null || Object.keys(value).length === 0);
    expect(unset.map(([key]) => key)).toEqual(['stageAheadMs', 'isStageAheadChosen', 'checkEveryMs']);
    expect(settings.channels.filter(({ isForPractice }) => isForPractice).map(({ name }) => name)).toEqual(['school']);
    expect(channelTypes.filter((type) => !page.includes(`\n| \`${type}\` |`))).toEqual([]);
  });

  it('begins with settings that are read, too', async () => {
    const home = tempFolder();
    writeFileSync(join(home, 'config.json5'), /^ {3}```json5\n([\s\S]*?)^ {3}```$/m.exec(page)?.[1] ?? '');
    expect((await loadSettings(home)).channels).toMatchObject([{ name: 'ops', type: 'slack', address: 'slack-ops' }]);
  });

  it('changes settings with commands that work', async () => {
    const commands = /^## Change settings[\s\S]*?^```\n([\s\S]*?)^```$/m.exec(page)?.[1]?.trim().split('\n') ?? [];
    expect(commands.length).toBeGreaterThan(5);
    const home = tempFolder();
    for (const line of commands) {
      const words = [...line.replace(/ # .*/, '').matchAll(/'([^']*)'|(\S+)/g)].map(
        ([, quoted, word]) => quoted ?? word ?? '',
      );
      const streams = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };
      const surroundings = { version: '0', streams: streams as unknown as Streams, env: { KEYTURN_HOME: home } };
      expect([line, await run(words.slice(1), surroundings)]).toEqual([line, 0]);
    }
    expect((await loadSettings(home)).defaults).toEqual({ maxAgeDays: 60 });
  });

  it('shows a notice in the words that keyturn sends', () => {
    const [{ org, app, label, threshold, title, text, actions, since }] = JSON.parse(block('json')).notices;
    const daysLeft = Number.parseInt(threshold, 10);
    const dueAt = Date.parse(since) + daysLeft * 86_400_000;
    const words = ageWords({ org, app, label }, { dueAt, daysLeft, maxAgeDays: 90, isStaged: false, first: null });
    expect({ title, text, actions }).toEqual(words);
  });

  it('shows a receiver that knows our messages from others', async () => {
    const file = join(tempFolder(), 'receiver.mjs');
    writeFileSync(file, block('js'));
    const { isFromKeyturn } = await import(file);
    const server = await startSmallServer(() => ({}));
    const settings = { ...always, name: 'own', type: 'webhook', address: 'a', signingKey: 'k' } as const;
    await channel(settings, { a: server.url, k: 'key' }, { now: () => sentAt }).send(messageOf());
    await server.close();
    const { headers, body } = server.received[0] as Received;
    const call = { headers, body, key: 'key', now: sentAt + 60_000 };
    expect(isFromKeyturn(call)).toBe(true);
    expect(isFromKeyturn({ ...call, body: `${body} ` })).toBe(false);
    expect(isFromKeyturn({ ...call, key: 'other' })).toBe(false);
    expect(isFromKeyturn({ ...call, now: sentAt + 600_000 })).toBe(false);
    expect(isFromKeyturn({ ...call, headers: {} })).toBe(false);
    expect(Object.keys(JSON.parse(body).notices[0])).toEqual(Object.keys(JSON.parse(block('json')).notices[0]));
  });
});

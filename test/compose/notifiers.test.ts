import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { channelsOf, openNotifiers } from '../../src/compose/notifiers.ts';
import { usualSettings } from '../../src/core/adapters/config.ts';
import { parseSettings } from '../../src/core/adapters/config-schema.ts';
import { obeyProxy } from '../../src/core/adapters/proxy.ts';
import { Secret } from '../../src/core/model/secret.ts';
import type { SecretStore } from '../../src/core/ports/ports.ts';
import { messageOf } from '../core/adapters/notify/messages.ts';

function settingsOf(text: string) {
  const parsed = parseSettings(`{ channels: { ${text} } }`, usualSettings());
  if (!parsed.ok) throw new Error(parsed.problem.problem);
  return async () => parsed.value.settings;
}

const settings = settingsOf(`
  me: { type: 'desktop' },
  kept: { type: 'log' },
  ops: { type: 'slack', address: 'secret:ops' },
  siem: { type: 'webhook', address: 'secret:a', signingKey: 'secret:b' },
  boss: { type: 'mail', host: 'smtp.acme.example', from: 'k@acme.example', to: 'it@acme.example' },
  pager: { type: 'command', program: '/bin/false' },
  school: { type: 'slack', address: 'secret:school', practice: true }`);

const names = async (isPractice: boolean) => (await channelsOf({ settings, isPractice })).map(({ name }) => name);
/** Nothing is remembered yet. */
const blank = { hasState: async () => false, state: () => Promise.reject(new Error('not needed')) };
const noStore = { openStore: () => Promise.reject(new Error('not needed')) };

describe('notices of the practice org', () => {
  it('reach only the desktop, the log and the channels that allow them', async () => {
    expect(await names(true)).toEqual(['me', 'kept', 'school']);
    expect(await names(false)).toEqual(['me', 'kept', 'ops', 'siem', 'boss', 'pager', 'school']);
    const open = await openNotifiers(
      { ...blank, settings, isPractice: true },
      { ...noStore, env: {}, writeLine: () => undefined },
    );
    expect(open.map(({ name }) => name)).toEqual(['me', 'kept', 'school']);
  });

  it('say that they are', async () => {
    const lines: string[] = [];
    const tell = async (isPractice: boolean) => {
      const io = { ...noStore, env: {}, writeLine: (line: string) => lines.push(line) };
      const [log] = await openNotifiers({ ...blank, settings: settingsOf("kept: { type: 'log' }"), isPractice }, io);
      expect(await log?.send(messageOf())).toBeNull();
      return JSON.parse(lines.pop() ?? '');
    };
    const [practice, real] = [await tell(true), await tell(false)];
    expect(practice.notices[0].title).toBe(`Practice org: ${real.notices[0].title}`);
    expect(practice.id).toBe(real.id);
  });

  it('name commands of the practice org where a notice about a real org names Setup, and where any command is meant for it', async () => {
    const lines: string[] = [];
    const io = { ...noStore, env: {}, writeLine: (line: string) => lines.push(line) };
    const isPractice = true;
    const [log] = await openNotifiers({ ...blank, settings: settingsOf("kept: { type: 'log' }"), isPractice }, io);
    const message = messageOf();
    const text = 'int.erp@acme.example is frozen, so Salesforce issues no tokens.';
    const actions = [
      'Find out why, then unfreeze the user: Setup ▸ Users ▸ int.erp@acme.example ▸ Unfreeze.',
      'Delete them: `keyturn discard ERP_Bridge --confirm ERP_Bridge`.',
    ];
    await log?.send({ ...message, notices: message.notices.map((one) => ({ ...one, text, actions })) });
    expect(JSON.parse(lines.pop() ?? '').notices[0]).toMatchObject({
      text,
      actions: [
        'Find out why, then unfreeze the user: `keyturn practice act unfreeze --username int.erp@acme.example`.',
        'Delete them: `keyturn discard ERP_Bridge --confirm ERP_Bridge --practice`.',
      ],
    });
  });
});

describe('a webhook', () => {
  /** Takes CONNECT, notes whereto, and lets nobody through. */
  async function proxy() {
    const asked: string[] = [];
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (chunk) => {
        asked.push(/^CONNECT (\S+)/.exec(chunk.toString('latin1'))?.[1] ?? 'something else');
        socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return { asked, url: `http://127.0.0.1:${address.port}`, port: address.port };
  }

  async function sent(env: Readonly<Record<string, string>>, address: string) {
    const store = { get: async () => ({ consumerSecret: new Secret(address) }) } as unknown as SecretStore;
    const slack = settingsOf("ops: { type: 'slack', address: 'secret:ops' }");
    const io = { env, openStore: async () => store, writeLine: () => undefined };
    const [ops] = await openNotifiers({ ...blank, settings: slack, isPractice: false }, io);
    return ops?.send(messageOf());
  }

  it('is closed while the proxy has no usable address, and other channels stay open', async () => {
    const channels = settingsOf("ops: { type: 'slack', address: 'secret:ops' }, notes: { type: 'log' }");
    const store = { get: async () => ({ consumerSecret: new Secret('https://hooks.acme.example/T/CANARY') }) };
    const lines: string[] = [];
    const [ops, notes] = await openNotifiers(
      { ...blank, settings: channels, isPractice: false },
      {
        env: { HTTPS_PROXY: 'CORP\\grace:hunter2@proxy:8080' },
        openStore: async () => store as unknown as SecretStore,
        writeLine: (line) => void lines.push(line),
      },
    );
    const problem = await ops?.send(messageOf());
    expect(problem).toContain('ProxyUnusable');
    expect(problem).not.toMatch(/hunter2|grace|CANARY/);
    expect(await notes?.send(messageOf())).toBeNull();
    expect(lines).toHaveLength(1);
  });

  it('is closed while certificates are not checked', async () => {
    expect(await sent({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, 'https://127.0.0.1:9/CANARY')).toContain('TlsUnchecked');
  });

  it('is reached through the proxy of the environment, unless it is this computer', async () => {
    const { asked, url, port } = await proxy();
    // Takes all of it back at the end.
    onTestFinished(await obeyProxy({ HTTPS_PROXY: 'http://127.0.0.1:9' }));
    expect(await sent({ HTTPS_PROXY: url }, 'https://hooks.acme.example/T/CANARY')).not.toBeNull();
    expect(await sent({ HTTPS_PROXY: url }, 'https://hooks.acme.example/T/CANARY')).toBe(
      "the proxy in HTTPS_PROXY doesn't connect to it (403)",
    );
    expect(asked.splice(1)).toEqual(['hooks.acme.example:443']);
    expect(asked).toEqual(['hooks.acme.example:443']);
    const exempt = { HTTPS_PROXY: url, no_proxy: 'intranet.acme.example' };
    expect(await sent(exempt, `https://127.0.0.1:${port}/`)).not.toBeNull();
    expect(asked).toEqual(['hooks.acme.example:443', 'something else']);
  });
});

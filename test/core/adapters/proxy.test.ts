import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createNetwork } from '../../../src/core/adapters/network.ts';
import {
  obeyProxy,
  proxyDispatcher,
  proxySettings,
  proxyStatusOf,
  shownProxy,
} from '../../../src/core/adapters/proxy.ts';
import { chooseApiVersion } from '../../../src/core/adapters/salesforce/api-version.ts';
import { trustOrigin } from '../../../src/core/adapters/salesforce/trusted-origin.ts';
import { isKeyturnError } from '../../../src/core/reasons/errors.ts';
import { countedSession, instantClock, noLine } from './salesforce/small-server.ts';

describe('the address of a proxy', () => {
  it.each([
    ['http://gateway.acme.example:3128', 'http://gateway.acme.example:3128'],
    ['gateway.acme.example:8080', 'http://gateway.acme.example:8080'],
    ['localhost:8080', 'http://localhost:8080'],
    ['10.0.0.1:8080', 'http://10.0.0.1:8080'],
    ['[fd00::1]:8080', 'http://[fd00::1]:8080'],
    ['  proxy:8080 ', 'http://proxy:8080'],
    ['https://gateway.acme.example', 'https://gateway.acme.example'],
    ['HTTP://proxy:8080/', 'http://proxy:8080'],
    ['grace:hunter2@proxy:8080', 'http://proxy:8080'],
    ['http://CORP%5Cgrace:p%40ss@proxy:8080', 'http://proxy:8080'],
  ])('%s is %s', (value, shown) => {
    expect(shownProxy({ HTTPS_PROXY: value })).toBe(shown);
  });

  it.each([
    'CORP\\grace:hunter2@proxy:8080',
    'http//grace:hunter2@proxy:80',
    'http://grace:hunter2#@proxy:80',
    'http://grace:hunter2?@proxy:80',
    'http://grace:hunter2/x@proxy:80',
    'http://grace:hunter2%@proxy:80',
    'http://grace:hunter2@',
    'http://grace:hunter2@proxy:99999',
    'http://grace:hunter2@pro xy:80',
    'http://grace:hunter2@proxy\r\nhost:80',
    'socks5://grace:hunter2@proxy:1080',
    'ftp://grace:hunter2@proxy:21',
    'pw@',
  ])('%j is refused and never repeated', (value) => {
    try {
      proxySettings({ HTTPS_PROXY: value });
    } catch (error) {
      if (!isKeyturnError(error)) throw error;
      expect(error).toMatchObject({ code: 'ProxyUnusable', exitCode: 2 });
      expect(`${error.message} ${error.actions.join(' ')} ${error.cause ?? ''} ${error.stack}`).not.toMatch(
        /hunter2|grace|pw@/,
      );
      return;
    }
    expect.unreachable('the address was taken');
  });

  it('comes from the lower-case variable first, and an empty one counts as missing', () => {
    expect(shownProxy({ https_proxy: 'one:1', HTTPS_PROXY: 'two:2' })).toBe('http://one:1');
    expect(shownProxy({ https_proxy: '', HTTPS_PROXY: 'two:2' })).toBe('http://two:2');
    expect(shownProxy({ HTTPS_PROXY: ' ' })).toBeNull();
    expect(shownProxy({ HTTP_PROXY: 'three:3' })).toBeNull();
  });
});

/** A proxy that answers every request to connect with a status, and keeps what was asked. */
async function proxy(status: string) {
  const asked: string[] = [];
  const server = createServer();
  server.on('connect', ({ url }, socket) => {
    asked.push(url ?? '');
    socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { asked, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function failureOf(url: string): Promise<unknown> {
  try {
    await fetch(url, { signal: AbortSignal.timeout(5_000) });
    return null;
  } catch (error) {
    return error;
  }
}

it.each([
  ['407 Proxy Authentication Required', 'ProxyRefused', /username and password.*407/],
  ['403 Forbidden', 'ProxyRefused', /403/],
  ['502 Bad Gateway', 'OrgUnreachable', /proxy.*502/],
])('reports to the caller of an org that its proxy answered %s', async (status, code, message) => {
  const { address } = await proxy(status);
  onTestFinished(await obeyProxy({ HTTPS_PROXY: address }));
  const instanceUrl = 'https://acme.my.salesforce.com';
  const session = countedSession(instanceUrl);
  const origin = await trustOrigin(instanceUrl, session, { named: [], watchedAt: async () => [] });
  const asking = chooseApiVersion({ session, origin, turns: noLine(), clock: instantClock() });
  await expect(asking).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
});

it('keeps the status with which a proxy refused to connect', async () => {
  const { asked, address } = await proxy('407 Proxy Authentication Required');
  onTestFinished(await obeyProxy({ HTTPS_PROXY: address }));
  expect(proxyStatusOf(await failureOf('https://acme.my.salesforce.com/'))).toBe(407);
  expect(asked).toEqual(['acme.my.salesforce.com:443']);
  expect(proxyStatusOf(new Error('refused'))).toBeNull();
});

describe('NO_PROXY', () => {
  it.each<[string, string, boolean]>([
    ['acme.example', 'https://acme.example:9/', true],
    ['acme.example', 'https://www.acme.example:9/', true],
    ['acme.example', 'https://notacme.example:9/', false],
    ['.acme.example', 'https://www.acme.example:9/', true],
    ['*.acme.example', 'https://www.acme.example:9/', true],
    ['ACME.Example', 'https://www.acme.example:9/', true],
    ['a.example, acme.example', 'https://acme.example:9/', true],
    ['a.example acme.example', 'https://acme.example:9/', true],
    ['acme.example:9', 'https://acme.example:9/', true],
    ['acme.example:443', 'https://acme.example:9/', false],
    ['https://acme.example', 'https://acme.example:9/', true],
    ['*', 'https://acme.example:9/', true],
    ['a.example,*', 'https://acme.example:9/', true],
    ['192.0.2.7', 'https://192.0.2.7:9/', true],
    ['192.0.2.0/24', 'https://192.0.2.7:9/', true],
    ['192.0.2.0/29', 'https://192.0.2.8:9/', false],
    ['192.0.2.0/99', 'https://192.0.2.7:9/', false],
    ['2001:db8::/32', 'https://[2001:db8::1]:9/', true],
    ['[2001:db8:0::1]', 'https://[2001:db8::1]:9/', true],
    ['', 'https://127.0.0.1:9/', true],
    ['', 'https://localhost:9/', true],
    ['', 'https://[::1]:9/', true],
  ])('%j: %s goes past the proxy: %s', async (noProxy, url, isPast) => {
    const { asked, address } = await proxy('403 Forbidden');
    const direct: string[] = [];
    const connect = ({ hostname }: { hostname: string }, done: (error: Error, socket: null) => void) => {
      direct.push(hostname);
      done(new Error('not connected in this test'), null);
    };
    const dispatcher = await proxyDispatcher({ HTTPS_PROXY: address, NO_PROXY: noProxy }, { connect });
    if (!dispatcher) throw new Error('no proxy');
    await expect(request(url, { dispatcher })).rejects.toThrow();
    expect({ direct: direct.length, asked: asked.length }).toEqual(
      isPast ? { direct: 1, asked: 0 } : { direct: 0, asked: 1 },
    );
  });
});

describe('the way out of this computer', () => {
  it('is closed while certificates are not checked', async () => {
    await expect(createNetwork({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }).ready()).rejects.toMatchObject({
      code: 'TlsUnchecked',
      exitCode: 3,
      actions: expect.arrayContaining([expect.stringContaining('NODE_EXTRA_CA_CERTS')]),
    });
    await expect(createNetwork({ NODE_TLS_REJECT_UNAUTHORIZED: '1' }).ready()).resolves.toBeUndefined();
  });

  it('is closed at each use while the proxy has no usable address', async () => {
    const network = createNetwork({ HTTPS_PROXY: 'CORP\\grace:hunter2@proxy:8080' });
    for (const _use of [1, 2]) await expect(network.ready()).rejects.toMatchObject({ code: 'ProxyUnusable' });
  });
});

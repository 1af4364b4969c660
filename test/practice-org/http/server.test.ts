import { connect } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { listen, newTraffic } from '../../../src/practice-org/http/server.ts';
import { runOrg, sendRaw } from '../support/running-org.ts';

const close = 'Connection: close\r\n\r\n';

describe('the server of the practice org', () => {
  it.each([
    ['127.0.0.1', 200],
    ['127.0.0.1:8391', 200],
    ['LOCALHOST:1', 200],
    ['[::1]:8391', 200],
    ['evil.example', 421],
    ['127.0.0.1.evil.example', 421],
    ['localhost@evil.example', 421],
    ['127.0.0.1:8391@evil.example', 421],
    ['0.0.0.0', 421],
    ['', 421],
  ])('answers the host %j with %i', async (host, status) => {
    const { running } = await runOrg();
    const answer = await sendRaw(running, `GET /services/data HTTP/1.1\r\nHost: ${host}\r\n${close}`);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  it('listens on 127.0.0.1 alone', async () => {
    const { server } = await listen(
      { traffic: newTraffic(), now: () => 0, flush: async () => undefined, handle: nothing, control: nothing },
      { port: 0, tls: null },
    );
    const address = server.address();
    server.close();
    expect(address).toMatchObject({ address: '127.0.0.1' });
  });

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['a negative length', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -5\r\n\r\n', 400],
    ['two lengths', 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    ['an address of 100 kB', `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`, 414],
    ['a header of 40 kB', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`, 431],
    ['an escape that is none', `GET /%zz HTTP/1.1\r\nHost: localhost\r\n${close}`, 400],
    ['a null byte in a query', `GET /services/data/v65.0/query?q=%00 HTTP/1.1\r\nHost: localhost\r\n${close}`, 401],
    ['no path', `OPTIONS * HTTP/1.1\r\nHost: localhost\r\n${close}`, 404],
    ['a method that is none', `BREW / HTTP/1.1\r\nHost: localhost\r\n${close}`, 400],
  ])('answers %s with a status and no trace of its inside, and goes on', async (_what, text, status) => {
    const { running, state } = await runOrg();
    const answer = await sendRaw(running, text);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).not.toMatch(/ at |\.ts|node:/);
    expect((await state()).orgId).toBe(running.orgId);
  });

  it('reads paths that begin with two slashes', async () => {
    const { running } = await runOrg();
    const answer = await sendRaw(running, `GET //services//data HTTP/1.1\r\nHost: localhost\r\n${close}`);
    expect(answer).toContain('"version":"65.0"');
  });

  it('refuses a body of more than a megabyte, but for a deploy', async () => {
    const { fetch } = await runOrg();
    const body = 'x'.repeat(1_100_000);
    expect((await fetch('/services/oauth2/token', { method: 'POST', body })).status).toBe(413);
    expect((await fetch('/services/Soap/m/65.0', { method: 'POST', body })).status).toBe(500);
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ])('unpacks a body with the encoding %s', async (encoding, pack) => {
    const { fetch, state } = await runOrg();
    const pair = (await state()).apps.find(({ developerName }) => developerName === 'ERP_Bridge')?.consumers[0]
      ?.pairs[0];
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: pair?.consumerKey ?? '',
      client_secret: pair?.consumerSecret ?? '',
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': encoding };
    const answer = await fetch('/services/oauth2/token', { method: 'POST', body: pack(String(form)), headers });
    expect(answer.status).toBe(200);
  });

  it.each<[string, Uint8Array, string, number]>([
    ['an encoding that it lacks', Buffer.from('x'), 'br', 415],
    ['a body that is no gzip', Buffer.from('x'), 'gzip', 400],
    ['a body that unpacks to too much', gzipSync(new Uint8Array(2_000_000)), 'gzip', 413],
  ])('refuses %s, in words', async (_what, body, encoding, status) => {
    const { fetch } = await runOrg();
    const answer = await fetch('/services/oauth2/token', {
      method: 'POST',
      body,
      headers: { 'content-encoding': encoding },
    });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject([{ message: expect.any(String) }]);
  });

  it('says what is wrong with an address or headers that are too long', async () => {
    const { running } = await runOrg();
    const long = await sendRaw(running, `GET /${'a'.repeat(16_400)} HTTP/1.1\r\nHost: localhost\r\n${close}`);
    expect(long).toMatch(/^HTTP\/1.1 414 [\s\S]*the address has more than 16384 bytes/);
    const usual = await sendRaw(running, `GET /${'a'.repeat(16_000)} HTTP/1.1\r\nHost: localhost\r\n${close}`);
    expect(usual).toMatch(/^HTTP\/1.1 404 /);
    const header = await sendRaw(running, `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(40_000)}\r\n\r\n`);
    expect(header).toMatch(/^HTTP\/1.1 431 [\s\S]*the headers are too large/);
  });

  it('answers a client that sends 8 MB without listening', async () => {
    const { running } = await runOrg();
    const body = 'x'.repeat(8_000_000);
    const head = `POST /services/oauth2/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n${close}`;
    expect(await sendRaw(running, `${head}${body}`)).toMatch(/^HTTP\/1.1 413 [\s\S]*the body is too large/);
  });

  it('refuses 100 MB on any path, and keeps running', async () => {
    const { fetch, running, state } = await runOrg();
    const body = new Uint8Array(100_000_000);
    const json = { 'content-type': 'application/json' };
    const answers = [
      await fetch('/services/Soap/m/65.0', { method: 'POST', body }),
      await fetch('/services/data/v65.0/metadata/deployRequest', { method: 'POST', body }),
      await fetch('/practice/act', { method: 'POST', body, headers: json }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([413, 413, 413]);
    expect((await state()).orgId).toBe(running.orgId);
  });

  it('serves several requests on one connection', async () => {
    const { running } = await runOrg();
    const one = 'GET /services/data HTTP/1.1\r\nHost: localhost\r\n';
    const answer = await sendRaw(running, `${one}\r\n${one}${close}`);
    expect(answer.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  });

  it('survives a client that leaves in the middle of its body', async () => {
    const { running, state } = await runOrg();
    await new Promise<void>((resolve) => {
      const socket = connect(Number(new URL(running.instanceUrl).port), '127.0.0.1', () => {
        socket.write('POST /services/oauth2/token HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf');
        socket.destroy();
      });
      socket.on('close', () => resolve());
    });
    expect((await state()).orgId).toBe(running.orgId);
  });

  it('answers a bug with 500 as the API does, without details', async () => {
    const failing = async () => {
      throw new Error('canary of the inside');
    };
    const { server, port } = await listen(
      { traffic: newTraffic(), now: () => 0, flush: async () => undefined, handle: failing, control: failing },
      { port: 0, tls: null },
    );
    const answer = await fetch(`http://127.0.0.1:${port}/services/data`);
    const body = await answer.text();
    server.close();
    expect(answer.status).toBe(500);
    expect(JSON.parse(body)).toEqual([{ errorCode: 'UNKNOWN_EXCEPTION', message: 'An unexpected error occurred.' }]);
  });

  it('confirms nothing that it could not store', async () => {
    const { server, port } = await listen(
      {
        traffic: newTraffic(),
        now: () => 0,
        flush: async () => {
          throw new Error('ENOSPC');
        },
        handle: async () => ({ status: 201, headers: {}, body: 'done' }),
        control: nothing,
      },
      { port: 0, tls: null },
    );
    const answer = await fetch(`http://127.0.0.1:${port}/services/data`);
    server.close();
    expect(answer.status).toBe(500);
  });
});

async function nothing() {
  return { status: 204, headers: {}, body: '' };
}

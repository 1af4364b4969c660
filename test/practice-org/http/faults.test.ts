import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type OrgOverHttp, runOrg } from '../support/running-org.ts';

const versions = '/services/data';
const limits = '/services/data/v65.0/limits';

async function withFault(fault: Readonly<Record<string, unknown>>): Promise<OrgOverHttp> {
  const org = await runOrg();
  const answer = await org.control('POST', '/faults', fault);
  expect(answer.status).toBe(201);
  return org;
}

describe('a fault', () => {
  it('answers with a status and a body of its own, once', async () => {
    const { fetch } = await withFault({ kind: 'status', status: 502, body: 'bad gateway', path: '/limits' });
    const first = await fetch(limits);
    expect([first.status, await first.text()]).toEqual([502, 'bad gateway']);
    expect((await fetch(limits)).status).toBe(200);
  });

  it.each([
    ['once', undefined, [500, 200, 200]],
    ['twice', 2, [500, 500, 200]],
    ['for ever', 0, [500, 500, 500]],
  ])('happens %s', async (_often, times, expected) => {
    const { fetch } = await withFault({ kind: 'status', ...(times === undefined ? {} : { times }) });
    const statuses = [];
    for (let index = 0; index < 3; index += 1) statuses.push((await fetch(versions)).status);
    expect(statuses).toEqual(expected);
  });

  it('waits for a request of its method, path and body', async () => {
    const { fetch } = await withFault({ kind: 'status', method: 'post', path: '/oauth2/', contains: 'refresh' });
    const post = (body: string) => fetch('/services/oauth2/token', { method: 'POST', body });
    const others = [await fetch('/services/oauth2/userinfo'), await post('grant_type=client_credentials')];
    expect(others.map(({ status }) => status)).toEqual([200, 400]);
    expect((await post('grant_type=refresh_token')).status).toBe(500);
  });

  it.each([
    ['unauthorized', 401, 'INVALID_SESSION_ID'],
    ['limit', 403, 'REQUEST_LIMIT_EXCEEDED'],
    ['unavailable', 503, 'SERVER_UNAVAILABLE'],
  ])('called %s is %i %s', async (kind, status, errorCode) => {
    const { fetch } = await withFault({ kind });
    const answer = await fetch(limits);
    expect([answer.status, await answer.json()]).toEqual([status, [expect.objectContaining({ errorCode })]]);
    expect(answer.headers.get('retry-after')).toBe(status === 503 ? '1' : null);
  });

  it('loses a request before it is processed', async () => {
    const { fetch, app, running } = await withFault({ kind: 'drop', method: 'POST' });
    expect(await stagePair({ fetch, app, running })).toBe('no answer');
    expect((await app('ERP_Bridge')).consumers[0]?.pairs).toHaveLength(1);
  });

  it('loses the answer to a request that is processed', async () => {
    const { fetch, app, running } = await withFault({ kind: 'drop-answer', method: 'POST' });
    expect(await stagePair({ fetch, app, running })).toBe('no answer');
    expect((await app('ERP_Bridge')).consumers[0]?.pairs).toHaveLength(2);
  });

  it('cuts an answer in the middle of its body', async () => {
    const { fetch } = await withFault({ kind: 'cut' });
    const answer = await fetch(versions);
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
  });

  it('closes a connection as soon as it opens', async () => {
    const { running, state } = await withFault({ kind: 'close' });
    const port = Number(new URL(running.instanceUrl).port);
    const heard = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('data', () => resolve('an answer'));
      socket.on('error', () => undefined);
      socket.on('close', () => resolve('nothing'));
      socket.write('GET /services/data HTTP/1.1\r\nHost: localhost\r\n\r\n');
    });
    expect(heard).toBe('nothing');
    expect((await state()).orgId).toBe(running.orgId);
  });

  it('answers late', async () => {
    const { fetch } = await withFault({ kind: 'delay', ms: 120 });
    const begun = performance.now();
    expect((await fetch(versions)).status).toBe(200);
    expect(performance.now() - begun).toBeGreaterThanOrEqual(115);
  });

  it('answers byte by byte, whole in the end', async () => {
    const { fetch } = await withFault({ kind: 'slow', ms: 0 });
    expect(await (await fetch(versions)).json()).toContainEqual(expect.objectContaining({ version: '65.0' }));
  });

  it('never meets the control API', async () => {
    const { control } = await withFault({ kind: 'status', times: 0 });
    expect((await control('GET', '/state')).status).toBe(200);
  });

  it('is listed as it was asked for until it is cleared', async () => {
    const { control, fetch } = await withFault({ kind: 'garbage', times: 0, path: '/limits' });
    expect(await (await control('GET', '/faults')).json()).toMatchObject([
      { kind: 'status', path: '/limits', times: 0 },
    ]);
    await control('DELETE', '/faults');
    expect(await (await control('GET', '/faults')).json()).toEqual([]);
    expect((await fetch(limits)).status).toBe(200);
  });

  it.each([
    [{ kind: 'earthquake' }, 'kind must be one of status, delay'],
    [{}, 'kind must be one of'],
    [{ kind: 'toString' }, 'kind must be one of'],
    [{ kind: 'delay', ms: -1 }, 'whole numbers'],
    [{ kind: 'status', times: 0.5 }, 'whole numbers'],
    [{ kind: 'status', status: 42 }, 'status must be'],
    [{ kind: 'status', status: 1000 }, 'status must be'],
  ])('is refused when it is %j', async (fault, problem) => {
    const { control } = await runOrg();
    const answer = await control('POST', '/faults', fault);
    expect([answer.status, await answer.json()]).toEqual([400, { error: expect.stringContaining(problem) }]);
  });
});

async function stagePair({ fetch, app }: Pick<OrgOverHttp, 'fetch' | 'app' | 'running'>): Promise<number | string> {
  const { id, consumers } = await app('ERP_Bridge');
  const path = `/services/data/v65.0/apps/oauth/credentials/${id}/${consumers[0]?.id}/staged`;
  const init = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };
  return fetch(path, init).then(
    ({ status }) => status,
    () => 'no answer',
  );
}

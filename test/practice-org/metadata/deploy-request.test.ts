import { beforeEach, describe, expect, it } from 'vitest';
import { createMetadataApi, type MetadataApi } from '../../../src/practice-org/metadata/metadata-api.ts';
import { read, request } from '../support/small-org.ts';
import { ADMIN_TOKEN, type MiniOrg, miniOrg, READER_TOKEN } from './mini-org.ts';
import { appFiles, submit } from './soap-client.ts';

let org: MiniOrg;
let api: MetadataApi;

beforeEach(() => {
  org = miniOrg();
  api = createMetadataApi(org);
});

interface Asked {
  readonly method?: string;
  readonly token?: string;
  readonly id?: string;
  readonly contentType?: string;
  readonly body?: string;
}

async function call({ method = 'GET', token = ADMIN_TOKEN, id, contentType = '', body = '' }: Asked) {
  const address = `/services/data/v65.0/metadata/deployRequest${id === undefined ? '' : `/${id}`}`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': contentType };
  return read(await api.deployRequest(request(method, address, { headers, body })));
}

const json = (value: unknown) => ({ contentType: 'application/json', body: JSON.stringify(value) });

describe('the deploy resource', () => {
  it.each([
    ['an unknown session', { token: 'nope', id: '0Af' }, 401, 'INVALID_SESSION_ID'],
    ['no permission', { token: READER_TOKEN, id: '0Af' }, 403, 'INSUFFICIENT_ACCESS'],
    ['an unknown deploy', { id: '0Af' }, 404, 'NOT_FOUND'],
    ['another method', { method: 'DELETE', id: '0Af' }, 405, 'METHOD_NOT_ALLOWED'],
    ['a body that is no form', { method: 'POST', contentType: 'text/plain' }, 400, 'JSON_PARSER_ERROR'],
    ['JSON without a validation', { method: 'POST', ...json({}) }, 400, 'JSON_PARSER_ERROR'],
    [
      'a validation that is none',
      { method: 'POST', ...json({ validatedDeployRequestId: '0Af' }) },
      400,
      'INVALID_ID_FIELD',
    ],
    [
      'a change that is none',
      { method: 'PATCH', id: '0Af', ...json({ deployResult: { status: 'Succeeded' } }) },
      400,
      'INVALID_FIELD',
    ],
  ])('refuses %s', async (_, over, status, errorCode) => {
    expect(await call(over)).toMatchObject({ status, body: [{ errorCode }] });
  });

  it('returns rows only with details, with REST dates', async () => {
    const id = submit(api, appFiles());
    org.time += 300;
    const plain = await call({ id });
    expect(plain.body).toMatchObject({
      deployResult: { status: 'Succeeded', details: null, completedDate: '2026-11-23T10:00:00.300+0000' },
    });
    const full = await call({ id: `${id}?includeDetails=true` });
    expect(full.body).toMatchObject({
      deployResult: {
        details: { componentSuccesses: expect.arrayContaining([expect.objectContaining({ fullName: 'Acme' })]) },
      },
    });
  });
});

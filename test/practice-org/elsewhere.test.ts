import { expect, it } from 'vitest';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import { createRouter } from '../../src/practice-org/router.ts';
import { createOrg } from '../../src/practice-org/seeds/scenarios.ts';

const data = '/services/data/v65.0';
const org = createOrg('acme', systemClock().now());
const token = org.data.sessions.find(({ kind }) => kind === 'setup')?.token ?? '';

async function send(method: string, path: string, body: string | Uint8Array = '') {
  const answer = await createRouter(org).handle({
    method,
    path,
    query: new URLSearchParams(),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: typeof body === 'string' ? new TextEncoder().encode(body) : body,
    origin: 'http://127.0.0.1',
  });
  return { status: answer.status, body: String(answer.body) };
}

it.each([
  ['POST', `${data}/composite`],
  ['POST', `${data}/composite/sobjects`],
  ['POST', `${data}/jobs/query`],
  ['POST', `${data}/jobs/ingest`],
  ['POST', '/services/async/65.0/job'],
  ['GET', `${data}/search`],
  ['GET', `${data}/parameterizedSearch`],
  ['POST', `${data}/graphql`],
  ['GET', `${data}/queryAll`],
  ['GET', `${data}/limits/recordCount`],
  ['GET', `${data}/tooling/executeAnonymous`],
  ['GET', '/services/apexrest/anything'],
])('%s %s is a resource that the org does not have', async (method, path) => {
  const { status, body } = await send(method, path, '{}');
  expect([status, JSON.parse(body)]).toEqual([
    404,
    [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }],
  ]);
});

it('ends a streaming client: it is not to shake hands again', async () => {
  const { status, body } = await send('POST', '/cometd/65.0', '[{"channel":"/meta/handshake"}]');
  expect([status, JSON.parse(body)]).toMatchObject([
    200,
    [{ channel: '/meta/handshake', successful: false, error: '403::Handshake denied', advice: { reconnect: 'none' } }],
  ]);
});

it('refuses SCIM in its form of errors', async () => {
  const { status, body } = await send('POST', '/services/scim/v1/Users', '{}');
  expect([status, JSON.parse(body)]).toMatchObject([404, { Errors: [{ code: 404 }] }]);
});

const envelope = (operation: string) =>
  `<Envelope xmlns="http://schemas.xmlsoap.org/soap/envelope/"><Header><SessionHeader><sessionId>${token}</sessionId></SessionHeader></Header><Body><${operation}/></Body></Envelope>`;

it.each([
  ['u', 'create'],
  ['u', 'describeSObjects'],
  ['c', 'query'],
  ['s', 'executeAnonymous'],
  ['m', 'describeValueType'],
  ['m', 'renameMetadata'],
])('the SOAP service %s has no operation %s', async (service, operation) => {
  const { status, body } = await send('POST', `/services/Soap/${service}/64.0`, envelope(operation));
  expect(status).toBe(500);
  expect(body).toMatch(new RegExp(`<faultstring>No operation available for request [^<]*${operation}</faultstring>`));
});

it('takes no JSON that is not UTF-8', async () => {
  const body = Buffer.from('{"Name": "M\xfcller"}', 'latin1');
  const { status, body: answer } = await send('POST', `${data}/sobjects/Account`, body);
  expect([status, JSON.parse(answer)]).toMatchObject([400, [{ errorCode: 'JSON_PARSER_ERROR' }]]);
  expect((await send('POST', `${data}/sobjects/Account`, Buffer.from('{"Name": "Müller"}'))).status).toBe(201);
});

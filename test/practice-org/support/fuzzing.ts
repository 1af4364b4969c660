import fc from 'fast-check';
import { readXml } from '../../../src/practice-org/metadata/xml/read-xml.ts';
import { createRouter } from '../../../src/practice-org/router.ts';
import { createOrg } from '../../../src/practice-org/seeds/scenarios.ts';
import { appFiles, zipOf } from '../metadata/soap-client.ts';
import { seededAt } from './running-org.ts';
import { request } from './small-org.ts';

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly type: string;
  readonly body: Uint8Array;
}

type Edit = readonly [kind: 'cut' | 'repeat' | 'insert' | 'set', at: number, length: number, bytes: Uint8Array];

/** What is likely to upset somebody who reads one of these languages. */
const nasty = [
  '<!DOCTYPE a [<!ENTITY b "c">]>',
  '&b;',
  ']]>',
  '<![CDATA[',
  '\u0000',
  '../../x',
  "'",
  '"',
  '{',
  ']',
  '(',
  '%',
  '--x',
  '\r\n\r\n',
  '9'.repeat(40),
  '\ud800',
  'LIMIT 1e9',
  '__proto__',
];

const edits = fc.array(
  fc.tuple(
    fc.constantFrom('cut', 'repeat', 'insert', 'set'),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat(40),
    fc.oneof(
      fc.constantFrom(...nasty).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 12 }),
    ),
  ) as fc.Arbitrary<Edit>,
  { maxLength: 6 },
);

/** A valid message with a few places changed; now and then the valid message itself, or nothing but noise. */
function spoiled(seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const seed = fc.constantFrom(...seeds);
  return fc.oneof(
    { weight: 7, arbitrary: fc.tuple(seed, edits).map(([valid, list]) => list.reduce(edited, valid)) },
    { weight: 2, arbitrary: seed },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  );
}

function edited(bytes: Uint8Array, [kind, where, length, fresh]: Edit): Uint8Array {
  const at = Math.floor(where * bytes.length);
  const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
  switch (kind) {
    case 'cut':
      return Buffer.concat([head, tail.subarray(length)]);
    case 'repeat':
      return Buffer.concat([head, tail.subarray(0, length), tail]);
    case 'insert':
      return Buffer.concat([head, fresh, tail]);
    case 'set':
      return Buffer.concat([head, fresh, tail.subarray(fresh.length)]);
  }
}

const text = (...seeds: string[]) => seeds.map((seed) => Buffer.from(seed));
const metadata = 'http://soap.sforce.com/2006/04/metadata';
const envelope = (inner: string, session = 'TOKEN') =>
  `<?xml version="1.0"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" xmlns="${metadata}"><e:Header><SessionHeader><sessionId>${session}</sessionId></SessionHeader></e:Header><e:Body>${inner}</e:Body></e:Envelope>`;
const deployOf = (zip: Uint8Array) =>
  `<deploy><ZipFile>${Buffer.from(zip).toString('base64')}</ZipFile><DeployOptions><rollbackOnError>true</rollbackOnError></DeployOptions></deploy>`;
const boundary = 'xyz';
const multipart = Buffer.concat([
  Buffer.from(
    `--${boundary}\r\ncontent-disposition: form-data; name="json"\r\ncontent-type: application/json\r\n\r\n{"deployOptions":{"checkOnly":true}}\r\n--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="d.zip"\r\ncontent-type: application/zip\r\n\r\n`,
  ),
  zipOf(appFiles()),
  Buffer.from(`\r\n--${boundary}--\r\n`),
]);
const data = '/services/data/v65.0';

/** By language: messages that an org may get from anybody. */
export const languages: Readonly<Record<string, fc.Arbitrary<Sent>>> = {
  XML: spoiled(
    text(
      envelope(
        '<listMetadata><queries><type>ExternalClientApplication</type></queries><asOfVersion>65.0</asOfVersion></listMetadata>',
      ),
      envelope(
        '<readMetadata><type>ExtlClntAppOauthConfigurablePolicies</type><fullNames>*</fullNames></readMetadata>',
      ),
      envelope(
        '<retrieve><retrieveRequest><apiVersion>65.0</apiVersion><unpackaged><types><members>*</members><name>ExternalClientApplication</name></types></unpackaged></retrieveRequest></retrieve>',
      ),
      envelope('<checkDeployStatus><asyncProcessId>0Af000000000001</asyncProcessId></checkDeployStatus>'),
    ),
  ).map((body) => ({ method: 'POST', path: '/services/Soap/m/65.0', type: 'text/xml', body })),
  zip: spoiled([zipOf(appFiles()), zipOf({ '../../escape': 'x', 'package.xml': '<Package/>' })]).map((zip) => ({
    method: 'POST',
    path: '/services/Soap/m/65.0',
    type: 'text/xml',
    body: Buffer.from(envelope(deployOf(zip))),
  })),
  multipart: spoiled([multipart]).map((body) => ({
    method: 'POST',
    path: `${data}/metadata/deployRequest`,
    type: `multipart/form-data; boundary=${boundary}`,
    body,
  })),
  SOQL: spoiled(
    text(
      "SELECT Id, Username, Profile.Name FROM User WHERE IsActive = true AND (Name LIKE 'a%' OR Username IN ('x', 'y')) ORDER BY Name DESC NULLS LAST LIMIT 10 OFFSET 2",
      'SELECT count() FROM LoginHistory WHERE LoginTime > LAST_N_DAYS:7',
      'SELECT UserType, COUNT(Id) n FROM User GROUP BY UserType',
      'SELECT Id FROM PermissionSetAssignment WHERE AssigneeId IN (SELECT Id FROM User WHERE IsActive = true)',
    ),
  ).map((soql) => ({
    method: 'GET',
    path: `${data}/query?q=${encodeURIComponent(Buffer.from(soql).toString())}`,
    type: '',
    body: new Uint8Array(),
  })),
  JSON: fc
    .tuple(
      fc.constantFrom(
        ['POST', `${data}/apps/oauth/credentials/APP/CONSUMER/staged`],
        ['PATCH', `${data}/apps/oauth/credentials/APP/CONSUMER/staged/0x`],
        ['PATCH', `${data}/sobjects/User/USER`],
        ['PATCH', `${data}/metadata/deployRequest/0Af000000000001`],
        ['POST', `${data}/sobjects/PermissionSetAssignment`],
      ),
      fc.oneof(
        spoiled(text('{"command":"rotate"}', '{"IsActive":true}', '{"checkOnly":true}')),
        fc.json().map((told) => Buffer.from(told)),
      ),
    )
    .map(([[method = '', path = ''], body]) => ({ method, path, type: 'application/json', body })),
};

/**
 * Sends that many messages to an org without a socket. Returns how many it took and how many it refused.
 * @throws the smallest message that isn't answered as it should
 */
export async function fuzz(language: fc.Arbitrary<Sent>, runs: number): Promise<{ taken: number; refused: number }> {
  const count = { taken: 0, refused: 0 };
  const org = createOrg('acme', seededAt);
  org.data.knobs.deployMs = 0;
  org.data.apiCalls.max = Number.MAX_SAFE_INTEGER;
  const router = createRouter(org);
  const token = org.data.sessions[0]?.token ?? '';
  const app = org.data.apps[0];
  const user = [...org.users.values()].find(({ username }) => username.startsWith('int.billing@'));
  const property = fc.asyncProperty(language, async ({ method, path, type, body }) => {
    const place = path
      .replace('APP', app?.id ?? '')
      .replace('CONSUMER', app?.consumers[0]?.id ?? '')
      .replace('USER', user?.id ?? '');
    const headers = { authorization: `Bearer ${token}`, 'content-type': type };
    const bytes = replaced(body, token);
    const answer = await router.handle({ ...request(method, place, { headers }), body: bytes });
    const told = typeof answer.body === 'string' ? answer.body : Buffer.from(answer.body).toString();
    if (answer.status >= 500 && !told.includes('<soapenv:Fault>')) throw new Error(`${answer.status}: ${told}`);
    if (/\n\s+at .*:\d+/.test(told)) throw new Error(`a stack trace: ${told}`);
    if (answer.headers['content-type']?.startsWith('text/xml')) readXml(told);
    router.settle();
    count[answer.status < 400 ? 'taken' : 'refused'] += 1;
  });
  await fc.assert(property, { numRuns: runs, verbose: 1 });
  return count;
}

function replaced(body: Uint8Array, token: string): Uint8Array {
  const at = Buffer.from(body).indexOf('TOKEN');
  return at < 0 ? body : Buffer.concat([body.subarray(0, at), Buffer.from(token), body.subarray(at + 5)]);
}

import { afterEach, describe, expect, it } from 'vitest';
import { createMetadata } from '../../../../src/core/adapters/salesforce/metadata.ts';
import {
  connectionTo,
  countedSession,
  type Received,
  type Reply,
  type SmallServer,
  soapAnswer,
  soapFault,
  startSmallServer,
} from './small-server.ts';

let server: SmallServer;
afterEach(() => server.close());

async function metadataOf(answer: (request: Received) => Reply) {
  server = await startSmallServer(answer);
  return createMetadata(connectionTo(server.url));
}

const type = 'ExtlClntAppConfigurablePolicies';
const listed = (names: readonly string[]) =>
  names
    .map((name) => `<result><type>${type}</type><fullName>${name}</fullName><fileName>x</fileName></result>`)
    .join('');
const record = (name: string, app: string, inner = '') =>
  `<records xsi:type="${type}"><fullName>${name}</fullName><externalClientApplication>${app}</externalClientApplication>${inner}</records>`;

/** Policies by their names, with the app each belongs to. */
function orgWith(policies: Readonly<Record<string, string>>, inner = '') {
  return metadataOf(({ body }) => {
    if (body.includes('<listMetadata>')) return { body: soapAnswer('listMetadata', listed(Object.keys(policies))) };
    const names = [...body.matchAll(/<fullNames>([^<]*)</g)].map(([, name = '']) => name);
    const found = names.map((name) =>
      policies[name] ? record(name, policies[name], inner) : '<records xsi:nil="true"/>',
    );
    const text = soapAnswer('readMetadata', `<result>${found.join('')}</result>`);
    return {
      body: text.replace(
        '<soapenv:Envelope',
        '<soapenv:Envelope xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
      ),
    };
  });
}

describe('the policies of an app', () => {
  it('are found by the app that they name, whatever they are called', async () => {
    const inner =
      '<isEnabled>true</isEnabled><isOauthPluginEnabled>false</isOauthPluginEnabled><label>A &amp; B</label><startUrl xsi:nil="true"/>';
    const metadata = await orgWith({ Acme_plcy: 'Acme_Two', Other: 'acme' }, inner);
    await expect(metadata.appPolicy('Acme')).resolves.toEqual({
      fullName: 'Other',
      fields: { externalClientApplication: 'acme', isEnabled: 'true', isOauthPluginEnabled: 'false', label: 'A & B' },
      isEnabled: true,
      isOauthPluginEnabled: false,
    });
  });

  it('are on where the record leaves the flags out', async () => {
    const metadata = await orgWith({ Acme_plcy: 'Acme' });
    await expect(metadata.appPolicy('Acme')).resolves.toMatchObject({ isEnabled: true, isOauthPluginEnabled: true });
  });

  it('are read ten at a time, those that are named like the app first', async () => {
    const names = Array.from({ length: 25 }, (_, index) => `P${index}`);
    const metadata = await orgWith({ ...Object.fromEntries(names.map((name) => [name, 'X'])), Acme_plcy: 'Acme' });
    const reads = () => server.received.filter(({ body }) => body.includes('<readMetadata>'));
    await metadata.appPolicy('Acme');
    expect(reads()).toHaveLength(1);
    await expect(metadata.appPolicy('Nobody')).resolves.toBeNull();
    expect(
      reads()
        .slice(1)
        .map(({ body }) => body.split('<fullNames>').length - 1),
    ).toEqual([10, 10, 6]);
  });

  it('are not asked for with a token in JWT form', async () => {
    server = await startSmallServer(() => ({ body: '' }));
    const session = { ...countedSession(server.url), accessToken: async () => 'eyJ.e30.x' };
    await expect(createMetadata(connectionTo(server.url, session)).appPolicy('Acme')).resolves.toBeNull();
    expect(server.received).toEqual([]);
  });
});

describe('turning OAuth of an app off', () => {
  const policy = {
    fullName: 'Acme_plcy',
    fields: { label: 'A & B', externalClientApplication: 'Acme', isOauthPluginEnabled: 'true', isEnabled: 'true' },
    isEnabled: true,
    isOauthPluginEnabled: true,
  };
  const saved = (inner: string) => ({
    body: soapAnswer('updateMetadata', `<result>${inner}<fullName>Acme_plcy</fullName></result>`),
  });
  const failed = (code: string, message = 'no') =>
    saved(`<errors><message>${message}</message><statusCode>${code}</statusCode></errors><success>false</success>`);

  it('sends the whole record back, once, in the order of the alphabet', async () => {
    const metadata = await metadataOf(() => saved('<success>true</success>'));
    await metadata.setOauthPlugin(policy, false);
    expect(server.received).toHaveLength(1);
    expect(/<updateMetadata>.*<\/updateMetadata>/.exec(server.received[0]?.body ?? '')?.[0]).toBe(
      `<updateMetadata><metadata xsi:type="${type}"><fullName>Acme_plcy</fullName>` +
        '<externalClientApplication>Acme</externalClientApplication><isEnabled>true</isEnabled>' +
        '<isOauthPluginEnabled>false</isOauthPluginEnabled><label>A &amp; B</label></metadata></updateMetadata>',
    );
  });

  it.each<[string, string, Reply]>([
    ['OrgRefused', 'a record that is not saved', failed('FIELD_INTEGRITY_EXCEPTION', 'bad\u0007 value')],
    ['PermissionMissing', 'a record that may not be saved', failed('INSUFFICIENT_ACCESS_OR_READONLY')],
    ['DeployAhead', 'a record that is locked', failed('UNABLE_TO_LOCK_ROW')],
    [
      'DeployAhead',
      'a lock that only its words tell',
      failed('UNKNOWN_EXCEPTION', 'unable to obtain exclusive access to this record'),
    ],
    [
      'DeployAhead',
      'a call that is not taken while another runs',
      { status: 500, body: soapFault('ALREADY_IN_PROCESS', 'busy') },
    ],
    ['PermissionMissing', 'a call that may not be made', { status: 500, body: soapFault('INSUFFICIENT_ACCESS', 'no') }],
    ['OrgRefused', 'an answer without a result', { body: soapAnswer('updateMetadata', '') }],
    ['OrgUnreachable', 'a lost answer', { fault: 'reset' }],
  ])('is told as %s: %s; never sent twice', async (code, _, reply) => {
    const metadata = await metadataOf(() => reply);
    await expect(metadata.setOauthPlugin(policy, false)).rejects.toMatchObject({ code });
    expect(server.received).toHaveLength(1);
  });

  it('says what Salesforce says', async () => {
    const metadata = await metadataOf(() => failed('FIELD_INTEGRITY_EXCEPTION', 'bad value'));
    await expect(metadata.setOauthPlugin(policy, false)).rejects.toMatchObject({
      message: expect.stringContaining('bad value (FIELD_INTEGRITY_EXCEPTION)'),
    });
  });
});

describe('a deploy', () => {
  it.each([true, false])('ignores warnings only when told so (%s)', async (ignoreWarnings) => {
    const id = '0Af000000000001AAA';
    const metadata = await metadataOf(() => ({ body: soapAnswer('deploy', `<result><id>${id}</id></result>`) }));
    await metadata.startDeploy({ files: [], checkOnly: false, ...(ignoreWarnings ? { ignoreWarnings } : {}) });
    expect(server.received[0]?.body).toContain(`<ignoreWarnings>${ignoreWarnings}</ignoreWarnings>`);
  });
});

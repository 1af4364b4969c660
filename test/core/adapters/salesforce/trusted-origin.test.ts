import { describe, expect, it } from 'vitest';
import { trustOrigin, trustThisComputer } from '../../../../src/core/adapters/salesforce/trusted-origin.ts';

const org = { orgId: '00D000000000001EAA', name: 'acme', username: 'ada@acme.example' };
const asked = (address: string, watchedAt: readonly string[] = [], named: readonly string[] = []) =>
  trustOrigin(address, org, {
    named,
    watchedAt: async () => watchedAt.map((instanceUrl) => ({ app: 'ERP', instanceUrl })),
  });

describe('an address that may get tokens and secrets', () => {
  it.each<[string, string[], string[]]>([
    ['https://acme.my.salesforce.com', [], []],
    ['https://acme--uat.sandbox.my.salesforce.com/', [], []],
    ['https://acme-dev-ed.develop.my.salesforce.com', [], []],
    ['https://na139.salesforce.com', [], []],
    ['https://acme.my-salesforce.com', [], []],
    ['https://acme.cloudforce.com', [], []],
    ['https://acme.my.salesforce.mil', [], []],
    ['https://acme.my.sfcrmproducts.cn', [], []],
    ['https://acme.my.sfcrmapps.cn', [], []],
    ['https://ACME.my.Salesforce.com', [], []],
    // Salesforce's own hosts may change. The core reports it.
    ['https://acme-new.my.salesforce.com', ['https://acme.my.salesforce.com'], []],
    ['http://127.0.0.1:8080', [], []],
    ['http://localhost:8080', ['http://127.0.0.1:9090'], []],
    ['https://[::1]:8443', [], []],
    // A person named it, with or without the port.
    ['https://gateway.acme.example', [], ['gateway.acme.example']],
    ['https://gateway.acme.example:8443', [], ['Gateway.acme.example']],
    ['https://gateway.acme.example:8443', [], ['gateway.acme.example:8443']],
    ['http://127.0.0.1:8080', ['https://acme.my.salesforce.com'], ['127.0.0.1']],
    // Adopted there, also by an earlier version.
    ['https://gateway.acme.example', ['https://gateway.acme.example'], []],
  ])('%s, watched at %j, with %j named', async (address, watchedAt, named) => {
    await expect(asked(address, watchedAt, named)).resolves.toBe(new URL(address).origin);
  });

  it.each<[string, string[], string[], string]>([
    ['https://login.evil.example', [], [], 'HostNotAllowed'],
    ['https://salesforce.com.evil.example', [], [], 'HostNotAllowed'],
    ['https://evilsalesforce.com', [], [], 'HostNotAllowed'],
    ['https://acme.my.salesforce.com.', [], [], 'HostNotAllowed'],
    ['https://acme.my.salesforce.com.evil.example', ['https://acme.my.salesforce.com'], [], 'HostNotAllowed'],
    ['https://gateway.acme.example:8443', ['https://gateway.acme.example'], [], 'HostNotAllowed'],
    ['https://gateway.acme.example:8443', [], ['gateway.acme.example:443'], 'HostNotAllowed'],
    ['https://10.0.0.7', [], [], 'HostNotAllowed'],
    ['http://127.0.0.1:8080', ['https://acme.my.salesforce.com'], [], 'HostNotAllowed'],
    ['https://127.evil.example', [], [], 'HostNotAllowed'],
    // No flag and no adoption makes up for the missing encryption.
    ['http://acme.my.salesforce.com', [], [], 'HostNotEncrypted'],
    ['http://gateway.acme.example', ['http://gateway.acme.example'], ['gateway.acme.example'], 'HostNotEncrypted'],
    ['https://ada:pw@acme.my.salesforce.com', [], [], 'SignInBroken'],
    ['https://acme.my.salesforce.com@evil.example', [], [], 'SignInBroken'],
    ['no address', [], [], 'SignInBroken'],
    ['', [], [], 'SignInBroken'],
    ['javascript:alert(1)', [], [], 'SignInBroken'],
  ])('%s is none, watched at %j, with %j named: %s', async (address, watchedAt, named, code) => {
    await expect(asked(address, watchedAt, named)).rejects.toMatchObject({ code });
  });

  it('names the host at which the apps are watched', async () => {
    await expect(asked('https://evil.example', ['https://acme.my.salesforce.com'])).rejects.toMatchObject({
      message: expect.stringMatching(/evil\.example.*acme\.my\.salesforce\.com/),
      actions: expect.arrayContaining([expect.stringContaining('--instance-url https://acme.my.salesforce.com')]),
    });
  });

  it('is on this computer for the practice org', () => {
    expect(trustThisComputer('http://127.0.0.1:7100')).toBe('http://127.0.0.1:7100');
    expect(() => trustThisComputer('https://acme.my.salesforce.com')).toThrow(/this computer/);
  });
});

import { describe, expect, it } from 'vitest';
import { type ComputerFacts, computerLines, type OwnFacts } from '../../../src/core/doctor/computer-lines.ts';
import type { JournalLine } from '../../../src/core/model/journal.ts';
import type { SettingsFault } from '../../../src/core/model/settings-fault.ts';
import type { InstalledService } from '../../../src/core/ports/service-manager.ts';
import { reason } from '../../../src/core/reasons/errors.ts';

const machine: ComputerFacts = {
  nodeVersion: 'v24.1.0',
  home: { path: '/home/ada/keyturn', mode: 0o700, isWritable: true, weaknesses: [] },
  programWeaknesses: [],
  freeBytes: 10 ** 10,
  config: null,
  passphraseFile: 'fine',
  passphraseWeakness: null,
  proxy: null,
  extraCa: null,
  trustsSystem: false,
  isTlsUnchecked: false,
  isTerminalDumb: false,
};
const signIn = {
  username: 'ada@acme.example',
  aliases: ['acme'],
  orgId: '00D',
  instanceUrl: 'https://acme.my.salesforce.com',
  kind: 'production',
  isDefault: true,
  broken: null,
  ending: null,
} as const;
const offer = { kind: 'keychain', problem: null, hasPassphrase: false, isNew: false, place: 'login keyring' } as const;
const service: InstalledService = {
  kind: 'systemd',
  path: '/home/ada/.config/systemd/user/keyturn.service',
  active: true,
  enabled: true,
  linger: true,
  word: 'active, running',
  missing: [],
  passphraseFile: 'fine',
  passphrasePath: '/home/ada/pass',
  shutOut: [],
  start: 'systemctl --user enable --now keyturn.service',
  log: 'journalctl --user --unit keyturn',
};
const own: OwnFacts = {
  state: 'fine',
  journal: { lines: 3 },
  open: [],
  offers: [offer],
  chosenStore: 'keychain',
  signIns: [signIn],
  service,
  failing: null,
  inside: null,
};

const extraCa = (certificates: number | null, expired = 0) => ({ extraCa: { path: 'c', certificates, expired } });
const line = (action: string): JournalLine =>
  ({ action, event: 'intended', org: 'acme', app: 'Billing_Sync', orgId: '00D', detail: {} }) as unknown as JournalLine;
const broken = { ...offer, problem: { problem: 'locked', cure: 'unlock it' } };

function told(facts: Partial<ComputerFacts>, ours: Partial<OwnFacts> = {}) {
  return computerLines({ ...machine, ...facts }, { ...own, ...ours })
    .filter(({ status }) => status !== 'ok')
    .map(({ id, status, cure }) => `${status} ${id}${cure === null ? '' : ' →'}`);
}

function fault(concerns: SettingsFault['concerns']): SettingsFault {
  return { error: reason('ConfigInvalid', { path: 'c', problem: 'p' }), concerns, inUse: 'last-good' };
}

describe('a healthy machine', () => {
  it('has nothing to tell', () => expect(told({})).toEqual([]));

  it('has nothing to tell of a store that nobody chose, if all credentials are in one', () =>
    expect(told({}, { chosenStore: null, usualStore: 'file' })).toEqual([]));
});

describe('the doctor recognises of this machine', () => {
  it.each<[string, Partial<ComputerFacts>, Partial<OwnFacts>, string]>([
    ['an old Node', { nodeVersion: 'v20.19.0' }, {}, 'failed node →'],
    ['a home that is read-only', { home: { ...machine.home, isWritable: false } }, {}, 'failed home →'],
    ['a home open to others', { home: { ...machine.home, mode: 0o755 } }, {}, 'warning home-open →'],
    [
      'a home that others can replace',
      { home: { ...machine.home, weaknesses: [{ problem: 'p', cure: 'c' }] } },
      {},
      'warning home-replaceable →',
    ],
    [
      'a program that others can replace',
      { programWeaknesses: [{ problem: 'p', cure: 'c' }] },
      {},
      'warning program-replaceable →',
    ],
    ['a system without modes', { home: { ...machine.home, mode: null } }, {}, 'warning rights-unchecked →'],
    ['a full disk', { freeBytes: 1_000_000 }, {}, 'failed disk →'],
    ['wrong settings', { config: fault('policy') }, {}, 'failed config →'],
    ['a daemon that fails', {}, { failing: { words: 'p', isRunning: true } }, 'failed daemon-failing →'],
    ['a wrong channel', { config: fault('messages') }, {}, 'warning config →'],
    [
      'a damaged state',
      {},
      { state: reason('StateDamaged', { path: 's', asidePath: 'x' } as never) },
      'failed state →',
    ],
    ['a broken audit trail', {}, { journal: reason('JournalBroken', { line: 3 } as never) }, 'failed journal →'],
    ['a borrowed setting', {}, { open: [line('borrow-secret-access')] }, 'warning borrowed →'],
    ['unfinished work', {}, { open: [line('deploy')] }, 'warning unfinished →'],
    ['no state yet', {}, { state: 'none', journal: null }, 'note state'],
    ['a locked keychain', {}, { offers: [broken] }, 'failed store-keychain →'],
    ['a keychain that nobody chose', {}, { offers: [broken], chosenStore: 'file' }, 'note store-keychain →'],
    ['no chosen store', {}, { chosenStore: null }, 'note store-choice →'],
    ['a weak passphrase', { passphraseWeakness: 'it is short' }, {}, 'warning passphrase-weak →'],
    [
      'an unsafe passphrase file',
      { passphraseFile: reason('PassphraseFileUnsafe', { path: 'p', problem: 'x' }) },
      {},
      'failed passphrase-file →',
    ],
    ['unchecked TLS', { isTlsUnchecked: true }, {}, 'failed tls-unchecked →'],
    ['a certificate file that is gone', extraCa(null), {}, 'failed extra-ca →'],
    ['a file without certificates', extraCa(0), {}, 'warning extra-ca →'],
    ['certificates that have expired', extraCa(2, 2), {}, 'warning extra-ca →'],
    ['certificates of which one is current', extraCa(2, 1), {}, 'note extra-ca'],
    ['a certificate of the company', extraCa(1), {}, 'note extra-ca'],
    ['the certificates of this computer', { trustsSystem: true }, {}, 'note system-ca'],
    [
      'a proxy that is no address',
      { proxy: reason('ProxyUnusable', { variable: 'HTTPS_PROXY', problem: 'no' }) },
      {},
      'failed proxy →',
    ],
    ['a proxy', { proxy: 'http://proxy:3128' }, {}, 'note proxy'],
    ['no sign-in', {}, { signIns: [] }, 'note sign-ins-none →'],
    [
      'a broken sign-in',
      {},
      { signIns: [{ ...signIn, broken: { problem: 'expired', cure: 'again' } }] },
      'warning sign-in-broken →',
    ],
    [
      "a sign-in that can't be renewed",
      {},
      { signIns: [{ ...signIn, ending: { at: null, problem: 'the last session', cure: 'with a key' } }] },
      'warning sign-in-ending →',
    ],
    [
      'an org that ends',
      {},
      { signIns: [{ ...signIn, ending: { at: 1, problem: 'it ends', cure: 'move' } }] },
      'note sign-in-ending →',
    ],
    ['a dumb terminal', { isTerminalDumb: true }, {}, 'note terminal'],
    ['no service', {}, { service: null }, 'note service'],
    ['a service that is not running', {}, { service: { ...service, active: false } }, 'failed service-inactive →'],
    [
      'a service that is not begun again',
      {},
      { service: { ...service, enabled: false } },
      'warning service-disabled →',
    ],
    [
      'a service that ends with the session',
      {},
      { service: { ...service, linger: false } },
      'warning service-linger →',
    ],
    ['a service whose Node is gone', {}, { service: { ...service, missing: ['/n'] } }, 'failed service-program →'],
    [
      "a service that can't read its passphrase",
      {},
      { service: { ...service, passphraseFile: reason('PassphraseFileUnsafe', { path: 'p', problem: 'x' }) } },
      'failed service-passphrase →',
    ],
    ['a delivery named later', {}, { service: { ...service, shutOut: ['file:/e'] } }, 'failed service-shut-out →'],
    [
      "a service file that can't be read",
      {},
      { service: reason('FileUnreadable', { path: 'p', problem: 'x' }) },
      'failed service →',
    ],
  ])('%s', (_what, facts, ours, expected) => expect(told(facts, ours)).toEqual([expected]));
});

import { expect, it } from 'vitest';
import { BrokerTimedOut } from '../../../../src/core/adapters/broker.ts';
import { keychainProblem, keychainUnavailable } from '../../../../src/core/adapters/secret-store/keychain-problem.ts';

it.each([
  ['linux', 'Cannot autolaunch D-Bus without X11 $DISPLAY', 'no D-Bus session'],
  ['linux', 'connection is closed', 'is gone'],
  ['linux', 'StartServiceByName failed', 'no Secret Service'],
  ['linux', 'Object does not exist at path "/org/collection/login"', 'no login keyring'],
  ['linux', 'The prompt was dismissed', 'it is locked'],
  ['linux', 'org.freedesktop.Secret.Error.IsLocked', 'it is locked'],
  ['linux', 'the keyring is locked', 'it is locked'],
  ['linux', 'The prompt was canceled', 'it is locked'],
  ['linux', 'The prompt was cancelled', 'it is locked'],
  ['linux', 'libsecret-1.so.0: cannot open', 'libsecret is missing'],
  ['darwin', 'Failed to load keytar native addon', 'no keychain library'],
  ['darwin', 'User interaction is not allowed.', 'nobody unlocked it'],
  ['win32', 'The operation was canceled by the user', 'nobody unlocked it'],
  ['darwin', 'libsecret is odd', 'libsecret is odd'],
])('on %s "%s" says: %s', (platform, message, problem) => {
  const error = new Error(message);
  const found = keychainProblem(error, platform);
  expect(found).toEqual({
    problem: expect.stringContaining(problem),
    cure: expect.stringMatching(/\.$/),
    cause: error,
  });
  expect(keychainUnavailable(found)).toMatchObject({ code: 'KeychainUnavailable', cause: error });
});

it('says of a keychain without an answer that it may wait for a password', () => {
  expect(keychainProblem(new BrokerTimedOut('no answer')).problem).toContain('does not answer');
});

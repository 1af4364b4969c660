import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/core/model/secret.ts';
import { askPassphrase } from '../../src/ui/ask-passphrase.ts';
import { showPair } from '../../src/ui/reveal-screen.ts';
import { openScreen } from '../support/screen.ts';

describe('asking for a passphrase', () => {
  function ask(isNew: boolean) {
    const screen = openScreen();
    const check = (text: string) => (text.length < 8 ? 'At least 8 characters.' : null);
    const answer = askPassphrase({ stdin: screen.stdin, output: screen.stdout, prompt: 'Passphrase', isNew, check });
    return { screen, answer };
  }

  test('takes it without echo', async () => {
    const { screen, answer } = ask(false);
    await screen.waitFor('Passphrase:');
    screen.type('canary-word\r');
    expect((await answer)?.reveal()).toBe('canary-word');
    expect(screen.written()).not.toContain('canary');
    expect(screen.stdin.isRaw).toBe(false);
  });

  test('asks for a new one twice, and again when the two differ', async () => {
    const { screen, answer } = ask(true);
    await screen.waitFor('Passphrase:');
    screen.type('short\r');
    await screen.waitFor('At least 8 characters.');
    screen.type('canary-one\r');
    await screen.waitFor('Passphrase, again:');
    screen.type('canary-two\r');
    await screen.waitFor("The passphrases don't match.");
    screen.type('canary-one\r');
    await screen.waitUntil(() => screen.written().split('again:').length === 3, 'the second time');
    screen.type('canary-one\r');
    expect((await answer)?.reveal()).toBe('canary-one');
  });

  test.each([
    ['ctrl+c', '\x03'],
    ['ctrl+d', '\x04'],
    ['an empty line', '\r'],
  ])('%s gives up', async (_title, typed) => {
    const { screen, answer } = ask(false);
    await screen.waitFor('Passphrase:');
    screen.type(typed);
    await expect(answer).resolves.toBeNull();
    expect(screen.stdin.isRaw).toBe(false);
  });
});

describe('revealing a pair', () => {
  function reveal(cautions: readonly string[] = []) {
    const screen = openScreen();
    const ticks: (() => void)[] = [];
    const shown = showPair({
      stdin: screen.stdin,
      stdout: screen.stdout,
      stopping: screen.stopping,
      app: 'Billing Sync',
      org: 'Acme',
      slot: 'primary',
      consumerKey: '3MVG9canary',
      consumerSecret: new Secret('CANARYSECRET'),
      cautions,
      wording: (text) => text.replace('`keyturn', '`node keyturn'),
      timer: (_ms, run) => {
        ticks.push(run);
        return () => ticks.splice(0);
      },
    });
    return { screen, shown, tick: () => ticks.shift()?.() };
  }

  test('shows it on a screen of its own until a key is pressed', async () => {
    const { screen, shown } = reveal();
    await screen.waitFor('CANARYSECRET');
    expect(screen.isAlternate()).toBe(true);
    screen.type('x');
    await expect(shown).resolves.toBe('closed');
    await screen.waitForNo('CANARYSECRET');
    expect(screen.isAlternate()).toBe(false);
    expect(screen.stdin.isRaw).toBe(false);
  });

  test('says why the credentials may get no token, and does not call them the current ones then', async () => {
    const { screen, shown } = reveal(['At the last check: it was changed. `keyturn check Billing_Sync` shows it.']);
    await screen.waitFor('CANARYSECRET');
    const text = screen.text().replaceAll(/\s+/g, ' ');
    expect(text).toContain('stored credentials ▲ At the last check: it was changed. `node keyturn check Billing_Sync`');
    screen.type('x');
    await shown;
    const other = reveal();
    await other.screen.waitFor('current credentials');
    other.screen.type('x');
    await other.shown;
  });

  test('clears it after 30 seconds and not before', async () => {
    const { screen, shown, tick } = reveal();
    await screen.waitFor('in 30 s');
    for (let second = 0; second < 29; second += 1) tick();
    await screen.waitFor('in 1 s');
    expect(screen.text()).toContain('CANARYSECRET');
    tick();
    await expect(shown).resolves.toBe('timed-out');
    await screen.waitForNo('CANARYSECRET');
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('clears it on %s', async (signal) => {
    const { screen, shown } = reveal();
    await screen.waitFor('CANARYSECRET');
    screen.signals.emit(signal);
    await shown;
    await screen.waitForNo('CANARYSECRET');
  });
});

import { afterEach, describe, expect, test } from 'vitest';
import type { Question } from '../../../src/core/model/question.ts';
import type { SetupResult } from '../../../src/core/setup/result.ts';
import { BackRequested, type SetupIo } from '../../../src/core/setup/setup-io.ts';
import { runLinear } from '../../../src/ui/linear/run-linear.ts';
import { openScreen, type TestScreen } from '../../support/screen.ts';
import {
  choice,
  choose,
  deployProgress,
  passphrase,
  reviewQuestion,
  setupResult,
  textQuestion,
  users,
} from '../questions.ts';

const open: TestScreen[] = [];

afterEach(() => {
  for (const screen of open.splice(0)) screen.signals.emit('SIGHUP');
});

function start(begin: (io: SetupIo) => Promise<SetupResult>) {
  const screen = openScreen({ columns: 100, rows: 60 });
  open.push(screen);
  const { stdin, stdout, stopping } = screen;
  return { screen, outcome: runLinear({ begin, isPractice: true, env: {}, stdin, stdout, stopping, now: () => 0 }) };
}

function asking(...questions: readonly Question[]) {
  const answers: string[] = [];
  const started = start(async ({ asker }) => {
    for (const question of questions) {
      const answer = await asker.ask(question).catch((error: unknown) => {
        if (error instanceof BackRequested) return 'BACK';
        throw error;
      });
      answers.push(answer);
    }
    return setupResult();
  });
  return { ...started, answers };
}

describe('the guided setup in lines', () => {
  test.each<[string, Question, string, string]>([
    ['a list', choose(), 'type a number', ''],
    ['a list, after a number', choose(), 'type a number', '2'],
    ['a text', textQuestion(), 'or "?" for help', 'half an ans'],
    ['a passphrase', passphrase(), "isn't shown", 'canary'],
    ['a passphrase that may be empty', passphrase({ mayBeEmpty: true }), "isn't shown", ''],
    ['the plan', reviewQuestion(), 'Press Enter for', ''],
  ])('Esc goes back from %s, and leaves no trace', async (_what, question, text, typed) => {
    const { screen, outcome, answers } = asking(question);
    await screen.waitFor(text);
    if (typed !== '') screen.type(typed);
    screen.press('escape');
    await outcome;
    expect(answers).toEqual(['BACK']);
    expect(screen.written()).not.toMatch(/\x1b|\^\[/);
  });

  test('Esc does nothing at a question with nothing before it', async () => {
    const { screen, outcome, answers } = asking(choose({ id: 'resume' }));
    await screen.waitFor('type a number');
    screen.press('escape');
    screen.type('2\r');
    await outcome;
    expect(answers).toEqual(['ERP Bridge']);
  });

  test.each([
    ['a number chooses', '2\r\n', 'ERP Bridge'],
    ['enter alone takes the first', '\n', 'Billing Sync'],
    ['0 goes back', '0\n', 'BACK'],
    ['back goes back', 'back\n', 'BACK'],
    ['a wrong number is asked again', '7\n1\n', 'Billing Sync'],
  ])('%s', async (_title, typed, expected) => {
    const { screen, outcome, answers } = asking(choose());
    await screen.waitFor('type a number');
    screen.type(typed);
    await outcome;
    expect(answers).toEqual([expected]);
  });

  test.each(['frozen', 'it has no keyring. Unlock it.'])(
    'a choice that is off is refused with its reason: %s',
    async (disabled) => {
      const { screen } = asking(choose({ choices: [choice('a', { disabled }), choice('b')] }));
      await screen.waitFor('type a number');
      expect(screen.text()).toContain(`1. (not available) a, ${disabled}`);
      screen.type('1\n');
      await screen.waitFor(`a is not available: ${disabled.replace(/\.$/, '')}.`);
      expect(screen.text()).not.toContain('..');
    },
  );

  test('a long list is read in parts, keeps its numbers, and is filtered by the server', async () => {
    const search = async (text: string) => ({ choices: [choice(`${text}@acme.example`)], total: 1 });
    const { screen, outcome, answers } = asking(
      choose({ choices: users(30), total: 412, totalNoun: 'active users', search }),
    );
    await screen.waitFor('1 to 10 of 412 active users.');
    screen.type('more\n');
    await screen.waitFor('20. (caution) user020@acme.example');
    screen.type('/maria\n');
    await screen.waitFor('1. maria@acme.example');
    screen.type('1\n');
    await outcome;
    expect(answers).toEqual(['maria@acme.example']);
  });

  test('? reads out the help', async () => {
    const { screen } = asking(choose({ help: ['The least powerful comes first.'] }));
    await screen.waitFor('type a number');
    screen.type('?\n');
    await screen.waitFor('The least powerful comes first.');
  });

  test('a text is checked, and enter alone takes the usual one', async () => {
    const { screen, outcome, answers } = asking(textQuestion({ default: '90d' }));
    await screen.waitFor('Press Enter for 90d.');
    screen.type('soon\n');
    await screen.waitFor('Soon is not a number of days.');
    screen.type('\n');
    await outcome;
    expect(answers).toEqual(['90d']);
  });

  test("lines typed before a question don't answer it", async () => {
    const { screen, answers } = asking(choose(), reviewQuestion());
    await screen.waitFor('type a number');
    screen.type('1\n2\n');
    await screen.waitFor('Press Enter for Validate only.');
    expect(answers).toEqual(['Billing Sync']);
  });

  test('enter alone at the plan only validates', async () => {
    const { screen, outcome, answers } = asking(reviewQuestion());
    await screen.waitFor('Press Enter for Validate only.');
    screen.type('3\n');
    await screen.waitFor('+   <b>true</b>');
    screen.type('\n');
    await outcome;
    expect(answers).toEqual(['validate']);
  });

  test('a passphrase is read in raw mode, mended by backspace, and never echoed', async () => {
    const { screen, outcome, answers } = asking(passphrase());
    await screen.waitFor("What you type isn't shown");
    expect(screen.stdin.isRaw).toBe(true);
    screen.type('canary-wordx\x7f\r');
    await screen.waitFor('Enter the passphrase again to confirm it.');
    screen.type('canary-word\r');
    await outcome;
    expect(answers).toEqual(['canary-word']);
    expect(screen.written()).not.toContain('canary');
    expect(screen.stdin.isRaw).toBe(false);
  });

  test('a passphrase is left to keyturn with Enter where the question says so', async () => {
    const { screen, outcome, answers } = asking(passphrase({ mayBeEmpty: true }));
    await screen.waitFor("What you type isn't shown");
    screen.type('\r');
    await outcome;
    expect(answers).toEqual(['']);
    expect(screen.written()).not.toContain('to go back');
  });

  test('ctrl+c while a passphrase is typed leaves and gives the terminal back', async () => {
    const { screen, outcome } = asking(passphrase());
    await screen.waitFor("What you type isn't shown");
    screen.type('canary\x03');
    await expect(outcome).resolves.toMatchObject({ kind: 'left' });
    await screen.waitUntil(() => !screen.stdin.isRaw, 'the end of raw mode');
  });

  test('the end of input leaves', async () => {
    const { screen, outcome } = asking(choose());
    await screen.waitFor('type a number');
    screen.stdin.end();
    await expect(outcome).resolves.toMatchObject({ kind: 'left' });
  });

  test('news are sentences, each said once, and nothing moves the cursor', async () => {
    const { screen, outcome } = start(async ({ tell }) => {
      tell({ kind: 'step', step: 'deploy', status: 'active' });
      tell({ kind: 'touch', touch: { kind: 'changing', what: 'a deploy' } });
      tell({ kind: 'deploy', progress: deployProgress() });
      tell({ kind: 'deploy', progress: deployProgress() });
      tell({ kind: 'proof', answer: 'accepted', sentence: 'A token was issued.' });
      tell({ kind: 'step', step: 'deploy', status: 'done', summary: '1 component' });
      return setupResult();
    });
    await outcome;
    const text = screen.written();
    for (const sentence of [
      'Step 7 of 9: Deploy',
      'Changing the org: a deploy',
      'A token was issued.',
      'Deploy: 1 component',
    ]) {
      expect(text).toContain(sentence);
    }
    expect(text.split('in progress, 1 of 2 components')).toHaveLength(2);
    expect(text).not.toContain('\x1b');
  });

  test('an interrupt lets a change of the org finish, and a second one quits at once', async () => {
    const { screen, outcome } = start(async ({ tell }) => {
      tell({ kind: 'touch', touch: { kind: 'changing', what: 'a deploy' } });
      return new Promise(() => {});
    });
    await screen.waitFor('Changing the org: a deploy');
    screen.signals.emit('SIGINT');
    await screen.waitFor('Quitting after this step… ctrl+c again quits at once.');
    screen.signals.emit('SIGINT');
    await expect(outcome).resolves.toMatchObject({ kind: 'left', touch: { kind: 'changing' } });
  });
});

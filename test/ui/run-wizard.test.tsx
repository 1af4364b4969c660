import { afterEach, describe, expect, test } from 'vitest';
import type { Question } from '../../src/core/model/question.ts';
import type { SetupResult } from '../../src/core/setup/result.ts';
import { BackRequested, type SetupIo } from '../../src/core/setup/setup-io.ts';
import { systemTimer, type Timer } from '../../src/ui/kit/timer.ts';
import { runWizard } from '../../src/ui/run-wizard.tsx';
import { openScreen, type TestScreen } from '../support/screen.ts';
import {
  choice,
  choose,
  deployProgress,
  passphrase,
  reviewQuestion,
  setupResult,
  textQuestion,
  users,
} from './questions.ts';

interface Options {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly timer?: Timer;
}

const open: TestScreen[] = [];

/** Whatever a test leaves running is told to stop, as a closed terminal would. */
afterEach(() => {
  for (const screen of open.splice(0)) screen.signals.emit('SIGHUP');
});

function start(
  begin: (io: SetupIo) => Promise<SetupResult>,
  { columns = 80, rows = 24, env = {}, timer = systemTimer }: Options = {},
) {
  const screen = openScreen({ columns, rows });
  open.push(screen);
  const { stdin, stdout, stopping } = screen;
  const outcome = runWizard({ begin, isPractice: true, env, stdin, stdout, stopping, timer, now: () => 0 });
  return { screen, outcome };
}

/** Asks the questions one after the other; what was answered is kept. */
function asking(...questions: readonly Question[]) {
  const answers: string[] = [];
  const begin = async ({ asker, tell }: SetupIo) => {
    tell({ kind: 'step', step: 'org', status: 'done', summary: 'Acme Corp' });
    tell({ kind: 'step', step: 'app', status: 'active' });
    for (const question of questions) {
      const answer = await asker.ask(question).catch((error: unknown) => {
        if (error instanceof BackRequested) return 'BACK';
        throw error;
      });
      answers.push(answer);
    }
    return setupResult();
  };
  return { begin, answers };
}

describe('the guided setup on a terminal', () => {
  test('draws its first frame before the setup begins', async () => {
    let drawn = '';
    const { screen, outcome } = start(async () => {
      drawn = screen.written();
      return setupResult();
    });
    await outcome;
    expect(drawn).toContain('guided setup');
  });

  test('gives the terminal back and prints how it ended on the normal screen', async () => {
    const { begin, answers } = asking(choose());
    const { screen, outcome } = start(begin);
    await screen.waitFor('Which External Client App?');
    expect(screen.isAlternate()).toBe(true);
    expect(screen.stdin.isRaw).toBe(true);
    screen.press('down');
    screen.press('enter');
    await expect(outcome).resolves.toMatchObject({ kind: 'finished' });
    await screen.waitFor('Billing Sync runs as int.billing@acme.example');
    expect(answers).toEqual(['ERP Bridge']);
    expect(screen.isAlternate()).toBe(false);
    expect(screen.stdin.isRaw).toBe(false);
    expect(screen.written().lastIndexOf('\x1b[?25h')).toBeGreaterThan(screen.written().lastIndexOf('\x1b[?25l'));
    expect(screen.written().lastIndexOf('\x1b[?2004l')).toBeGreaterThan(screen.written().lastIndexOf('\x1b[?2004h'));
  });

  test('fills 80×24: header, steps, question, keys, and whether anything has changed', async () => {
    const { screen } = start(asking(choose()).begin);
    await screen.waitFor('Which External Client App?');
    const lines = screen.lines();
    expect(lines[0]).toMatch(/^ keyturn {2}guided setup +practice org$/);
    expect(lines[2]).toMatch(/^ ✔ Org +Acme Corp$/);
    expect(lines[3]).toMatch(/^ ▸ App$/);
    expect(lines[22]).toContain('enter select');
    expect(lines[23]).toBe(' Nothing in your org has changed yet.');
  });

  test('fits into 60×15 with the steps in one row', async () => {
    const { screen } = start(asking(choose({ choices: users(30) })).begin, { columns: 60, rows: 15 });
    await screen.waitFor('Which External Client App?');
    const lines = screen.lines();
    expect(lines[2]).toContain('▸ step 2 of 9 · App');
    expect(screen.text()).toContain('▸   user001@acme.example');
    expect(lines[14]).toBe(' Nothing in your org has changed yet.');
  });

  test('follows the window and keeps what was typed when it was too small', async () => {
    const { screen } = start(asking(textQuestion()).begin);
    await screen.waitFor('How old may the secret become?');
    screen.type('45');
    await screen.waitFor('▸ 45');
    screen.resize({ columns: 30, rows: 8 });
    await screen.waitFor('too small');
    screen.resize({ columns: 100, rows: 30 });
    await screen.waitFor('▸ 45');
    expect(screen.lines()[29]).toBe(' Nothing in your org has changed yet.');
  });

  test('a paste goes into the text and never presses enter', async () => {
    const { begin, answers } = asking(textQuestion());
    const { screen, outcome } = start(begin);
    await screen.waitFor('How old may the secret become?');
    screen.paste('3\r0d\r');
    await screen.waitFor('3 0d');
    expect(answers).toEqual([]);
    screen.press('ctrl+u');
    screen.type('30d');
    screen.press('enter');
    await outcome;
    expect(answers).toEqual(['30d']);
  });

  test("says why a text can't be taken", async () => {
    const { screen } = start(asking(textQuestion()).begin);
    await screen.waitFor('How old may the secret become?');
    screen.type('soon\r');
    await screen.waitFor('✖ soon is not a number of days');
  });

  test("j and k move in a list that typing doesn't filter", async () => {
    const { begin, answers } = asking(choose());
    const { screen, outcome } = start(begin);
    await screen.waitFor('Which External Client App?');
    screen.type('jkj\r');
    await outcome;
    expect(answers).toEqual(['ERP Bridge']);
  });

  test('escape hands back what was typed', async () => {
    const typed: unknown[] = [];
    const { screen, outcome } = start(async ({ asker }) => {
      await asker.ask(textQuestion()).catch((error: BackRequested) => typed.push(error.typed));
      await asker.ask(passphrase()).catch((error: BackRequested) => typed.push(error.typed));
      return setupResult();
    });
    await screen.waitFor('How old may the secret become?');
    screen.type('45');
    await screen.waitFor('▸ 45');
    screen.press('escape');
    await screen.waitFor('A passphrase for the encrypted file');
    screen.type('canary');
    await screen.waitFor('••••••');
    screen.press('escape');
    await outcome;
    expect(typed).toEqual(['45', null]);
  });

  test('begins with what keyturn will do', async () => {
    const { screen } = start(asking(choose({ intro: 'keyturn turns something on.' })).begin, { columns: 60, rows: 15 });
    await screen.waitFor('keyturn turns something on.');
  });

  test('escape goes back', async () => {
    const { begin, answers } = asking(choose());
    const { screen, outcome } = start(begin);
    await screen.waitFor('Which External Client App?');
    screen.press('escape');
    await outcome;
    expect(answers).toEqual(['BACK']);
  });

  test("keys behind an enter in the same chunk don't answer the next question", async () => {
    const { begin, answers } = asking(choose(), choose({ title: 'And this one?' }));
    const { screen } = start(begin);
    await screen.waitFor('Which External Client App?');
    screen.type('\r\rq');
    await screen.waitFor('And this one?');
    expect(answers).toEqual(['Billing Sync']);
  });

  test('? explains and any key closes the explanation', async () => {
    const { screen } = start(asking(choose({ help: ['The least powerful comes first.'] })).begin);
    await screen.waitFor('Which External Client App?');
    screen.type('?');
    await screen.waitFor('The least powerful comes first.');
    expect(screen.text()).toContain('--app');
    screen.type('x');
    await screen.waitForNo('The least powerful comes first.');
  });

  test.each(['escape', 'q'])('%s closes an explanation on its first page', async (key) => {
    const help = Array.from({ length: 12 }, (_, index) => `Sentence ${index + 1}.`);
    const { screen } = start(asking(choose({ help })).begin, { columns: 60, rows: 15 });
    await screen.waitFor('Which External Client App?');
    screen.type('?');
    await screen.waitFor('esc close help');
    if (key === 'q') screen.type(key);
    else screen.press('escape');
    await screen.waitFor('▸   Billing Sync');
  });

  test('turns the pages of an explanation that is too long', async () => {
    const help = Array.from({ length: 12 }, (_, index) => `Sentence ${index + 1}.`);
    const { screen } = start(asking(choose({ help })).begin, { columns: 60, rows: 15 });
    await screen.waitFor('Which External Client App?');
    screen.type('?');
    await screen.waitFor('Sentence 1.');
    screen.type('x');
    await screen.waitFor('Sentence 12.');
    screen.type('x');
    await screen.waitFor('quit; you can continue later');
    screen.type('x');
    await screen.waitFor('▸   Billing Sync');
  });

  test('asks the server while one types in a long list', async () => {
    const asked: string[] = [];
    const search = async (text: string) => {
      asked.push(text);
      return { choices: [choice('found@acme.example')], total: 3 };
    };
    const { begin, answers } = asking(choose({ choices: users(50), total: 412, totalNoun: 'active users', search }));
    const { screen, outcome } = start(begin);
    await screen.waitFor('412 active users');
    screen.type('qu');
    await screen.waitFor('3 of 412 active users');
    screen.press('enter');
    await outcome;
    expect(asked).toEqual(['qu']);
    expect(answers).toEqual(['found@acme.example']);
  });

  test('no clock runs beside a question, and one runs while something is done', async () => {
    let running = 0;
    const timer = () => {
      running += 1;
      return () => {
        running -= 1;
      };
    };
    const begin = async ({ asker, tell }: SetupIo) => {
      await asker.ask(choose());
      tell({ kind: 'doing', doing: 'find-users' });
      return new Promise<SetupResult>(() => {});
    };
    const { screen } = start(begin, { timer });
    await screen.waitFor('Which External Client App?');
    expect(running).toBe(0);
    screen.press('enter');
    await screen.waitFor('Loading users…');
    await screen.waitUntil(() => running === 1, 'a clock');
  });

  test('shows text of the org without what steers a terminal', async () => {
    const { screen } = start(asking(choose({ choices: [choice('x', { label: 'Evil\x1b]0;owned\x07 app' })] })).begin);
    await screen.waitFor('Evil app');
    expect(screen.written()).not.toContain('owned');
  });
});

describe('the plan on a terminal', () => {
  test('enter alone validates; deploying takes a step down', async () => {
    const { begin, answers } = asking(
      reviewQuestion(),
      reviewQuestion({ validated: { ok: true, sentence: 'It would be taken.' } }),
    );
    const { screen, outcome } = start(begin);
    await screen.waitFor('Validate only');
    screen.press('enter');
    await screen.waitFor('It would be taken.');
    screen.press('down');
    screen.press('enter');
    await outcome;
    expect(answers).toEqual(['validate', 'deploy']);
  });

  test('deploys in a small window only after every warning was on the screen', async () => {
    const warnings = ['a', 'b', 'c'].map((name) => `Warning ${name}: ${'long words '.repeat(10)}end of ${name}.`);
    const { begin, answers } = asking(reviewQuestion({ warnings }), reviewQuestion({ warnings, app: 'Again' }));
    const { screen, outcome } = start(begin, { columns: 60, rows: 15 });
    await screen.waitFor('read the warnings first');
    screen.type('j');
    screen.press('enter');
    await screen.waitFor('long words');
    expect(answers).toEqual([]);
    for (let page = 0; page < 8; page += 1) screen.press('pageDown');
    await screen.waitFor('changes the org as shown above');
    screen.press('enter');
    await screen.waitFor('Again in Acme Corp');
    expect(screen.text()).not.toContain('read the warnings first');
    screen.press('down');
    screen.press('enter');
    await outcome;
    expect(answers).toEqual(['deploy', 'deploy']);
  });

  test('says where the plan was saved, or why it was not', async () => {
    const saved = { ok: true, sentence: 'Saved the plan to /home/ada/mine.json.' };
    const { screen } = start(asking(reviewQuestion({ saved })).begin);
    await screen.waitFor('✔ Saved the plan to /home/ada/mine.json.');
  });

  test('v shows the files, escape the plan again', async () => {
    const { screen } = start(asking(reviewQuestion()).begin);
    await screen.waitFor('Validate only');
    screen.type('v');
    await screen.waitFor('+   <b>true</b>');
    screen.press('tab');
    await screen.waitFor('[before]');
    screen.press('escape');
    await screen.waitFor('Validate only');
  });

  test('s asks where to save it', async () => {
    const { begin, answers } = asking(reviewQuestion());
    const { screen, outcome } = start(begin);
    await screen.waitFor('Validate only');
    screen.type('s');
    await screen.waitFor('keyturn-answers.json');
    screen.press('ctrl+u');
    screen.type('mine.json\r');
    await outcome;
    expect(answers).toEqual(['save:mine.json']);
  });
});

describe('a passphrase', () => {
  test('is left to keyturn with Enter where the question says so', async () => {
    const { begin, answers } = asking(passphrase({ mayBeEmpty: true, check: () => null }));
    const { screen, outcome } = start(begin);
    await screen.waitFor('A passphrase for the encrypted file');
    screen.press('enter');
    await outcome;
    expect(answers).toEqual(['']);
  });

  test('is typed twice, answered once, and was never on the screen', async () => {
    const { begin, answers } = asking(passphrase());
    const { screen, outcome } = start(begin);
    await screen.waitFor('A passphrase for the encrypted file');
    screen.type('canary-one\r');
    await screen.waitFor('Enter the passphrase again to confirm it');
    screen.type('canary-two\r');
    await screen.waitFor("The passphrases don't match");
    screen.type('canary-three\r');
    await screen.waitFor('Enter the passphrase again to confirm it');
    screen.type('canary-three');
    await screen.waitFor('••••••••••••');
    screen.press('enter');
    await outcome;
    expect(answers).toEqual(['canary-three']);
    expect(screen.written()).not.toContain('canary');
  });
});

describe('leaving', () => {
  const working = (what: 'untouched' | 'changing') => async (io: SetupIo) => {
    io.tell({ kind: 'step', step: 'deploy', status: 'active' });
    if (what === 'changing') io.tell({ kind: 'touch', touch: { kind: what, what: 'a deploy' } });
    io.tell({ kind: 'doing', doing: 'find-users' });
    io.tell({ kind: 'deploy', progress: deployProgress() });
    return new Promise<SetupResult>((_resolve, reject) => {
      io.signal.addEventListener('abort', () => reject(io.signal.reason));
    });
  };

  test.each(['ctrl+c', 'q'] as const)('%s leaves at once while the org is untouched', async (key) => {
    const { screen, outcome } = start(working('untouched'));
    await screen.waitFor('Loading users…');
    if (key === 'q') screen.type('q');
    else screen.press(key);
    await expect(outcome).resolves.toMatchObject({ kind: 'left', touch: { kind: 'untouched' } });
    await screen.waitFor('This run changed nothing in your org.');
    expect(screen.isAlternate()).toBe(false);
  });

  test('ctrl+c lets a change of the org finish, and once more quits at once', async () => {
    const { screen, outcome } = start(async (io) => {
      io.tell({ kind: 'touch', touch: { kind: 'changing', what: 'a deploy' } });
      return new Promise<SetupResult>(() => {});
    });
    await screen.waitFor('Changing the org: a deploy');
    screen.press('ctrl+c');
    await screen.waitFor('Quitting after this step… ctrl+c again quits at once.');
    screen.type('x');
    screen.press('ctrl+c');
    await expect(outcome).resolves.toMatchObject({ kind: 'left', touch: { kind: 'changing' } });
    await screen.waitFor('Salesforce may still finish this change.');
    expect(screen.isAlternate()).toBe(false);
  });

  test.each(['SIGTERM', 'SIGHUP'])('%s leaves and gives the terminal back', async (signal) => {
    const { screen, outcome } = start(working('changing'));
    await screen.waitFor('Loading users…');
    screen.signals.emit(signal);
    await expect(outcome).resolves.toMatchObject({ kind: 'left' });
    expect(screen.stdin.isRaw).toBe(false);
  });

  test('a setup that fails prints why on the normal screen', async () => {
    const { screen, outcome } = start(async () => {
      throw new Error('the disk is full');
    });
    await expect(outcome).resolves.toMatchObject({ kind: 'failed' });
    await screen.waitFor('the disk is full');
    expect(screen.isAlternate()).toBe(false);
  });
});

describe('environment', () => {
  test('CI keeps the screen but nothing in it turns', async () => {
    const begin = async (io: SetupIo) => {
      io.tell({ kind: 'doing', doing: 'find-users' });
      return new Promise<SetupResult>(() => {});
    };
    const { screen } = start(begin, { env: { CI: 'true' } });
    await screen.waitFor('… Loading users…');
    expect(screen.isAlternate()).toBe(true);
  });
});

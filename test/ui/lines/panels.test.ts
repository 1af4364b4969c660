import { describe, expect, test } from 'vitest';
import type { ChooseQuestion } from '../../../src/core/model/question.ts';
import { type Line, textOfLine } from '../../../src/ui/kit/line.ts';
import { scrolled } from '../../../src/ui/kit/use-scroll.ts';
import { shortElapsed } from '../../../src/ui/kit/words.ts';
import { chooseLines } from '../../../src/ui/wizard/choice-lines.ts';
import { type ListAction, openList, reduceList } from '../../../src/ui/wizard/choice-list.ts';
import { compareRows, fileLines } from '../../../src/ui/wizard/file-lines.ts';
import { planChoices } from '../../../src/ui/wizard/plan-choices.ts';
import { reviewText } from '../../../src/ui/wizard/review-lines.ts';
import { emptyView, type WizardView } from '../../../src/ui/wizard/wizard-view.ts';
import { isMoving, workLines } from '../../../src/ui/wizard/work-lines.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { choice, choose, deployProgress, reviewQuestion, users } from '../questions.ts';

const show = (lines: readonly Line[]) => lines.map((line) => textOfLine(line).trimEnd()).join('\n');

function panel(question: ChooseQuestion, { width = 57, height = 14, actions = [] as readonly ListAction[] } = {}) {
  const list = openList({
    choices: question.choices,
    total: question.total ?? question.choices.length,
    isServed: question.search !== undefined,
    preselected: question.default ?? null,
  });
  return show(chooseLines(question, actions.reduce(reduceList, list), { width, height }));
}

describe('a list to choose from', () => {
  const many = choose({
    choices: users(50),
    total: 412,
    totalNoun: 'active users',
    search: async () => ({ choices: [], total: 0 }),
    notes: ["Every token acts with this user's permissions."],
  });

  test('tells how many there are and which part is visible', () => {
    const text = panel(many);
    expect(text).toContain('412 active users');
    expect(text).toMatch(/1–\d+ of 412/);
  });

  test('says at its end how to reach those that were not loaded', () => {
    expect(panel(many, { actions: [{ kind: 'last' }] })).toContain('of 412 · type to find more');
  });

  test.each([5, 8, 14, 30])('is never higher than %i rows', (height) => {
    expect(panel(many, { height }).split('\n').length).toBeLessThanOrEqual(height);
  });

  test('puts notes above few choices and below many', () => {
    const few = panel(choose({ notes: ['A note.'] }));
    expect(few.indexOf('A note.')).toBeLessThan(few.indexOf('Billing Sync'));
    const text = panel(many);
    expect(text.indexOf('Every token')).toBeGreaterThan(text.indexOf('user001'));
  });

  test('marks caution and danger by a symbol, and what is off with its reason', () => {
    const text = panel(
      choose({
        choices: [
          choice('a'),
          choice('b', { tone: 'caution' }),
          choice('c', { tone: 'danger' }),
          choice('d', { disabled: 'frozen' }),
        ],
      }),
    );
    expect(text).toContain('▸   a');
    expect(text).toContain('▲ b');
    expect(text).toContain('■ c');
    expect(text).toContain('· d  frozen');
  });

  test('spells out what the row under the cursor had to cut', () => {
    const reason = 'a reason that is much too long for the column beside the label of the choice';
    const choices = [...users(20), choice('z', { notes: [reason] })];
    const text = panel(choose({ choices }), { actions: [{ kind: 'last' }] });
    expect(text.replace(/\s+/g, ' ')).toContain(reason);
  });
});

describe('the plan', () => {
  test('shows a field with its old and new value in one row where there is room', () => {
    expect(show(reviewText(reviewQuestion(), 78).lines)).toContain('isClientCredentialsFlowEnabled  false  → true');
    expect(show(reviewText(reviewQuestion(), 78).lines)).toContain('—      → int.billing@acme.example');
  });

  test('shows the warnings before the table, and how many rows must be read', () => {
    const { lines, mustRead } = reviewText(reviewQuestion({ warnings: ['The certificate may be cleared.'] }), 57);
    const text = show(lines);
    expect(text.indexOf('▲ The certificate may be cleared.')).toBeLessThan(text.indexOf('Billing_Sync_plcy'));
    expect(show(lines.slice(0, mustRead)).trimEnd()).toMatch(/The certificate may be cleared\.$/);
    expect(reviewText(reviewQuestion(), 57).mustRead).toBe(0);
  });

  test('puts the values below the field where there is none', () => {
    const narrow = show(reviewText(reviewQuestion(), 44).lines);
    expect(narrow).toMatch(/clientCredentialsFlowUser\n\s+—\s+→ int\.billing@acme\.example/);
  });

  test.each([
    ['before a validation', reviewQuestion().review, 'validate'],
    ['after a validation', reviewQuestion({ validated: { ok: true, sentence: 's' } }).review, 'validate'],
    ['without files', reviewQuestion({ files: [] }).review, 'deploy'],
  ])('preselects what changes nothing %s', (_title, review, expected) => {
    expect(planChoices(review)[0]?.value).toBe(expected);
  });

  test('scrolls to its last row and no farther', () => {
    const rows = Array.from({ length: 10 }, (_, index): Line => [{ text: `row ${index}` }]);
    const end = scrolled(rows, 99, 4);
    expect(end.top).toBe(end.lastTop);
    expect(show(end.lines)).toContain('row 9');
    expect(end.lines).toHaveLength(4);
  });
});

describe('the files', () => {
  test('show what goes and what comes', () => {
    expect(compareRows(['a', 'b', 'c'], ['a', 'x', 'c']).map(({ sign, text }) => sign + text)).toEqual([
      ' a',
      '-b',
      '+x',
      ' c',
    ]);
  });

  test('keep their indentation and lose what steers a terminal', () => {
    const file = { path: 'p', before: '', after: '<a>\r\n\t<b>\x1b[2Jx</b>\n</a>\n' };
    expect(show(fileLines(file, 'after'))).toBe('<a>\n    <b>x</b>\n</a>');
  });

  test('say that a new file has no before', () => {
    expect(show(fileLines({ path: 'p', before: '', after: 'a' }, 'before'))).toBe('The file is new.');
  });
});

describe('what is being done', () => {
  const instant = { at: 10_000, now: 50_000, spinner: '…' };
  const shown = (view: Partial<WizardView>, width = 57) => show(workLines({ ...emptyView(), ...view }, instant, width));

  test.each([
    [8001, false],
    [8000, true],
  ])('begun at %i ms tells after 10 s how long it takes: %s', (since, isTold) => {
    const text = shown({ doing: [{ what: 'Looking at the org', since }] });
    expect(text).toContain('Looking at the org…');
    expect(text.includes('2 s')).toBe(isTold);
  });

  test('a deploy shows its id, its state, every component and how long it takes', () => {
    const text = shown({ deploy: { progress: deployProgress(), since: 0 } });
    expect(text).toContain('Deploy 0Af000000000001');
    expect(text).toContain('in progress · 1 of 2 components · 10 s');
    expect(text).toMatch(/✔ OAuth settings {2}Billing_Sync +changed/);
  });

  test('a component that was refused says why', () => {
    const failures = [
      {
        component: fromOutside('Billing_Sync'),
        type: fromOutside('ExtlClntAppOauthSettings'),
        problem: fromOutside('no such user'),
      },
    ];
    const text = shown({ deploy: { progress: deployProgress({ failures }), since: 0 } });
    expect(text).toMatch(/✖ OAuth settings {2}Billing_Sync +refused\n\s+no such user/);
    expect(text).not.toContain('✔');
  });

  test.each([
    [55_000, 'try 2 in 5 s'],
    [50_000, 'trying again now'],
  ])('a wait until %i counts down', (until, expected) => {
    expect(shown({ waiting: { why: 'Settings take time.', until, attempt: 1 } })).toContain(expected);
  });

  test('a sign-in address is complete, whatever the width', () => {
    const url = `https://login.salesforce.com/?${'x'.repeat(200)}`;
    expect(shown({ signInAddress: url }).replaceAll('\n', '')).toContain(url);
  });

  test.each<[string, Partial<WizardView>, boolean]>([
    ['nothing is done', {}, false],
    ['something is done', { doing: [{ what: 'a', since: 0 }] }, true],
    ['a deploy is over', { deploy: { progress: deployProgress({ done: true }), since: 0 } }, false],
    ['something is asked', { doing: [{ what: 'a', since: 0 }], pending: { number: 1, question: choose() } }, false],
  ])('the clock runs only while it has to: %s', (_title, view, expected) => {
    expect(isMoving({ ...emptyView(), ...view })).toBe(expected);
  });

  test.each([
    [999, '0 s'],
    [59_999, '59 s'],
    [60_000, '1:00'],
    [3_600_000, '1:00:00'],
  ])('%i ms are %s', (ms, expected) => {
    expect(shortElapsed(ms)).toBe(expected);
  });
});

import { expect, test } from 'vitest';
import { stepIds } from '../../../src/core/setup/setup-events.ts';
import { themeFor } from '../../../src/ui/kit/theme.ts';
import { wantsLines } from '../../../src/ui/wants-lines.ts';
import { layoutOf } from '../../../src/ui/wizard/wizard-layout.ts';
import { emptyView, type WizardView } from '../../../src/ui/wizard/wizard-view.ts';
import { choose, reviewQuestion } from '../questions.ts';

function atStep(count: number, pending: WizardView['pending'] = null): WizardView {
  const steps = stepIds.map((id, index) => ({
    id,
    status: index < count ? ('done' as const) : index === count ? ('active' as const) : ('open' as const),
    summary: 'summary',
  }));
  return { ...emptyView(), steps, pending };
}

test.each([
  ['80×24 shows the list of steps', atStep(2), 80, 24, true],
  ['60×15 shows them in one row', atStep(2), 60, 15, false],
  ['71 columns are too few for the list', atStep(2), 71, 24, false],
  ['72 columns are enough', atStep(2), 72, 24, true],
  ['17 rows are too few for the list', atStep(2), 80, 17, false],
  ['a plan gets all columns', atStep(4, { number: 1, question: reviewQuestion() }), 80, 24, false],
  ['trouble gets all columns', atStep(5, { number: 1, question: choose({ id: 'trouble' }) }), 80, 24, false],
])('%s', (_title, view, columns, rows, hasSide) => {
  expect(layoutOf(view, { columns, rows }).side.length > 0).toBe(hasSide);
});

test('the last step still has room for its panel', () => {
  const { panel, above } = layoutOf(atStep(7), { columns: 80, rows: 24 });
  expect(panel.height).toBeGreaterThanOrEqual(10);
  expect(above.length + panel.height).toBe(19);
});

test.each([
  [40, 10, false],
  [39, 10, true],
  [40, 9, true],
])('%i×%i is too small: %s', (columns, rows, expected) => {
  expect(layoutOf(emptyView(), { columns, rows }).isTooSmall).toBe(expected);
});

test.each([
  ['colours by default', {}, 'cyan', true],
  ['NO_COLOR takes them away', { NO_COLOR: '1' }, undefined, true],
  ['an empty NO_COLOR does not', { NO_COLOR: '' }, 'cyan', true],
  ['CI stops animation', { CI: 'true' }, 'cyan', false],
  ['CI=false does not', { CI: 'false' }, 'cyan', true],
])('theme: %s', (_title, env, accent, isAnimated) => {
  const theme = themeFor(env);
  expect([theme.colors.accent, theme.isAnimated]).toEqual([accent, isAnimated]);
});

test.each([
  ['a person asked for it', true, {}, true],
  ["Ink's variable says so", false, { INK_SCREEN_READER: 'true' }, true],
  ["the terminal can't move its cursor", false, { TERM: 'dumb' }, true],
  ['otherwise not', false, { TERM: 'xterm' }, false],
])('lines instead of screens: %s', (_title, isScreenReader, env, expected) => {
  expect(wantsLines({ isScreenReader, env })).toBe(expected);
});

import type { Line } from '../kit/line.ts';
import { blank, cut, toWidth } from '../kit/line.ts';
import type { PlanChoice } from './plan-choices.ts';

export function planChoiceLines(choices: readonly PlanChoice[], cursor: number, width: number): readonly Line[] {
  const column = Math.max(...choices.map(({ label }) => label.length));
  const rows = choices.map(({ value, label, note }, index): Line => {
    const isCursor = index === cursor;
    const mark = value === 'deploy' && index > 0 ? '▲ ' : '  ';
    return [
      { text: isCursor ? '▸ ' : '  ', role: 'accent' },
      { text: mark, role: 'caution' },
      { text: toWidth(label, column), bold: isCursor, ...(isCursor ? { role: 'accent' } : {}) },
      { text: `  ${cut(note, width - column - 6)}`, dim: true },
    ];
  });
  return [blank, ...rows];
}

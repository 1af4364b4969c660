import type { EffectiveSetting, SettingValue } from '../core/model/setting.ts';
import { plainText, sentenceText } from '../core/plain/text.ts';
import { sourceWords } from '../core/words/settings.ts';
import type { ConfigProblem } from './config-problems.ts';

const longestValue = 34;

/** Each group of settings under its own heading, so that the lines stay short. */
export function settingLines(settings: readonly EffectiveSetting[]): readonly string[] {
  const groups = Object.groupBy(settings, ({ key }) => groupOf(key));
  return Object.entries(groups).flatMap(([group, members = []]) => {
    const rows = members.map((one) => [one.key.slice(group.length), valueText(one), sourceWords(one)] as const);
    const [first, second] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column as 0 | 1].length)));
    const lines = rows.map(
      ([name, value, source]) => `  ${name.padEnd(first ?? 0)}  ${value.padEnd(second ?? 0)}  ${source}`,
    );
    return group === '' ? lines : ['', plainText(group.slice(0, -1)), ...lines];
  });
}

/** `apps.acme/Billing_Sync.` for a setting of one app, nothing for a setting of its own. */
function groupOf(key: string): string {
  if (/^(apps|orgs|channels)\./.test(key)) return key.replace(/\.(?:window\.)?[^.]*$/, '.');
  return /^[a-zA-Z]+\./.exec(key)?.[0] ?? '';
}

function valueText({ value }: EffectiveSetting): string {
  return value === null ? '—' : plainText(plainValue(value), longestValue);
}

/** A value for a script: as `config set` takes it. */
export function plainValue(value: SettingValue): string {
  if (value === null) return '';
  return Array.isArray(value) ? JSON.stringify(value) : String(value);
}

const symbols = { error: '✖', warning: '▲' } as const;

export function problemLines(problems: readonly ConfigProblem[]): readonly string[] {
  return problems.flatMap(({ severity, line, problem, cure }) => [
    `${symbols[severity]} ${line === null ? '' : `Line ${line}: `}${plainText(problem, 400)}`,
    `    → ${sentenceText(cure)}`,
  ]);
}

import type { WatchedApp } from '../core/model/watched-app.ts';
import { type DryRunWords, dryRunWords } from '../core/words/dry-run.ts';
import { sectionsText } from '../core/words/plan-text.ts';
import { bold, type TextLine } from '../ui/paint.ts';
import type { Output } from './output.ts';

/** The plan of one app. */
export interface AppForeseen extends DryRunWords {
  readonly watched: Pick<WatchedApp, 'org' | 'app'>;
}

/** `result` of a dry run. */
function dryRunDocument(plans: readonly AppForeseen[]) {
  return {
    dryRun: true as const,
    plans: plans.map(({ watched, title, sections, unknown, needs }) => ({
      org: watched.org,
      app: watched.app,
      title,
      sections,
      unknown,
      needs,
    })),
  };
}

type DryRunDocument = ReturnType<typeof dryRunDocument>;

/** The plans as text. */
export function dryRunLines(plans: readonly AppForeseen[]): readonly TextLine[] {
  return plans.flatMap(({ title, sections, unknown }) => [
    bold(title),
    ...sectionsText([
      ...sections,
      ...(unknown.length > 0 ? [{ tone: 'note', heading: dryRunWords.unknown, lines: unknown } as const] : []),
    ]),
    '',
  ]);
}

/** Prints the plans and ends the command. @returns the exit code */
export function endDryRun(
  output: Pick<Output<DryRunDocument>, 'succeed'>,
  plans: readonly AppForeseen[],
  none = '',
): number {
  const needs = [...new Set(plans.flatMap((plan) => plan.needs))];
  output.succeed(dryRunDocument(plans), plans.length === 0 ? [none] : [...dryRunLines(plans), dryRunWords.end(needs)]);
  return 0;
}

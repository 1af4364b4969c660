import { z } from 'zod';
import type { PlanSection } from '../../core/model/plan-section.ts';
import { oneOf, text, textOrNull, texts } from './kinds.ts';
import { place } from './shared.ts';

export const section = z.object({
  tone: oneOf<PlanSection['tone']>('What the section is about.', {
    breaks: 'what loses access',
    stays: 'what keeps working',
    final: "what can't be undone",
    steps: 'what keyturn does, in this order',
    note: 'worth knowing',
  }),
  heading: textOrNull('Its heading. Null without one.'),
  lines: texts('Its sentences.'),
});

const dryRun = z
  .object({
    dryRun: z.literal(true).describe('Nothing changed.'),
    plans: z
      .array(
        z.object({
          ...place,
          title: text('What the command would do, in words.'),
          sections: z.array(section).describe('The plan that keyturn asks a person to agree to.'),
          unknown: texts('What only the run itself can find out, in words.'),
          needs: texts('Flags that the command needs without a terminal, because nobody can agree to the plan.'),
        }),
      )
      .describe('One entry for each app. Empty when there is nothing to continue.'),
  })
  .meta({ title: 'a dry run (`--dry-run`)' });

/** The document of a command that has a dry run. */
export function orDryRun<Kind extends z.ZodType>(kind: Kind) {
  return z.union([kind, dryRun]);
}

import { z } from 'zod';
import type { JournalEvent } from '../../core/model/journal.ts';
import type { RotationKind, RotationPhase } from '../../core/model/rotation.ts';
import { decommission } from './decommission.ts';
import { count, countOrNull, instant, instantOrNull, oneOf, text, textOrNull, texts } from './kinds.ts';
import { answer, consumer, credentials, delivery, place } from './shared.ts';

export const run = z.object({
  id: text('Id of the run.'),
  kind: oneOf<RotationKind>('What the run is for.', {
    stage: 'stage new credentials',
    rotate: 'promote new credentials',
    back: 'switch back to the previous credentials',
    retire: 'delete the previous credentials',
    discard: 'delete the staged credentials',
    emergency: 'replace leaked credentials',
  }),
  phase: phase('How far the run is.'),
  startedAt: instant('When the run started.'),
  finishedAt: instantOrNull('When the run finished. Null while it is unfinished.'),
  ticket: textOrNull('`--ticket` of the run. Null without one.'),
  reason: textOrNull('`--reason` of the run. Null without one.'),
});

export function phase(description: string) {
  return oneOf<RotationPhase>(description, {
    planned: 'nothing done yet',
    staged: 'new credentials are staged',
    saved: 'they are in the secret store',
    proved: 'they work',
    'handed-over': 'every consumer has them',
    rotated: 'they are promoted',
    grace: 'the previous credentials still work until the grace period ends',
    deleted: 'the previous credentials are deleted',
    done: 'finished',
    discarded: 'the staged credentials are deleted',
    lost: 'the staged credentials disappeared from the org',
    replaced: 'another run took over',
    refused: 'Salesforce refused to switch back, and nothing has changed',
  });
}

const fields = {
  deliveries: z.array(delivery).describe('Deliveries of the new credentials.'),
  consumers: z.array(consumer).describe('Systems and people that use the credentials.'),
  removedConsumers: texts(
    'Consumers that were removed during the run, and old targets of consumers that were changed. Nobody confirmed which credentials they have.',
  ),
  proofs: z
    .array(
      z.object({
        consumerKey: text('The consumer key of the credentials.'),
        answer: answer('The result.'),
        at: instant('When keyturn verified them.'),
      }),
    )
    .describe('Results of verifying credentials in this run, oldest first.'),
  nextStep: textOrNull('What happens next or what to do, in words. Null when nothing is left.'),
};

const rotationFields = {
  ...place,
  rotation: run.describe('The run.'),
  primary: credentials.describe('The current credentials.'),
  staged: credentials.nullable().describe('The staged credentials.'),
  previous: credentials.nullable().describe('The previous credentials.'),
  ...fields,
};

export const rotation = z.object(rotationFields).meta({ title: 'rotation' });

const runs = z
  .array(rotation)
  .optional()
  .describe('Every run that was continued. Only when no app was named; the other fields then show the first one.');

const decommissions = z
  .array(decommission)
  .optional()
  .describe('Apps whose decommissioning was continued. Missing without any.');

export const resume = z.union([
  z.object({ ...rotationFields, runs, decommissions }).meta({ title: 'a run was continued' }),
  z
    .object({
      rotation: z.null().describe('Null: nothing was interrupted.'),
      primary: z.null(),
      staged: z.null(),
      previous: z.null(),
      ...fields,
      runs,
      decommissions,
    })
    .meta({ title: 'nothing was interrupted' }),
]);

export const timelineOutcome = oneOf<JournalEvent>('How the step ended.', {
  intended: 'started, outcome unknown',
  done: '',
  failed: '',
  recovered: 'found to be done by a later look at the org',
  noted: 'a fact that changes nothing in the org',
});

const timeline = z
  .array(
    z.object({
      at: instant('When it happened.'),
      step: text('What was done, in words.'),
      outcome: timelineOutcome,
    }),
  )
  .describe('What was done, oldest first.');

const emergencyFields = {
  ...rotationFields,
  timeline,
  containedAfterMs: countOrNull(
    'Milliseconds from the confirmation until Salesforce refused every token request. Null without `--contain`, or when this was not seen.',
  ),
  refusedAfterMs: countOrNull(
    'Milliseconds from the confirmation until Salesforce refused the leaked credentials with OAuth on. Null when this was not seen.',
  ),
  sessionsEnded: countOrNull(
    'How many live sessions were ended. Null when none has been ended yet, or sessions were left alone.',
  ),
  seenAddresses: z
    .object({
      known: count('How many are on the list.'),
      unknown: count("How many are not, without those from which only keyturn's own token requests came."),
      some: texts('Up to five of the unknown ones. The report has all.'),
    })
    .nullable()
    .describe(
      'Addresses of the sign-ins of the execution user, compared with `--known-addresses`. Null without a list, before the report, or when the login history could not be read.',
    ),
  report: textOrNull('Path of the Markdown report. The JSON report is beside it.'),
};

const emergencyOne = z.object(emergencyFields).meta({ title: 'emergency of one app' });

const drill = z
  .object({
    ...emergencyFields,
    drill: z.object({
      measured: z
        .array(z.object({ step: text('The step, in words.'), ms: count('Milliseconds.') }))
        .describe('How long each step takes.'),
      estimateMs: count(
        'Milliseconds an emergency would take until the leaked credentials are refused, without deliveries.',
      ),
    }),
  })
  .meta({ title: 'drill of one app' });

export const emergency = z.union([
  emergencyOne.meta({ title: 'one app' }),
  z
    .object({
      apps: z.array(emergencyOne).describe('One entry for each app.'),
      report: textOrNull('Path of the combined Markdown report.'),
    })
    .meta({ title: 'several apps (`--all`)' }),
  drill.meta({ title: 'a drill (`--drill`) of one app' }),
  z.object({ apps: z.array(drill) }).meta({ title: 'a drill of several apps (`--drill --all`)' }),
  z.object({ ...place, card: text('Path of the card.') }).meta({ title: 'a break-glass card (`--card`)' }),
]);

import { resolve } from 'node:path';
import { type Composition, machineClock } from '../../compose.ts';
import { unusableOf } from '../../core/acts/target-tests.ts';
import { isKeyturnError, reason } from '../../core/reasons/errors.ts';
import type { Answers } from '../../core/setup/askers.ts';
import type { SetupResult } from '../../core/setup/result.ts';
import type { SetupIo, SetupOptions } from '../../core/setup/setup-io.ts';
import { openSetup } from '../../ui/run-setup.ts';
import type { Call, ContextOf, RunCommand } from '../commands.ts';
import { type CommandContext, terminalOf } from '../context.ts';
import { chosenStageAhead } from '../policy-flags.ts';
import { setupDocument, setupSummary } from '../setup-document.ts';
import { answersOf, setupOptionsOf } from '../setup-flags.ts';
import { usualKind } from '../usual-store.ts';

interface Wanted {
  readonly answers: Answers;
  readonly options: SetupOptions;
  readonly proveWith: string | undefined;
}

/** `keyturn setup`: guided on a terminal, otherwise from flags. */
export const setup: RunCommand<'setup'> = async (context, call) => {
  const wanted = await wantedOf(context, call);
  return context.canAsk ? onScreen(context, wanted) : fromFlags(context, wanted);
};

async function wantedOf(context: CommandContext, call: Call<'setup'>): Promise<Wanted> {
  const { answers: file, proveWith } = call;
  const given = file ? await (await import('../answers-file.ts')).readAnswersFile(file) : { answers: {}, deliver: [] };
  return {
    answers: answersOf(context, call, given.answers),
    options: { ...setupOptionsOf(context, call, given.deliver), ...(proveWith ? { proveWith } : {}) },
    proveWith,
  };
}

async function fromFlags(context: ContextOf<'setup'>, wanted: Wanted): Promise<number> {
  const { output } = context;
  const signal = context.interruption.take();
  const { createFlagAsker } = await import('../../core/setup/askers.ts');
  const { createSetupTeller } = await import('../setup-teller.ts');
  const io = { asker: createFlagAsker(wanted.answers), tell: createSetupTeller(output), signal };
  const result = await begin(context, wanted, io, async () => undefined);
  for (const warning of result.warnings) output.warn(warning);
  const { dryRun, saveAnswersTo } = wanted.options;
  const saved = saveAnswersTo === null ? [] : [`  The plan is saved in ${resolve(saveAnswersTo)}.`];
  output.succeed(setupDocument(result), [...setupSummary(result, dryRun), ...saved]);
  return 0;
}

/** Draws the first frame before `begin` loads anything heavy. */
async function onScreen(context: CommandContext, wanted: Wanted): Promise<number> {
  let { now } = await machineClock();
  const outcome = await openSetup({
    begin: (io) => {
      const tell: SetupIo['tell'] = (event) => {
        if (event.kind === 'practice') {
          now = event.now;
          context.enterPractice();
        }
        io.tell(event);
      };
      return begin(context, wanted, { ...io, tell }, async (opened) => {
        now = (await opened.clock()).now;
      });
    },
    isPractice: context.flags.practice === true,
    isScreenReader: context.flags.screenReader === true,
    ...terminalOf(context),
    now: () => now(),
  });
  if (outcome.kind === 'finished') return 0;
  if (outcome.kind === 'left') return 130;
  return isKeyturnError(outcome.error) ? outcome.error.exitCode : 1;
}

async function begin(
  context: CommandContext,
  wanted: Wanted,
  io: SetupIo,
  onOpen: (composition: Composition) => Promise<void>,
): Promise<SetupResult> {
  const { proveWith, options } = wanted;
  const composition = await context.compose({
    signal: io.signal,
    allowHosts: options.allowHosts ?? [],
    ...(proveWith ? { proveWith } : {}),
  });
  await onOpen(composition);
  const [ports, { runSetup }] = await Promise.all([composition.setupPorts(), import('../../core/setup/run-steps.ts')]);
  const usualStore = options.noPrompt ? await usualKind(composition) : null;
  if (options.saveAnswersTo !== null) await refuseExisting(options.saveAnswersTo);
  const tested = { app: wanted.answers.app ?? '', consumers: [] };
  const unusable = await unusableOf(await composition.deliveries(), options.deliveries, tested);
  if (unusable) throw unusable;
  const stageAheadDays = chosenStageAhead(await composition.settings());
  return runSetup({ ports, io, options: { ...options, stageAheadDays, usualStore }, answers: wanted.answers });
}

async function refuseExisting(path: string): Promise<void> {
  const { existsSync } = await import('node:fs');
  if (existsSync(path)) throw reason('FileExists', { path });
}

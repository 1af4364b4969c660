import { noCautions } from '../../model/file-cautions.ts';
import { fileOf } from '../../model/new-file-access.ts';
import { outsideText } from '../../plain/outside-text.ts';
import type { Deliveries } from '../../ports/ports.ts';
import { deliveryWords } from '../../words/deliveries.ts';
import { type ProgramVariables, programEnvironment } from '../child-environment.ts';
import { runProgram, trustedProgram } from '../exec-program.ts';
import { type FileCalls, systemCalls } from '../file-calls.ts';
import { permitNow } from '../permit.ts';
import { cautionsOf, deliverToFile, inspectFile, keyInFile, placesOf, recheckFile, settleFile } from './pair-file.ts';
import { inWords } from './problem-words.ts';

const deadlineMs = 120_000;

/** How long a look at a path may take. A folder on a network drive that is gone may never answer. In ms. */
const lookMs = { inspect: 10_000, places: 3_000 };

/**
 * Delivers credentials to files and programs on this computer.
 * @param own files and folders of keyturn, which are never a target
 * @param after aborts after this time, in ms
 * @param knownKeys every key that keyturn has a record of. Read only for a file that has credentials
 */
export function createDeliveries(
  variables: ProgramVariables,
  own: readonly string[] = [],
  calls: FileCalls = systemCalls,
  after: (ms: number) => AbortSignal = AbortSignal.timeout,
  knownKeys: () => readonly string[] = () => [],
): Deliveries {
  const files = { own, calls };
  return {
    deliver: async ({ kind, name }, handOver, signal) => {
      const { pair, ...rest } = handOver;
      permitNow()?.check();
      if (kind === 'file') return inWords(() => deliverToFile(files, fileOf(name), pair));
      if (kind !== 'exec') return outsideText(deliveryWords.noWay);
      return inWords(async () => {
        const program = await trustedProgram(name);
        const secret = pair.consumerSecret.reveal();
        const input = { ...rest, consumerKey: pair.consumerKey, consumerSecret: secret };
        const environment = programEnvironment(variables, name);
        return (await runProgram({ program, input, sent: [secret], deadlineMs, environment, signal })).problem;
      });
    },
    inspect: ({ kind, name }) => {
      const looked = inWords(async () => {
        if (kind === 'file') await inspectFile(files, fileOf(name));
        else if (kind === 'exec') await trustedProgram(name);
        return null;
      });
      return answered(looked, after(lookMs.inspect), outsideText(deliveryWords.noAnswer));
    },
    // A test of the target says what is wrong with it.
    cautions: async ({ kind, name }, ownKey) => {
      if (kind !== 'file') return noCautions;
      const looked = cautionsOf(files, fileOf(name).path, (key) => key === ownKey || knownKeys().includes(key)).catch(
        () => noCautions,
      );
      return answered(looked, after(lookMs.places), noCautions);
    },
    places: async ({ kind, name }) => {
      if (kind !== 'file') return [];
      const { path } = fileOf(name);
      return answered(placesOf(files, path), after(lookMs.places), [path]);
    },
    recheck: async ({ kind, name }, pair) => {
      if (kind !== 'file') return null;
      const looked = inWords(async () => {
        await recheckFile(files, fileOf(name).path, pair);
        return null;
      });
      return answered(looked, after(lookMs.inspect), outsideText(deliveryWords.noAnswer));
    },
    keyIn: async ({ kind, name }) => {
      if (kind !== 'file') return null;
      return answered(
        keyInFile(files, fileOf(name).path).catch(() => null),
        after(lookMs.inspect),
        null,
      );
    },
    settle: async ({ kind, name }) => {
      // The delivery is repeated, and reports what prevents it.
      if (kind === 'file') await settleFile(files, fileOf(name).path).catch(() => undefined);
    },
  };
}

/** What the work returns, or else `otherwise` when the time is over. A call that hangs in the system can't be stopped. */
async function answered<Value>(work: Promise<Value>, over: AbortSignal, otherwise: Value): Promise<Value> {
  const { promise, resolve } = Promise.withResolvers<Value>();
  const giveUp = () => resolve(otherwise);
  over.addEventListener('abort', giveUp, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    over.removeEventListener('abort', giveUp);
  }
}

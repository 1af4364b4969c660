import { outsideError } from '../plain/outside-text.ts';
import type { BrokerReply, BrokerRequest } from './broker.ts';

/** One method of a helper. `tell` sends an event before the answer. */
export type BrokerMethod = (argument: unknown, tell: (event: unknown) => void) => Promise<unknown>;

export interface ServeOptions {
  /** Methods that finish even if the calling program is gone, within at most `lastWordsMs`. */
  readonly mustFinish?: readonly string[];
  readonly lastWordsMs?: number;
}

/**
 * The helper's side of `startBroker`: answers requests until the channel closes, then ends the process. Ignores Ctrl-C,
 * which reaches the whole terminal group. The calling program decides what it means.
 */
export function serveBroker(methods: Readonly<Record<string, BrokerMethod>>, options: ServeOptions = {}): void {
  const finishing = new Set<Promise<void>>();
  process.on('SIGINT', () => {});
  // A library may have installed a handler that only logs. Then the caller would wait forever.
  process.on('uncaughtException', () => process.exit(1));
  process.on('message', (message) => {
    const request = message as BrokerRequest;
    const work = answer(methods, request);
    if (!options.mustFinish?.includes(request.method)) return;
    finishing.add(work);
    void work.then(() => finishing.delete(work));
  });
  process.on('disconnect', () => {
    setTimeout(() => process.exit(0), options.lastWordsMs ?? 15_000);
    void Promise.allSettled(finishing).then(() => process.exit(0));
  });
}

async function answer(methods: Readonly<Record<string, BrokerMethod>>, request: BrokerRequest): Promise<void> {
  const { id } = request;
  try {
    const method = methods[request.method];
    if (!method) throw new Error(`no method ${request.method}`);
    reply({ id, answer: await method(request.argument, (event) => reply({ id, event })) });
  } catch (error) {
    reply({ id, failure: failureOf(error) });
  }
}

function reply(message: BrokerReply): void {
  // The calling program may be gone.
  if (process.connected) process.send?.(message, undefined, {}, () => {});
}

function failureOf(error: unknown): { kind: string; message: string; code: string | null } {
  if (!(error instanceof Error)) return { kind: 'Error', message: outsideError(error), code: null };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return { kind: error.name, message: outsideError(error, 500), code };
}

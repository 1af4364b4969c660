import { type ChildProcess, fork, type Serializable } from 'node:child_process';
import { outsideError, outsideText } from '../plain/outside-text.ts';
import { helperProblems } from '../words/program-problems.ts';

/**
 * A helper process for one job, for libraries that load slowly, may hang, or must not share our memory.
 * It is forked at the first call, lives until this process ends, and doesn't keep this process alive.
 */
export interface Broker {
  /**
   * @throws BrokerTimedOut after `deadlineMs`. The helper is then killed with SIGKILL, and the next call starts a new one.
   * @throws BrokerFailed with the helper's own error name and message if it refuses, or if it dies
   */
  call<Answer>(method: string, argument: unknown, options: BrokerCallOptions): Promise<Answer>;
  /** Ends the helper: at once, unless it does what must be finished. Calls in progress fail. */
  stop(): void;
}

export interface BrokerCallOptions {
  readonly deadlineMs: number;
  /** Receives the events that the helper sends before its answer. */
  readonly onEvent?: (event: unknown) => void;
  /** Ends the call with the signal's reason. The helper goes on. */
  readonly signal?: AbortSignal | undefined;
  /** The helper finishes it even if this process stops or ends (`mustFinish` of `serveBroker`). */
  readonly mustFinish?: boolean;
}

export class BrokerTimedOut extends Error {
  override readonly name = 'BrokerTimedOut';
}

/** The error that a helper answered with. `kind`: the name of the error. `code`: from the system or the library. */
export class BrokerFailed extends Error {
  override readonly name = 'BrokerFailed';
  readonly kind: string;
  readonly code: string | null;

  constructor(failure: { kind: string; message: string; code?: string | null }) {
    super(outsideText(failure.message));
    this.kind = failure.kind;
    this.code = failure.code ?? null;
  }
}

interface Call {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onEvent: ((event: unknown) => void) | undefined;
  readonly timer: NodeJS.Timeout;
  readonly leave: () => void;
}

/** A request to the helper. */
export interface BrokerRequest {
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}

/** Messages from the helper: events while it works, then one answer or one failure. */
export type BrokerReply =
  | { readonly id: number; readonly event: unknown }
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly failure: { kind: string; message: string; code?: string | null } };

/** The program of a broker: `<name>.ts` next to the caller in a clone, `<name>.js` next to the bundle. */
export function brokerUrl(name: string, callerUrl: string): URL {
  return new URL(callerUrl.endsWith('.ts') ? `./${name}.ts` : `./${name}.js`, callerUrl);
}

export interface BrokerOptions {
  /** The helper's whole environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The helper's working folder. Default: the working folder of this process. */
  readonly folder?: string;
}

export function startBroker(program: URL, options: BrokerOptions): Broker {
  let child: ChildProcess | null = null;
  let nextId = 1;
  const calls = new Map<number, Call>();
  /** Calls that the helper must finish, also those that nobody waits for any more. */
  const finishing = new Set<number>();

  const settle = (id: number): Call | undefined => {
    const call = calls.get(id);
    if (call) {
      clearTimeout(call.timer);
      call.leave();
      calls.delete(id);
      if (calls.size === 0) letProcessEnd(child);
    }
    return call;
  };
  const failAll = (error: Error): void => {
    for (const id of [...calls.keys()]) settle(id)?.reject(error);
  };
  const kill = (): void => {
    child?.kill('SIGKILL');
    child = null;
    finishing.clear();
  };
  /** Without a channel, the helper finishes what it must, and ends. */
  const part = (): void => {
    if (child?.connected) child.disconnect();
    child = null;
    finishing.clear();
  };
  const receive = (reply: BrokerReply): void => {
    if (!('event' in reply)) finishing.delete(reply.id);
    if ('event' in reply) calls.get(reply.id)?.onEvent?.(reply.event);
    else if ('answer' in reply) settle(reply.id)?.resolve(reply.answer);
    else settle(reply.id)?.reject(new BrokerFailed(reply.failure));
  };
  const running = (): ChildProcess => {
    if (child?.connected) return child;
    const started = forkHelper(program, options);
    const gone = (problem: string): void => {
      if (child !== started) return;
      child = null;
      finishing.clear();
      failAll(new BrokerFailed({ kind: 'BrokerGone', message: problem }));
    };
    started.on('message', (reply) => receive(reply as BrokerReply));
    started.on('error', (error) => gone(outsideError(error)));
    started.on('exit', (code, signal) => gone(helperProblems.ended(signal ?? code)));
    child = started;
    return started;
  };

  return {
    call: <Answer>(method: string, argument: unknown, options: BrokerCallOptions) =>
      new Promise<Answer>((resolve, reject) => {
        options.signal?.throwIfAborted();
        const helper = running();
        const id = nextId++;
        const timer = setTimeout(() => {
          settle(id)?.reject(new BrokerTimedOut(helperProblems.silent(method, options.deadlineMs)));
          kill();
          failAll(new BrokerFailed({ kind: 'BrokerGone', message: helperProblems.hung }));
        }, options.deadlineMs);
        const { signal, onEvent } = options;
        const abort = () => settle(id)?.reject(signal?.reason);
        const leave = () => signal?.removeEventListener('abort', abort);
        calls.set(id, { resolve: (answer) => resolve(answer as Answer), reject, onEvent, timer, leave });
        signal?.addEventListener('abort', abort, { once: true });
        if (options.mustFinish) finishing.add(id);
        holdProcess(helper);
        const request: BrokerRequest = { id, method, argument };
        helper.send(request as unknown as Serializable, (error) => {
          if (error) settle(id)?.reject(new BrokerFailed({ kind: 'BrokerGone', message: outsideError(error) }));
        });
      }),
    stop: () => {
      if (finishing.size > 0) part();
      else kill();
      failAll(new BrokerFailed({ kind: 'BrokerGone', message: helperProblems.stopped }));
    },
  };
}

function forkHelper(program: URL, { env, folder }: BrokerOptions): ChildProcess {
  const helper = fork(program, [], {
    env,
    ...(folder === undefined ? {} : { cwd: folder }),
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  letProcessEnd(helper);
  return helper;
}

function holdProcess(helper: ChildProcess): void {
  helper.ref();
  helper.channel?.ref();
}

function letProcessEnd(helper: ChildProcess | null): void {
  helper?.unref();
  helper?.channel?.unref();
}

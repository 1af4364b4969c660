import { type ChildProcess, fork, type Serializable } from 'node:child_process';
import { helperProblems } from '../words/program-problems.ts';

/**
 * A helper process with one job, for libraries that are slow to load, may hang, or must not share our memory.
 * It is forked at the first call, lives until this process ends, and never keeps this process alive by itself.
 */
export interface Broker {
  /**
   * @throws BrokerTimedOut after `deadlineMs`; the helper is killed with SIGKILL then, and the next call starts a new one
   * @throws BrokerFailed with the helper's own name and message when it refuses, or when it dies
   */
  call<Answer>(method: string, argument: unknown, options: BrokerCallOptions): Promise<Answer>;
  /** Kills the helper; calls under way fail. */
  stop(): void;
}

export interface BrokerCallOptions {
  readonly deadlineMs: number;
  /** Called for what the helper tells before it answers. */
  readonly onEvent?: (event: unknown) => void;
}

export class BrokerTimedOut extends Error {
  override readonly name = 'BrokerTimedOut';
}

/** What a helper answered instead of a result. `kind` is the name of its error, `code` the system's or library's code. */
export class BrokerFailed extends Error {
  override readonly name = 'BrokerFailed';
  readonly kind: string;
  readonly code: string | null;

  constructor(failure: { kind: string; message: string; code?: string | null }) {
    super(failure.message);
    this.kind = failure.kind;
    this.code = failure.code ?? null;
  }
}

interface Call {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
  readonly onEvent: ((event: unknown) => void) | undefined;
  readonly timer: NodeJS.Timeout;
}

/** What travels to the helper. */
export interface BrokerRequest {
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}

/** What comes back: events while it works, then one answer or one failure. */
export type BrokerReply =
  | { readonly id: number; readonly event: unknown }
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly failure: { kind: string; message: string; code?: string | null } };

/** The program of a broker: `<name>.ts` beside the caller in a clone, `<name>.js` beside the bundle. */
export function brokerUrl(name: string, callerUrl: string): URL {
  return new URL(callerUrl.endsWith('.ts') ? `./${name}.ts` : `./${name}.js`, callerUrl);
}

export interface BrokerOptions {
  /** Added to this process's environment; a value of undefined takes the name out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The helper's working folder; this process's own when left out. */
  readonly folder?: string;
}

export function startBroker(program: URL, options: BrokerOptions = {}): Broker {
  let child: ChildProcess | null = null;
  let nextId = 1;
  const calls = new Map<number, Call>();

  const settle = (id: number): Call | undefined => {
    const call = calls.get(id);
    if (call) {
      clearTimeout(call.timer);
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
  };
  const receive = (reply: BrokerReply): void => {
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
      failAll(new BrokerFailed({ kind: 'BrokerGone', message: problem }));
    };
    started.on('message', (reply) => receive(reply as BrokerReply));
    started.on('error', (error) => gone(error.message));
    started.on('exit', (code, signal) => gone(helperProblems.ended(signal ?? code)));
    child = started;
    return started;
  };

  return {
    call: <Answer>(method: string, argument: unknown, options: BrokerCallOptions) =>
      new Promise<Answer>((resolve, reject) => {
        const helper = running();
        const id = nextId++;
        const timer = setTimeout(() => {
          settle(id)?.reject(new BrokerTimedOut(helperProblems.silent(method, options.deadlineMs)));
          kill();
          failAll(new BrokerFailed({ kind: 'BrokerGone', message: helperProblems.hung }));
        }, options.deadlineMs);
        calls.set(id, { resolve: (answer) => resolve(answer as Answer), reject, onEvent: options.onEvent, timer });
        holdProcess(helper);
        const request: BrokerRequest = { id, method, argument };
        helper.send(request as unknown as Serializable, (error) => {
          if (error) settle(id)?.reject(new BrokerFailed({ kind: 'BrokerGone', message: error.message }));
        });
      }),
    stop: () => {
      kill();
      failAll(new BrokerFailed({ kind: 'BrokerGone', message: helperProblems.stopped }));
    },
  };
}

function forkHelper(program: URL, { env, folder }: BrokerOptions): ChildProcess {
  const helper = fork(program, [], {
    env: { ...process.env, ...env },
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

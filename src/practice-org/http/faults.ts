import type { PracticeRequest } from './message.ts';

/**
 * What goes wrong next.
 * - status: this answer replaces the org's
 * - delay: the org's answer comes later
 * - drop: the org doesn't process the request and resets the connection
 * - drop-answer: the org processes the request but doesn't answer
 * - cut: the answer breaks off in the middle of its body
 * - close: the next connections close as soon as they open
 * - slow: the answer comes byte by byte
 */
const kinds = ['status', 'delay', 'drop', 'drop-answer', 'cut', 'close', 'slow'] as const;
type FaultKind = (typeof kinds)[number];

export interface Fault {
  readonly kind: FaultKind;
  /** Any method if missing. */
  readonly method?: string;
  /** Part of the path; any path if missing. */
  readonly path?: string;
  /** Part of the body, for example the name of a SOAP operation; any body if missing. */
  readonly contains?: string;
  /** How many requests it affects; 1 if missing, 0 for all. */
  times: number;
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** In ms: the wait of `delay`, and the pause between two bytes of `slow`. */
  readonly ms: number;
}

/** Faults with a usual answer. */
const presets = {
  unauthorized: refusal(401, 'INVALID_SESSION_ID', 'Session expired or invalid'),
  unavailable: {
    ...refusal(503, 'SERVER_UNAVAILABLE', 'Server temporarily unavailable'),
    headers: { 'retry-after': '1' },
  },
  limit: refusal(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'),
  garbage: { kind: 'status', status: 200, body: '<html><body>proxy login</body></html>' },
} satisfies Readonly<Record<string, Partial<Fault>>>;

const named: Readonly<Record<string, Partial<Fault>>> = presets;

export type FaultName = FaultKind | keyof typeof presets;

/**
 * Reads a fault from the control API. Besides the kinds it accepts unauthorized, unavailable, limit and garbage.
 *
 * @returns the fault, or the reason why it is invalid
 */
export function readFault(input: unknown): Fault | string {
  if (typeof input !== 'object' || input === null) return 'a fault must be an object';
  const given = input as Record<string, unknown>;
  const preset = (Object.hasOwn(named, String(given.kind)) && named[String(given.kind)]) || {};
  const kind = kinds.find((one) => one === (preset.kind ?? given.kind));
  if (!kind) {
    return `kind must be one of ${[...kinds, ...Object.keys(named)].join(', ')}`;
  }
  const { times = 1, status = preset.status ?? 500, ms = 1000 } = given;
  if (!isCount(times) || !isCount(status) || !isCount(ms) || ms > 600_000)
    return 'times, status and ms must be whole numbers from 0 (ms: at most 600000)';
  if (status < 200 || status > 599) return 'status must be a number from 200 to 599';
  return {
    kind,
    times: times === 0 ? Number.POSITIVE_INFINITY : times,
    status,
    ms,
    body: typeof given.body === 'string' ? given.body : (preset.body ?? ''),
    headers: { ...preset.headers, ...stringsOf(given.headers) },
    ...(typeof given.method === 'string' ? { method: given.method.toUpperCase() } : {}),
    ...(typeof given.path === 'string' ? { path: given.path } : {}),
    ...(typeof given.contains === 'string' ? { contains: given.contains } : {}),
  };
}

/** Shows an unlimited fault as `times: 0`, as in the request: JSON has no infinity. */
export function faultView(fault: Fault): Fault {
  return { ...fault, times: Number.isFinite(fault.times) ? fault.times : 0 };
}

/** Faults in the order of their requests. The first one that fits is used up before the next. */
export class Faults {
  #list: Fault[] = [];

  add(fault: Fault): void {
    this.#list.push(fault);
  }

  clear(): void {
    this.#list = [];
  }

  get list(): readonly Fault[] {
    return this.#list;
  }

  takeFor(request: Pick<PracticeRequest, 'method' | 'path' | 'body'>): Fault | null {
    return this.#take(
      ({ kind, method, path, contains }) =>
        kind !== 'close' &&
        (method === undefined || method === request.method) &&
        (path === undefined || request.path.includes(path)) &&
        (contains === undefined || Buffer.from(request.body).includes(contains)),
    );
  }

  takeForConnection(): boolean {
    return this.#take(({ kind }) => kind === 'close') !== null;
  }

  #take(fits: (fault: Fault) => boolean): Fault | null {
    const fault = this.#list.find(fits);
    if (!fault) return null;
    fault.times -= 1;
    if (fault.times <= 0) this.#list = this.#list.filter((one) => one !== fault);
    return fault;
  }
}

function refusal(status: number, errorCode: string, message: string): Partial<Fault> {
  return { kind: 'status', status, body: JSON.stringify([{ message, errorCode }]) };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function stringsOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name.toLowerCase(), String(text)]));
}

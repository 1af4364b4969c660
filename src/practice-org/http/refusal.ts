import { type PracticeResponse, restError } from './message.ts';

/** A refusal as an exception, with its complete answer. */
export class Refusal extends Error {
  override readonly name: string = 'Refusal';
  readonly code: string;
  readonly response: PracticeResponse;

  constructor(status: number, code: string, message: string, fields?: readonly string[]) {
    super(message);
    this.code = code;
    this.response = restError(status, code, message, fields);
  }
}

export function fail(status: number, code: string, message: string, fields?: readonly string[]): Refusal {
  return new Refusal(status, code, message, fields);
}

/** The answer of `work`, or the answer of the refusal that it threw. */
export function answered(work: () => PracticeResponse): PracticeResponse {
  try {
    return work();
  } catch (error) {
    if (error instanceof Refusal) return error.response;
    throw error;
  }
}

export function invalidSession(): Refusal {
  return fail(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
}

/** `allowed` are the methods that the resource has. */
export function wrongMethod(method: string, allowed: readonly string[]): Refusal {
  const list = [...allowed].sort().join(',');
  return fail(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${method}' not allowed. Allowed are ${list}`);
}

export function notFound(): Refusal {
  return fail(404, 'NOT_FOUND', 'The requested resource does not exist');
}

import { type PracticeResponse, restError } from '../http/message.ts';

/** An answer that says no, thrown from wherever it is found out. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: readonly string[] | null;

  constructor(status: number, code: string, message: string, fields: readonly string[] | null = null) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.fields = fields;
  }

  get response(): PracticeResponse {
    return restError(this.status, this.code, this.message, this.fields ?? undefined);
  }
}

export function fail(status: number, code: string, message: string, fields?: readonly string[]): Refusal {
  return new Refusal(status, code, message, fields ?? null);
}

export function notFound(): Refusal {
  return fail(404, 'NOT_FOUND', 'The requested resource does not exist');
}

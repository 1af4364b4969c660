import { SaxesParser } from 'saxes';
import { parseJson } from '../../plain/json.ts';
import { type CleanText, outsideText } from '../../plain/outside-text.ts';

const keptBody = 16_384;
const longestCode = 100;

/** An answer with a status other than 2xx. The body is truncated and never part of the message, so that it isn't logged. */
export class OrgHttpError extends Error {
  override readonly name = 'OrgHttpError';
  readonly status: number;
  readonly contentType: string;
  readonly location: string | null;
  readonly retryAfterSeconds: number | null;
  /** Private, so that no log shows it. */
  readonly #body: string;

  constructor(answer: { statusCode: number; headers: Readonly<Record<string, string>>; body: string }) {
    super(`HTTP ${answer.statusCode}`);
    this.status = answer.statusCode;
    this.contentType = answer.headers['content-type'] ?? '';
    this.location = answer.headers.location ?? null;
    this.retryAfterSeconds = retryAfterSecondsOf(answer.headers);
    this.#body = answer.body.slice(0, keptBody);
  }

  get body(): string {
    return this.#body;
  }
}

/** null if it isn't a number of seconds. */
export function retryAfterSecondsOf(headers: Readonly<Record<string, string>>): number | null {
  const seconds = Number(headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds) : null;
}

/**
 * No complete answer from Salesforce: refused, reset, truncated, too late, too large, unreadable, or from another server.
 * `code` is the system's code, `TIMEOUT`, `TOO_LARGE`, `UNREADABLE`, `FOREIGN` or `PROXY`.
 */
export class OrgNetworkError extends Error {
  override readonly name = 'OrgNetworkError';
  readonly code: string;
  /** The status with which a proxy refused to connect; null otherwise. Then nothing reached the org. */
  readonly proxyStatus: number | null;

  constructor(code: string, problem: string, proxyStatus: number | null = null) {
    super(problem);
    this.code = code;
    this.proxyStatus = proxyStatus;
  }
}

/** The first `code` in the causes of an error. fetch nests it one level deep, undici sometimes two. */
export function errorCodeOf(error: unknown): string | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    if (at instanceof AggregateError && at.errors.length > 0) return errorCodeOf(at.errors[0]);
  }
  return null;
}

/** The content of a refusal, in any of Salesforce's formats. */
export interface Refusal {
  readonly code: CleanText;
  readonly message: CleanText;
  /** The body is a web page, so it doesn't come from a Salesforce API. */
  readonly isHtml: boolean;
}

/** Reads a REST array, a single object, an OAuth error or a SOAP fault. Keeps the first code and all messages. */
export function refusalOf(error: OrgHttpError): Refusal {
  const isHtml = /html/i.test(error.contentType) || /^\s*(<!doctype html|<html)/i.test(error.body);
  const status = `HTTP_${error.status}`;
  const fault = soapFault(error.body);
  if (fault) return refusal(fault.code, fault.message);
  const errors = jsonErrors(error.body);
  const first = errors[0];
  if (!first) return { ...refusal(status, isHtml ? '' : error.body), isHtml };
  return refusal(first.code || status, errors.map((each) => each.message).join('; '));
}

function refusal(code: string, message: string): Refusal {
  return { code: outsideText(code, 80), message: outsideText(message), isHtml: false };
}

/** Read by a parser, in one pass. The body may be cut off after the fault. */
function soapFault(body: string): { code: string; message: string } | null {
  if (!body.includes('<faultcode')) return null;
  const found = { faultcode: '', faultstring: '' };
  let at: string | null = null;
  const parser = new SaxesParser();
  const keep = (text: string) => {
    if (at === 'faultcode' || at === 'faultstring') found[at] += text;
  };
  parser.on('opentag', ({ name }) => {
    at = name;
  });
  parser.on('closetag', () => {
    at = null;
  });
  parser.on('text', keep);
  parser.on('cdata', keep);
  try {
    parser.write(body).close();
  } catch {
    // Whatever came before the fault in the XML counts.
  }
  const code = found.faultcode.trim().replace(/^[\w-]{1,100}:/, '');
  if (code === '' || code.length > longestCode) return null;
  const message = found.faultstring;
  return { code, message: message.startsWith(`${code}:`) ? message.slice(code.length + 1).trimStart() : message };
}

function jsonErrors(body: string): { code: string; message: string }[] {
  const parsed = parseJson(body);
  const list: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return list.slice(0, 10).flatMap((each) => {
    if (typeof each !== 'object' || each === null) return [];
    const fields = each as Record<string, unknown>;
    const code = text(fields.errorCode) || text(fields.error);
    const message = text(fields.message) || text(fields.error_description);
    return code || message ? [{ code, message }] : [];
  });
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

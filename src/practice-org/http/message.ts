/** A request whose body has been read completely. Tests can build one without a socket. */
export interface PracticeRequest {
  readonly method: string;
  /** Decoded path with `//` collapsed, e.g. `/services/data/v65.0/query`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  /** Address of this org as the client reached it, without a trailing slash. */
  readonly origin: string;
}

export interface PracticeResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

export function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): PracticeResponse {
  return {
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8', ...headers },
    body: JSON.stringify(body),
  };
}

export function empty(status: number): PracticeResponse {
  return { status, headers: {}, body: '' };
}

/** An error as the REST API writes it. */
export function restError(
  status: number,
  errorCode: string,
  message: string,
  fields?: readonly string[],
): PracticeResponse {
  return json(status, [{ message, errorCode, ...(fields ? { fields } : {}) }]);
}

/** The token of the Authorization header, or an empty string. */
export function bearerToken({ headers }: PracticeRequest): string {
  return /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
}

/** An instant as the REST API writes it: `2022-03-17T16:21:26.000+0000`. */
export function restInstant(at: number): string {
  return new Date(at).toISOString().replace('Z', '+0000');
}

export function bodyText(request: PracticeRequest): string {
  return new TextDecoder().decode(request.body);
}

/** The text of a JSON body. @throws TypeError for bytes that aren't UTF-8 */
export function jsonText(request: PracticeRequest): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(request.body);
}

/** The JSON object in the body, or null if the body is anything else. */
export function bodyObject(request: PracticeRequest): Readonly<Record<string, unknown>> | null {
  try {
    const body: unknown = JSON.parse(jsonText(request));
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

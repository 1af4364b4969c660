import { bearerToken, bodyText, type PracticeRequest } from '../http/message.ts';

/** All requests come over loopback, so this header can set the source address. */
const addressHeader = 'practice-source-ip';

export const thisComputer = '127.0.0.1';

/** Form fields of the body; empty if the body has another type. */
export function formOf(request: PracticeRequest): URLSearchParams {
  const isForm = /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '');
  return new URLSearchParams(isForm ? bodyText(request) : '');
}

/** Key and secret from the form, or from HTTP Basic authentication. */
export function clientPair(request: PracticeRequest, form: URLSearchParams): { key: string; secret: string } {
  const basic = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (!basic || form.has('client_id'))
    return { key: form.get('client_id') ?? '', secret: form.get('client_secret') ?? '' };
  const [key = '', ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return { key: decoded(key), secret: decoded(rest.join(':')) };
}

/** The request's access token, from the header or a parameter. */
export function accessToken(request: PracticeRequest): string {
  const parameter = request.query.get('oauth_token') ?? request.query.get('access_token');
  return bearerToken(request) || (parameter ?? formOf(request).get('access_token') ?? '');
}

export function sourceIp(request: PracticeRequest): string {
  return request.headers[addressHeader] ?? thisComputer;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

import { isLoopback } from '../../plain/loopback.ts';
import { outsideError, outsideText } from '../../plain/outside-text.ts';
import { channelProblems, networkProblems } from '../../words/channels.ts';
import { proxyAnswered } from '../../words/network.ts';
import { proxyStatusOf } from '../proxy.ts';
import { ChannelProblem, type ChannelTools } from './channel.ts';

const deadlineMs = 20_000;
/** How much of an answer is read. */
const keptAnswer = 8_000;

export interface WebhookRequest extends Omit<AddressRequest, 'method'> {
  readonly body: string;
}

export interface AddressRequest {
  readonly method: 'GET' | 'POST';
  /** The secret address. */
  readonly address: string;
  /** Missing for a GET. */
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Other secrets that an answer could repeat. */
  readonly secrets?: readonly string[];
  /** Whether an answer with a status of 2xx, which is no web page, says in the receiver's own form that it took the message. */
  readonly isAccepted: (answer: Accepting) => boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface Accepting {
  readonly status: number;
  /** The beginning of the body, without spaces around it. */
  readonly text: string;
}

/** Posts JSON once, without following redirects. Resolves with the problem in words, or null if the receiver accepted it. */
export function post({ headers, ...rest }: WebhookRequest, tools: ChannelTools): Promise<string | null> {
  const type = { 'content-type': 'application/json; charset=utf-8' };
  return request({ method: 'POST', headers: { ...type, ...headers }, ...rest }, tools);
}

/** Asks a secret address once, without following redirects. Resolves with the problem in words, or null if it was accepted. */
export async function request(asked: AddressRequest, tools: ChannelTools): Promise<string | null> {
  const { method, address, body, headers, secrets = [], signal } = asked;
  const sent = [address, ...secrets];
  const url = webhookUrl(address);
  await tools.network?.ready();
  const limit = tools.deadlineMs ?? deadlineMs;
  const deadline = AbortSignal.timeout(limit);
  try {
    const answer = await (tools.fetch ?? fetch)(url, {
      method,
      headers: { 'user-agent': 'keyturn', ...headers },
      ...(body === undefined ? {} : { body }),
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
    return await verdict(answer, asked.isAccepted, sent);
  } catch (error) {
    if (signal?.aborted) return channelProblems.interrupted;
    if (deadline.aborted) return channelProblems.noAnswer(limit);
    return outsideText(networkProblem(error), 300, sent);
  }
}

/** @throws ChannelProblem if it is not an address, or if it is not encrypted */
function webhookUrl(address: string): URL {
  const url = URL.parse(address.trim());
  if (url === null) throw new ChannelProblem(channelProblems.noAddress);
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return url;
  throw new ChannelProblem(channelProblems.notHttps);
}

async function verdict(
  answer: Response,
  isAccepted: AddressRequest['isAccepted'],
  sent: readonly string[],
): Promise<string | null> {
  const { status } = answer;
  if (answer.ok) {
    // What broke off after the status doesn't undo it.
    const text = (await beginning(answer).catch(() => '')).trim();
    // A proxy or a sign-in page answers 200, too.
    if (/^<(!doctype html|html)/i.test(text)) return channelProblems.page(status);
    return isAccepted({ status, text }) ? null : channelProblems.notAccepted(status, outsideText(text, 200, sent));
  }
  if (status >= 300 && status < 400) {
    await answer.body?.cancel();
    return channelProblems.redirected(status);
  }
  return channelProblems.answered(status, outsideText(await beginning(answer), 200, sent));
}

async function beginning(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    // Leaving the loop ends the answer.
    if (text.length >= keptAnswer) return text.slice(0, keptAnswer);
  }
  return text;
}

function networkProblem(error: unknown): string {
  const refused = proxyStatusOf(error);
  if (refused !== null) return proxyAnswered(refused);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return problemOfCode(code) ?? outsideError(cause);
}

/** The words for one of Node's error codes, or null if the code alone says nothing. */
export function problemOfCode(code: string): string | null {
  const isOfCertificate = /CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_/.test(code);
  return networkProblems[code] ?? (isOfCertificate ? channelProblems.certificateNotTrusted(code) : null);
}

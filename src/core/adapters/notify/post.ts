import { masked } from '../exec-program.ts';
import { upstreamText } from '../salesforce/untrusted-text.ts';
import { ChannelProblem, type ChannelTools } from './channel.ts';
import { isLoopback } from './channel-settings.ts';

const deadlineMs = 20_000;
/** Of an answer that says why it refuses; one that takes the message is not read at all. */
const keptAnswer = 8_000;
/** `keyturn secret set` takes no longer one. */
const longestSecret = 2_000;

export interface Post {
  /** The secret address of the webhook. */
  readonly address: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Further secrets that an answer could repeat. */
  readonly secrets?: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** Posts JSON once, without following redirects. Resolves with the problem in words, or null when it was taken. */
export async function post(request: Post, tools: ChannelTools): Promise<string | null> {
  const { address, body, headers, signal } = request;
  const url = webhookUrl(address);
  const limit = tools.deadlineMs ?? deadlineMs;
  const deadline = AbortSignal.timeout(limit);
  try {
    const answer = await (tools.fetch ?? fetch)(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'keyturn', ...headers },
      body,
      redirect: 'manual',
      signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
    });
    return await verdict(answer, (text) => withoutSecrets(text, request));
  } catch (error) {
    if (signal?.aborted) return 'it was interrupted';
    if (deadline.aborted) return `no answer within ${limit / 1000} s`;
    return upstreamText(withoutSecrets(networkProblem(error), request), 300);
  }
}

/** @throws ChannelProblem where the address is none, or would be read on the way */
function webhookUrl(address: string): URL {
  const url = URL.parse(address.trim());
  if (url === null) throw new ChannelProblem('its stored address is no address');
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return url;
  throw new ChannelProblem('its address has to begin with https://');
}

async function verdict(answer: Response, clean: (text: string) => string): Promise<string | null> {
  const { status } = answer;
  if (answer.ok) {
    await answer.body?.cancel();
    return null;
  }
  if (status >= 300 && status < 400) {
    await answer.body?.cancel();
    return `it answered ${status}, and redirects are not followed: store the new address`;
  }
  const detail = upstreamText(clean(await beginning(answer)), 200);
  return `it answered ${status}${detail ? `: ${detail}` : ''}`;
}

async function beginning(answer: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    // Leaving the loop ends the answer. Half a secret at the cut would not be known as one.
    if (text.length >= keptAnswer) return text.slice(0, keptAnswer - longestSecret);
  }
  return text;
}

/** The whole address, what follows its host, and each part of that which is long enough to be one. */
function withoutSecrets(text: string, { address, secrets = [] }: Post): string {
  const url = URL.parse(address.trim());
  const parts = url ? [url.pathname + url.search, ...`${url.pathname}${url.search}`.split(/[/?&=]/)] : [];
  const known = [address, ...parts.filter((part) => part.length >= 8), ...secrets];
  return known.reduce(masked, text);
}

/** Source: the codes of Node's network and TLS errors. */
const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
  ENOTFOUND: 'its host is not known',
  EAI_AGAIN: 'its host can not be looked up now',
  UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  ETIMEDOUT: 'no connection in time',
  ENETUNREACH: 'its network can not be reached',
  EHOSTUNREACH: 'its host can not be reached',
};

function networkProblem(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return problemOfCode(code) ?? (cause instanceof Error ? cause.message : String(cause));
}

/** The words for a code of Node; null for one that says nothing by itself. */
export function problemOfCode(code: string): string | null {
  return (
    words[code] ??
    (/CERT|SELF_SIGNED|ALTNAME|UNABLE_TO_/.test(code) ? `its certificate is not trusted (${code})` : null)
  );
}

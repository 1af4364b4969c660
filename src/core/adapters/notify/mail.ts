import { createHash } from 'node:crypto';
import { connect, type TLSSocket } from 'node:tls';
import { createTransport } from 'nodemailer';
import type { Message } from '../../model/notice.ts';
import { isLoopback } from '../../plain/loopback.ts';
import { outsideText } from '../../plain/outside-text.ts';
import { channelProblems } from '../../words/channels.ts';
import type { ChannelOf } from '../config-channels.ts';
import { ChannelProblem, type ChannelTools, neededSecret, type Send } from './channel.ts';
import { htmlBody, textBody } from './mail-body.ts';
import { plainMessage } from './plain-message.ts';
import { problemOfCode } from './post.ts';

type MailChannel = ChannelOf<'mail'>;

const deadlineMs = 30_000;
const silenceMs = 3_000;
/** How many partly delivered messages are remembered, so that a retry only goes to the other addresses. */
const mostUnfinished = 100;

/** Mail over SMTP. Encrypted, with certificate check, unless the settings say otherwise. */
export function mail(channel: MailChannel, tools: ChannelTools): Send {
  const takenBy = new Map<string, readonly string[]>();
  return async (message, signal) => {
    const password = await passwordOf(channel, tools);
    const before = takenBy.get(message.id) ?? [];
    const to = addressesOf(channel, message).filter((address) => !before.includes(address));
    const limit = tools.deadlineMs ?? deadlineMs;
    const deadline = AbortSignal.timeout(limit);
    const transport = createTransport(connectionTo(channel, password));
    const silence = watchSilence(channel, tools.silenceMs ?? silenceMs);
    try {
      const ends = AbortSignal.any([deadline, silence.expectsTls, ...(signal ? [signal] : [])]);
      const sent = await transport.sendMail({ ...mailOf(channel, message), to, signal: ends });
      const refused = sent.rejected.map(String);
      if (refused.length === 0) takenBy.delete(message.id);
      else takenBy.set(message.id, [...before, ...to.filter((address) => !refused.includes(address))]);
      forgetOldest(takenBy);
      return refused.length === 0 ? null : channelProblems.notTakenFor(refused);
    } catch (error) {
      if (signal?.aborted) return channelProblems.interrupted;
      if (silence.expectsTls.aborted) return channelProblems.tlsFromStart(channel.port);
      if (deadline.aborted) return channelProblems.noAnswer(limit);
      return outsideText(mailProblem(error, channel), 300, signInsWith(channel.user, password));
    } finally {
      silence.end();
      transport.close();
    }
  };
}

/** The contact of a consumer gets its own message, which goes to nobody else. */
function addressesOf(channel: MailChannel, { contact }: Message): readonly string[] {
  return contact?.to ? [contact.to] : channel.to;
}

async function passwordOf({ host, encryption, user, password }: MailChannel, tools: ChannelTools) {
  if (user === undefined || password === undefined) return null;
  if (encryption === 'none' && !isLoopback(host)) {
    throw new ChannelProblem(channelProblems.passwordUnencrypted);
  }
  return neededSecret(tools, password);
}

function connectionTo({ host, port, encryption, user }: MailChannel, password: string | null) {
  return {
    host,
    port,
    secure: encryption === 'tls',
    requireTLS: encryption === 'starttls',
    ignoreTLS: encryption === 'none',
    // Whatever NODE_TLS_REJECT_UNAUTHORIZED says.
    tls: { minVersion: 'TLSv1.2' as const, rejectUnauthorized: true },
    ...(user !== undefined && password !== null ? { auth: { user, pass: password } } : {}),
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

/**
 * A server that expects TLS from the start waits for the client, as the client does for its greeting. So after some silence a
 * second connection begins with TLS, and sends nothing else.
 */
function watchSilence({ host, port, encryption }: MailChannel, afterMs: number) {
  const found = new AbortController();
  let probe: TLSSocket | null = null;
  const look = () => {
    // The certificate doesn't matter for the question.
    probe = connect({ host, port, rejectUnauthorized: false }, () => found.abort());
    probe.on('error', () => undefined);
  };
  const timer = encryption === 'tls' ? undefined : setTimeout(look, afterMs);
  const end = (): void => {
    clearTimeout(timer);
    probe?.destroy();
  };
  return { expectsTls: found.signal, end };
}

function mailOf({ from }: MailChannel, message: Message) {
  const words = plainMessage(message);
  const isUrgent = words.notices.some(({ severity }) => severity === 'danger');
  // The same id for the same message from any process: mail programs show a repeated message only once.
  const name = createHash('sha256').update(message.id).digest('hex').slice(0, 40);
  return {
    from,
    subject: `[keyturn] ${words.subject}`,
    messageId: `<${name}@${from.slice(from.lastIndexOf('@') + 1)}>`,
    text: textBody(words),
    html: htmlBody(words),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    ...(isUrgent ? { priority: 'high' as const } : {}),
  };
}

function mailProblem(error: unknown, { encryption, port }: MailChannel): string {
  if (!(error instanceof Error)) return channelProblems.notSent;
  const { code, response, message } = error as Error & { code?: string; response?: string };
  if (code === 'EAUTH') return channelProblems.signInRefused(response);
  if (code === 'ETLS' && response) return channelProblems.noStarttls;
  if (response) return channelProblems.mailRefused(response);
  // The library replaces Node's code with its own. Node's text is still in the message.
  if (/certificate/i.test(message)) return channelProblems.certificateNotTrusted(message.split(';')[0]);
  if (code === 'ETLS' || /\bSSL routines\b|\bEPROTO\b/.test(message))
    return encryption === 'tls' ? channelProblems.tlsLater(port) : channelProblems.tlsFailed;
  return problemOfCode(/\bE[A-Z]{4,}\b/.exec(message)?.[0] ?? code ?? '') ?? message;
}

/** The forms in which a sign-in is sent. A server may repeat them in its answer. */
function signInsWith(user: string | undefined, password: string | null): readonly string[] {
  return password === null ? [] : [password, `\0${user}\0${password}`];
}

function forgetOldest(map: Map<string, unknown>): void {
  for (const key of map.keys()) {
    if (map.size <= mostUnfinished) return;
    map.delete(key);
  }
}

import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { onTestFinished } from 'vitest';

export interface Mail {
  readonly from: string;
  readonly to: readonly string[];
  readonly user: string | null;
  readonly isEncrypted: boolean;
  readonly text: string;
}

/** A mail server of the running test, which keeps what it takes. */
export async function startMailServer(options: SMTPServerOptions = {}) {
  const received: Mail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    ...(options.key ? {} : { disabledCommands: ['STARTTLS'] }),
    onAuth: ({ username, password }, _session, callback) => {
      if (password === 'right-canary') callback(null, { user: username ?? '' });
      else callback(new Error(`no user with ${password}`));
    },
    onData: (stream, session, callback) => {
      let text = '';
      stream.on('data', (chunk) => {
        text += chunk;
      });
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          user: session.user ? String(session.user) : null,
          isEncrypted: session.secure,
          text,
        });
        callback();
      });
    },
    ...options,
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { received, port: (server.server.address() as AddressInfo).port };
}

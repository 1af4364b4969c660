import type { ChannelRoute } from '../../reminders/channel-route.ts';

/** Where notices go, as the settings say. A secret stands in the secret store; here is its name alone. */
export type ChannelSettings = DesktopChannel | ChatChannel | WebhookChannel | MailChannel | CommandChannel | LogChannel;

export interface DesktopChannel extends ChannelRoute {
  readonly type: 'desktop';
}

/** A webhook of Slack, or of a Workflow of Microsoft Teams. */
export interface ChatChannel extends ChannelRoute {
  readonly type: 'slack' | 'teams';
  readonly addressSecret: string;
}

export interface WebhookChannel extends ChannelRoute {
  readonly type: 'webhook';
  readonly addressSecret: string;
  readonly signingKeySecret: string;
}

export interface MailChannel extends ChannelRoute {
  readonly type: 'mail';
  readonly host: string;
  readonly port: number;
  readonly encryption: MailEncryption;
  readonly user: string | null;
  readonly passwordSecret: string | null;
  readonly from: string;
  readonly to: readonly string[];
}

/** `starttls` never goes on without it, `tls` begins with it. */
export type MailEncryption = 'starttls' | 'tls' | 'none';

export interface CommandChannel extends ChannelRoute {
  readonly type: 'command';
  /** Absolute path. */
  readonly program: string;
}

export interface LogChannel extends ChannelRoute {
  readonly type: 'log';
  /** Absolute path; null for the output of whoever sends. */
  readonly file: string | null;
}

/** Whether an address leads to this computer, where nobody listens on the wire. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || name === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(name);
}

import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { isLoopback } from '../plain/loopback.ts';
import { isSecretName } from '../reminders/channel-route.ts';
import { settingProblems } from '../words/settings-problems.ts';

const route = {
  when: z.enum(['always', 'overdue']).default('always'),
  severity: z.enum(['note', 'caution', 'danger']).default('note'),
  practice: z.boolean().default(false),
};

const secretPrefix = 'secret:';
/** The name of a secret, never the secret itself. */
const secretName = z
  .string()
  .refine(
    (text) => text.startsWith(secretPrefix) && isSecretName(text.slice(secretPrefix.length)),
    settingProblems.secret,
  )
  .transform((text) => text.slice(secretPrefix.length));
const absolutePath = z.string().refine(isAbsolute, settingProblems.path);
const mailAddress = z
  .string()
  .max(254)
  .regex(/^[^\s<>,;:"@\x00-\x1f]+@[^\s<>,;:"@\x00-\x1f]+$/, settingProblems.address);

const mail = z
  .strictObject({
    type: z.literal('mail'),
    ...route,
    host: z.string().regex(/^[a-z0-9.:-]+$/i, settingProblems.host),
    port: z.int().min(1).max(65_535).optional(),
    encryption: z.enum(['starttls', 'tls', 'none']).default('starttls'),
    user: z.string().min(1).optional(),
    password: secretName.optional(),
    from: mailAddress,
    to: z.union([mailAddress.transform((one) => [one]), z.array(mailAddress).min(1).max(20)]).readonly(),
  })
  .superRefine(({ user, password, encryption, host }, context) => {
    const wrong = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    if ((user === undefined) !== (password === undefined)) {
      wrong(user === undefined ? 'user' : 'password', settingProblems.halfOfSender);
    }
    if (user !== undefined && encryption === 'none' && !isLoopback(host)) {
      wrong('encryption', settingProblems.unencrypted);
    }
  });

const shapes = {
  desktop: z.strictObject({ type: z.literal('desktop'), ...route }),
  slack: z.strictObject({ type: z.literal('slack'), ...route, address: secretName }),
  teams: z.strictObject({ type: z.literal('teams'), ...route, address: secretName }),
  webhook: z.strictObject({ type: z.literal('webhook'), ...route, address: secretName, signingKey: secretName }),
  mail,
  command: z.strictObject({ type: z.literal('command'), ...route, program: absolutePath }),
  log: z.strictObject({ type: z.literal('log'), ...route, file: absolutePath.optional() }),
  // It gets no notices, so it has no severity.
  heartbeat: z.strictObject({
    type: z.literal('heartbeat'),
    practice: route.practice,
    address: secretName,
    failAddress: secretName.optional(),
  }),
};
const { desktop, slack, teams, webhook, command, log, heartbeat } = shapes;

const channelName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,30}$/i, settingProblems.channelName);

export const channelsSchema = z
  .record(channelName, z.discriminatedUnion('type', [desktop, slack, teams, webhook, mail, command, log, heartbeat]))
  .transform((channels) => Object.entries(channels).map(([name, channel]) => channelOf(name, channel)));

export const channelTypes: readonly string[] = Object.keys(shapes);

/** The settings that each type of channel allows. */
export function channelKeys(type: unknown): readonly string[] {
  return Object.entries(shapes).flatMap(([name, { shape }]) => (name === type ? Object.keys(shape) : []));
}

type Read = z.output<(typeof shapes)[keyof typeof shapes]>;

/** The channels in the settings. Secrets are in the secret store; the settings only name them. */
export type ChannelSettings = ReturnType<typeof channelOf>;
export type ChannelOf<Type extends ChannelSettings['type']> = Extract<ChannelSettings, { readonly type: Type }>;

function channelOf(name: string, { practice, ...channel }: Read) {
  const common = { name, ...(practice ? { isForPractice: true as const } : {}) };
  if (channel.type !== 'mail') return { ...common, ...channel };
  return { ...common, ...channel, port: channel.port ?? usualPorts[channel.encryption] };
}

const usualPorts = { starttls: 587, tls: 465, none: 25 } as const;

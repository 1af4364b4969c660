import { contactOf } from '../model/consumer.ts';
import { consumerName, isManual } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { elapsed } from '../plain/duration.ts';
import { markdownTable, markdownText as md } from '../plain/markdown.ts';
import { setupAddress } from '../plain/setup-address.ts';
import { isoDay } from '../plain/time.ts';
import { withPracticeFlag } from '../reasons/practice-commands.ts';
import { cardSteps } from './card-steps.ts';

export interface CardFacts {
  readonly watched: WatchedApp;
  /** Contacts by name or target of the consumer, from the settings. */
  readonly contacts: Readonly<Record<string, string>>;
  /** The last drill, and after how many ms credentials would be refused; null when there was none. */
  readonly drill: { readonly at: number; readonly refusedAfterMs: number } | null;
  /** Developer names of the other watched apps that run as the same user. Apps that aren't watched may, too. */
  readonly sameUser: readonly string[];
  /** Epoch ms. */
  readonly writtenAt: number;
  readonly isPractice: boolean;
}

/** What people need when this computer is gone: printed, in an envelope or a wiki. It contains no secret. */
export function breakGlassCard(facts: CardFacts): string {
  const { watched, isPractice } = facts;
  const name = watched.label || watched.app;
  const worded = isPractice ? withPracticeFlag : (text: string) => text;
  return `${[
    `# Break-glass card: ${md(name, 80)}`,
    '',
    ...(isPractice ? ['**Practice org: none of this is real.**', ''] : []),
    'Use this card when the consumer secret has leaked and the computer with keyturn is gone. The card contains no secret.',
    worded(`If keyturn still runs: \`keyturn emergency ${word(watched.app)} --confirm ${word(watched.app)}\`.`),
    '',
    ...aboutLines(facts),
    '',
    '## Consumers',
    '',
    ...consumerLines(facts),
    '',
    '## In the browser',
    '',
    ...browserLines(watched),
    '',
    '## In a terminal',
    '',
    'You need bash, curl 7.76 or newer, and an administrator with the permissions *Create, edit, and delete External Client Apps*, *View External Client App Consumer Secrets* and *Manage Internal Users*, with the passkey or security key that their sign-in needs. Paste one block at a time, and read each answer before the next.',
    ...cardSteps({ ...watched, executionUserId: watched.executionUser?.id ?? null }).flatMap(
      ({ title, before, shell }, index) => [
        '',
        `### ${index + 1}. ${title}`,
        '',
        ...before,
        '',
        '```bash',
        ...shell,
        '```',
      ],
    ),
    '',
    '## Afterwards',
    '',
    '- If you turned on *Allow access to External Client App consumer secrets via REST API*, turn it off again.',
    '- End live sessions of the execution user: Setup ▸ Session Management. A JWT token works until it expires.',
    "- Tell the security team. Save the login history and today's event log files: Salesforce keeps the free ones for one day.",
    worded(`- Once keyturn runs again: \`keyturn watch ${word(watched.app)}\` starts watching the new credentials.`),
  ].join('\n')}\n`;
}

function aboutLines({ watched, drill, writtenAt, sameUser }: CardFacts): readonly string[] {
  const { executionUser } = watched;
  const others = sameUser.map((app) => md(app, 60)).join(', ') || 'none';
  return markdownTable(
    ['what', 'value'],
    [
      ['org', `${md(watched.orgName, 80)}, ${code(watched.orgId)}${watched.isSandbox ? ', sandbox' : ''}`],
      ['My Domain address', code(watched.instanceUrl)],
      ['app', `${md(watched.label, 80)} (${md(watched.app, 80)})`],
      ['app id, OAuth consumer id', `${code(watched.appId)}, ${code(watched.consumerId)}`],
      ['consumer key', code(watched.consumerKey)],
      ['execution user', executionUser ? `${md(executionUser.username, 80)}, ${code(executionUser.id)}` : 'unknown'],
      ['other watched apps of that user', others],
      [
        'last drill',
        drill
          ? `${elapsed(drill.refusedAfterMs)} until credentials are refused (measured ${isoDay(drill.at)})`
          : '**never**',
      ],
      ['written', `${isoDay(writtenAt)}. The consumer key changes with each rotation`],
    ],
  );
}

function consumerLines({ watched, contacts }: CardFacts): readonly string[] {
  if (watched.consumers.length === 0) return ['keyturn knows of none. **Whatever uses the credentials loses access.**'];
  return markdownTable(
    ['consumer', 'how', 'contact'],
    watched.consumers.map((one) => {
      const { name, target } = one;
      const consumer = name === consumerName(target) ? target.name : name;
      const contact = contactOf(one, contacts);
      const how = isManual(target) ? 'by hand' : 'normally by keyturn, now by hand';
      return [md(consumer, 100), how, contact === null ? '**no contact given**' : md(contact)];
    }),
  );
}

function browserLines({ instanceUrl, app, label }: WatchedApp): readonly string[] {
  const name = md(label || app, 80);
  return [
    `- Settings, with *Allow access to External Client App consumer secrets via REST API*, which the terminal steps need: <${word(setupAddress(instanceUrl))}>`,
    `- Turn off OAuth for this app: Setup ▸ External Client App Manager ▸ ${name} ▸ Policies ▸ turn off the OAuth plugin. All flows of this app stop.`,
    `- The same with a file: retrieve its \`ExtlClntAppConfigurablePolicies\` (\`sf org list metadata -m ExtlClntAppConfigurablePolicies\` shows the name), set \`<isOauthPluginEnabled>false</isOauthPluginEnabled>\`, change nothing else, and deploy it.`,
    '- Freeze the execution user: Setup ▸ Users ▸ the user ▸ Freeze. No app that runs as this user gets a new token.',
    `- New credentials: Setup ▸ External Client App Manager ▸ ${name} ▸ Settings ▸ OAuth Settings ▸ Consumer Key and Secret. Salesforce Help has the steps under “Stage OAuth Credentials”.`,
  ];
}

function code(value: string): string {
  return `\`${word(value)}\``;
}

/** Ids, keys and addresses need only these characters, and none of them is markup here. */
function word(value: string): string {
  return value.replace(/[^\w.:/@+-]/g, '');
}

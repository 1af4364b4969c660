import { isManual, targetText } from '../model/target.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { elapsed } from '../plain/duration.ts';
import { markdownTable, markdownText as md } from '../plain/markdown.ts';
import { withPracticeFlag } from '../plain/practice-commands.ts';
import { setupAddress } from '../plain/setup-address.ts';
import { isoDay } from '../plain/time.ts';
import { cardSteps } from './card-steps.ts';

export interface CardFacts {
  readonly watched: WatchedApp;
  /** Whom to call for a consumer, by its name or target; from the settings. */
  readonly contacts: Readonly<Record<string, string>>;
  /** The last drill: when, and after how many ms the pair was refused; null when there never was one. */
  readonly drill: { readonly at: number; readonly refusedAfterMs: number } | null;
  /** Developer names of other watched apps that run as the same user; others may, too. */
  readonly sameUser: readonly string[];
  /** Epoch ms. */
  readonly writtenAt: number;
  readonly isPractice: boolean;
}

/** What somebody needs on the day when this computer is gone: printed, in an envelope or a wiki. No secret stands on it. */
export function breakGlassCard(facts: CardFacts): string {
  const { watched, isPractice } = facts;
  const name = watched.label || watched.app;
  const worded = isPractice ? withPracticeFlag : (text: string) => text;
  return `${[
    `# Break-glass card: ${md(name, 80)}`,
    '',
    ...(isPractice ? ['**Practice org: nothing of this is real.**', ''] : []),
    'Its consumer secret has leaked, and the computer with keyturn is gone. No secret stands on this card.',
    worded(`Where keyturn runs: \`keyturn emergency ${word(watched.app)} --confirm ${word(watched.app)}\`.`),
    '',
    ...aboutLines(facts),
    '',
    '## Who uses the pair',
    '',
    ...consumerLines(facts),
    '',
    '## In the browser',
    '',
    ...browserLines(watched),
    '',
    '## In a terminal',
    '',
    'Needs bash, curl 7.76 or newer, and an administrator with *External Client App Developer*, *View Client Secret* and *Manage Users*. Paste one block after the other, and read each answer first.',
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
    '- Turn *Allow access to External Client App consumer secrets via REST API* off again, if you turned it on.',
    '- End live sessions of the execution user: Setup ▸ Session Management. A token in JWT form lives until it expires.',
    '- Tell the security team. Save the login history and today’s event log files: the free ones are kept for one day.',
    worded(`- Where keyturn runs again: \`keyturn watch ${word(watched.app)}\` takes the new pair over.`),
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
      ['app id, consumer id', `${code(watched.appId)}, ${code(watched.consumerId)}`],
      ['consumer key', code(watched.consumerKey)],
      ['execution user', executionUser ? `${md(executionUser.username, 80)}, ${code(executionUser.id)}` : 'not known'],
      ['other watched apps of that user', others],
      [
        'last drill',
        drill
          ? `${elapsed(drill.refusedAfterMs)} until a pair is refused, found on ${isoDay(drill.at)}`
          : '**never drilled**',
      ],
      ['written', `${isoDay(writtenAt)}: the consumer key changes with each rotation`],
    ],
  );
}

function consumerLines({ watched, contacts }: CardFacts): readonly string[] {
  if (watched.deliveries.length === 0) return ['None is known to keyturn. **Whoever uses it loses access.**'];
  return markdownTable(
    ['consumer', 'how', 'contact'],
    watched.deliveries.map((target) => {
      const consumer = target.name;
      const contact = contacts[consumer] ?? contacts[targetText(target)];
      const how = isManual(target) ? 'by hand' : 'by a program of keyturn: today by hand';
      return [md(consumer, 100), how, contact === undefined ? '**nobody is named**' : md(contact)];
    }),
  );
}

function browserLines({ instanceUrl, app, label }: WatchedApp): readonly string[] {
  const name = md(label || app, 80);
  return [
    `- Settings, with *Allow access to External Client App consumer secrets via REST API*, which the terminal needs on: <${word(setupAddress(instanceUrl))}>`,
    `- Stop everything at once: Setup ▸ External Client App Manager ▸ ${name} ▸ Policies ▸ turn the OAuth plugin off. All flows of this app stop.`,
    `- The same as a file: retrieve its \`ExtlClntAppConfigurablePolicies\` (\`sf org list metadata -m ExtlClntAppConfigurablePolicies\` tells the name), set \`<isOauthPluginEnabled>false</isOauthPluginEnabled>\`, change nothing else in it, deploy.`,
    '- Freeze the execution user: Setup ▸ Users ▸ the user ▸ Freeze. Every app that runs as them gets no new token.',
    `- A new pair: Setup ▸ External Client App Manager ▸ ${name} ▸ Settings ▸ OAuth Settings ▸ Consumer Key and Secret. Salesforce Help has the steps under “Stage OAuth Credentials”.`,
  ];
}

function code(value: string): string {
  return `\`${word(value)}\``;
}

/** Ids, keys and addresses consist of these characters; none of them is markup where it stands here. */
function word(value: string): string {
  return value.replace(/[^\w.:/@+-]/g, '');
}

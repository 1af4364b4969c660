import { elapsed } from '../plain/duration.ts';
import { markdownSentence, markdownTable, markdownText as md, shown } from '../plain/markdown.ts';
import { countOf, linesOf, shortKey } from '../plain/text.ts';
import { withPracticeFlag } from '../reasons/practice-commands.ts';
import { deliveryWords } from './deliveries.ts';
import { evidenceSections, longTable } from './evidence-markdown.ts';
import type { IncidentDocument } from './incident-document.ts';
import { incidentSummary } from './incident-summary.ts';

export function incidentMarkdown(document: IncidentDocument): readonly string[] {
  return [`# Incident: ${md(document.app.label || document.app.developerName)}`, '', ...bodyOf(document, '##')];
}

export function combinedMarkdown(documents: readonly IncidentDocument[]): readonly string[] {
  const refused = documents.filter(({ pair }) => pair.refusedAt !== null).length;
  return [
    `# Incident: ${countOf(documents.length, 'app')}`,
    '',
    `keyturn verified for ${refused} of ${documents.length} apps that Salesforce refuses the leaked credentials.`,
    '',
    ...markdownTable(
      ['app', 'org', 'leaked key', 'contained after', 'refused after', 'must still be updated'],
      documents.map(({ app, org, pair, clocks, mustBeUpdated }) => [
        md(app.label || app.developerName),
        md(org.name),
        md(shortKey(pair.leakedKey)),
        clocks.containedAfterMs === null ? '—' : elapsed(clocks.containedAfterMs),
        pair.refusedAt === null || clocks.refusedAfterMs === null ? '**not yet**' : elapsed(clocks.refusedAfterMs),
        mustBeUpdated.map((consumer) => md(consumer, 60)).join('; ') || '—',
      ]),
    ),
    ...documents.flatMap((one) => ['', `## ${md(one.app.label || one.app.developerName)}`, '', ...bodyOf(one, '###')]),
  ];
}

function bodyOf(document: IncidentDocument, level: '##' | '###'): readonly string[] {
  const lines = linesOfBody(document, level);
  return document.isPractice ? lines.map(withPracticeFlag) : lines;
}

function linesOfBody(document: IncidentDocument, level: '##' | '###'): readonly string[] {
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', `${level} ${title}`, '', ...lines];
  return [
    ...(document.isPractice ? ['**Practice org: none of this is real.**', ''] : []),
    ...incidentSummary(document).map((sentence) => `- ${sentence}`),
    ...section('About this incident', aboutLines(document)),
    ...section(
      'What to do next',
      document.nextSteps.map((step) => `- ${markdownSentence(step)}`),
    ),
    ...section('Who has the new credentials', deliveryLines(document)),
    ...section('Sessions and tokens', sessionLines(document)),
    ...evidenceSections(document).flatMap(({ title, lines }) => section(title, lines)),
    ...section("What keyturn can't know", document.unknown.map(bullet)),
    ...section('Timeline', timelineLines(document)),
  ];
}

function aboutLines(document: IncidentDocument) {
  const { org, app, pair, leak, confirmedAt, run, writtenAt, mayHaveLostCertificate, ticket, reason, seal } = document;
  const assumed = leak.isSinceTold ? '' : ' (an assumption: no date was given)';
  return linesOf(
    '- All times are UTC.',
    `- Org: ${md(org.name)}, ${md(org.url)}${org.isSandbox ? ', sandbox' : ''}`,
    `- App: ${md(app.label)} (${md(app.developerName)}), runs as ${md(app.executionUser ?? 'an unknown user')}`,
    `- Leaked credentials: key ${md(shortKey(pair.leakedKey))}; new credentials: ${pair.newKey === null ? 'none' : `key ${md(shortKey(pair.newKey))}`}`,
    ticket !== null && `- Ticket: ${md(ticket)}`,
    reason !== null && `- Reason: ${md(reason, 500)}`,
    `- May have leaked since ${shown(leak.since)}${assumed}`,
    `- Confirmed ${shown(confirmedAt)}; report written ${shown(writtenAt)}; run ${md(run)}`,
    seal !== null && `- Check the audit trail up to this report: \`keyturn history verify --head ${seal}\``,
    mayHaveLostCertificate &&
      '- A deploy replaced the credentials. It may have cleared a certificate of the app; JWT sign-ins then fail.',
  );
}

function deliveryLines({ deliveries, mustBeUpdated, removed }: IncidentDocument): readonly string[] {
  const gone =
    removed.length === 0
      ? []
      : [
          '',
          `**Removed from keyturn's list while a run was open:** ${removed.map((one) => md(one)).join(', ')}. They have no access if they used the leaked credentials.`,
        ];
  if (deliveries.length === 0) {
    return ['- keyturn knows of no consumers. Everything that uses the credentials needs the new ones.', ...gone];
  }
  return [
    ...markdownTable(
      ['consumer', 'contact', 'state', 'since'],
      deliveries.map(({ target, consumer, contact, status, at, problem }) => [
        isOwnName(consumer, target) ? md(target) : `${md(consumer)} (${md(target)})`,
        contact === null ? '—' : md(contact),
        problem === null ? deliveryWords[status] : `${deliveryWords[status]}: ${md(problem)}`,
        at === null ? '—' : shown(at),
      ]),
    ),
    ...(mustBeUpdated.length > 0
      ? ['', `**No access until they are updated:** ${mustBeUpdated.map((one) => md(one)).join(', ')}`]
      : []),
    ...gone,
  ];
}

/** A consumer that nobody gave a name has that of its target. */
function isOwnName(consumer: string, target: string): boolean {
  return consumer === target || target === `manual:${consumer}`;
}

function sessionLines({ sessions, app }: IncidentDocument): readonly string[] {
  const { told, isUnlisted, lastEndedAt, tokenLives, mayTokensLive } = sessions;
  const worked = tokenLives === null ? "keyturn couldn't check" : tokenLives ? 'it still worked' : 'it was refused';
  return linesOf(
    `- ${told}`,
    lastEndedAt !== null && `- Sessions last checked ${shown(lastEndedAt)}.`,
    isUnlisted !== null && `- A token of the leaked credentials, tested afterwards: ${worked}.`,
    mayTokensLive && lifeLines(sessions, md(app.label || app.developerName)),
  );
}

/** How long tokens work. Only a JWT token says when it ends. */
function lifeLines({ tokenFormat, tokensEndAt }: IncidentDocument['sessions'], app: string): readonly string[] {
  const still = '- Tokens issued earlier may still work';
  if (tokenFormat === 'jwt') {
    const until =
      tokensEndAt === null ? "they expire at a time that keyturn doesn't know" : `${shown(tokensEndAt)} at most`;
    return [`${still}, until ${until}.`];
  }
  return [
    `${still} for as long as they are used: each call restarts the session timeout.`,
    `- keyturn can't read the timeout. Find it in Setup ▸ External Client App Manager ▸ ${app} ▸ Policies, in the profile of the execution user, or in Setup ▸ Session Settings (2 hours by default).`,
  ];
}

function timelineLines({ timeline }: IncidentDocument): readonly string[] {
  if (timeline.length === 0) return ['The audit trail has no entries of this run.'];
  const head = ['at', 'step', 'outcome', 'detail', 'call'];
  return longTable(head, timeline, ({ at, step, outcome, detail, callId }) => [
    shown(at),
    md(step),
    outcome,
    md(detail),
    md(callId),
  ]);
}

function bullet(sentence: string): string {
  return `- ${md(sentence, 400)}`;
}

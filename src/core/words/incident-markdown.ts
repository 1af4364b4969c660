import { elapsed } from '../plain/duration.ts';
import { markdownSentence, markdownTable, markdownText as md, shown } from '../plain/markdown.ts';
import { countOf, linesOf, shortKey } from '../plain/text.ts';
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
    `${refused} of ${documents.length} leaked pairs are dead: Salesforce was seen to refuse them.`,
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
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', `${level} ${title}`, '', ...lines];
  return [
    ...(document.isPractice ? ['**Practice org: nothing of this is real.**', ''] : []),
    ...incidentSummary(document).map((sentence) => `- ${sentence}`),
    ...section('What it is about', aboutLines(document)),
    ...section(
      'What people do next',
      document.nextSteps.map((step) => `- ${markdownSentence(step)}`),
    ),
    ...section('Who has the new pair', deliveryLines(document)),
    ...section('Sessions and tokens', sessionLines(document)),
    ...evidenceSections(document).flatMap(({ title, lines }) => section(title, lines)),
    ...section('What can’t be known', document.unknown.map(bullet)),
    ...section('Timeline', timelineLines(document)),
  ];
}

function aboutLines({ org, app, pair, leak, confirmedAt, run, writtenAt, mayHaveLostCertificate }: IncidentDocument) {
  const told = leak.isSinceTold ? '' : ' (a guess: nobody said since when)';
  return linesOf(
    '- All instants are UTC.',
    `- Org: ${md(org.name)}, ${md(org.url)}${org.isSandbox ? ', sandbox' : ''}`,
    `- App: ${md(app.label)} (${md(app.developerName)}), runs as ${md(app.executionUser ?? 'nobody that is known')}`,
    `- Leaked pair: key ${md(shortKey(pair.leakedKey))}; new pair: ${pair.newKey === null ? 'none' : `key ${md(shortKey(pair.newKey))}`}`,
    `- May have leaked since ${shown(leak.since)}${told}`,
    `- Confirmed ${shown(confirmedAt)}; report of ${shown(writtenAt)}; run ${md(run)}`,
    mayHaveLostCertificate &&
      '- The pair was replaced by a deploy: a certificate that the app had may be gone, and JWT sign-ins with it.',
  );
}

function deliveryLines({ deliveries, mustBeUpdated }: IncidentDocument): readonly string[] {
  if (deliveries.length === 0) return ['- No consumer is known: whoever uses the pair has to be told.'];
  return [
    ...markdownTable(
      ['consumer', 'state', 'since'],
      deliveries.map(({ target, status, at, problem }) => [
        md(target),
        problem === null ? deliveryWords[status] : `${deliveryWords[status]}: ${md(problem)}`,
        at === null ? '—' : shown(at),
      ]),
    ),
    ...(mustBeUpdated.length > 0
      ? ['', `**No access until they are updated:** ${mustBeUpdated.map((one) => md(one)).join(', ')}`]
      : []),
  ];
}

function sessionLines({ sessions, app }: IncidentDocument): readonly string[] {
  const { told, isUnlisted, lastEndedAt, tokenLives, mayTokensLive } = sessions;
  const worked = tokenLives === null ? 'nobody could look' : tokenLives ? 'it still worked' : 'it was refused';
  return linesOf(
    `- ${told}`,
    lastEndedAt !== null && `- Last looked for sessions ${shown(lastEndedAt)}.`,
    isUnlisted !== null && `- A token of the leaked pair was tried afterwards: ${worked}.`,
    mayTokensLive && lifeLines(sessions, md(app.label || app.developerName)),
  );
}

/** Until when tokens live: one in JWT form tells it itself, and of all others nobody does. */
function lifeLines({ tokenFormat, tokensEndAt }: IncidentDocument['sessions'], app: string): readonly string[] {
  const still = '- Tokens that were issued before may still work';
  if (tokenFormat === 'jwt') {
    const until = tokensEndAt === null ? 'they expire, which nobody here knows' : `${shown(tokensEndAt)} at most`;
    return [`${still}, until ${until}.`];
  }
  return [
    `${still}, for as long as they are used: each call starts the session timeout anew.`,
    `- Salesforce tells keyturn no timeout. It stands in Setup ▸ External Client App Manager ▸ ${app} ▸ Policies, in the profile of the execution user, or in Setup ▸ Session Settings (2 hours unless somebody changed it).`,
  ];
}

function timelineLines({ timeline }: IncidentDocument): readonly string[] {
  if (timeline.length === 0) return ['The journal has no line of this run.'];
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

import { clockGap } from '../acts/org-clock.ts';
import { contactsOf } from '../model/consumer.ts';
import type { Incident } from '../model/incident.ts';
import type { Rotation } from '../model/rotation.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { SalesforceOrg, State } from '../ports/ports.ts';
import { type IncidentDocument, incidentDocument } from '../words/incident-document.ts';
import { combinedMarkdown, incidentMarkdown } from '../words/incident-markdown.ts';
import { compareAddresses } from './compare-addresses.ts';
import { endOfEmergency } from './ending.ts';
import { gatherEvidence, windowOf } from './evidence.ts';
import { summarizeSignIns } from './sign-in-summary.ts';
import { proofTimesOf } from './timeline.ts';

interface Report {
  readonly markdown: string;
  readonly json: unknown;
}

/** Collects everything for the report of one app from the org and the journal. */
export async function incidentOf(
  {
    org,
    state,
    contacts,
  }: {
    readonly org: SalesforceOrg;
    readonly state: Pick<State, 'journal' | 'seals'>;
    readonly contacts?: Readonly<Record<string, string>> | undefined;
  },
  { rotation, watched }: { readonly rotation: Rotation; readonly watched: WatchedApp },
  { plan, until }: { readonly plan: Incident['plan']; readonly until: number },
): Promise<Incident> {
  const { orgId, app, emergency, startedAt } = rotation;
  const { confirmedAt, leakedSince } = emergency ?? { confirmedAt: startedAt, leakedSince: null };
  // What the org shows has the org's times.
  const asked = windowOf({ confirmedAt: confirmedAt + clockGap(org), leakedSince });
  const evidence = await gatherEvidence(org, { user: watched.executionUser, ...asked, until });
  const lines = await state.journal.list({ orgId, app });
  return {
    end: endOfEmergency({ rotation, watched }, lines),
    evidence,
    plan,
    contacts: contactsOf(watched.consumers, contacts),
    proofTimes: proofTimesOf(lines, rotation, clockGap(org)),
    writtenAt: until,
    seal: await state.seals.latest(),
    isPractice: org.isPractice,
  };
}

/** The report of one app, for people and for programs. It has no secret, and text from the org can't become markup. */
export function incidentReport(incident: Incident): Report & { readonly json: IncidentDocument } {
  const json = documentOf(incident);
  return { json, markdown: textOf(incidentMarkdown(json)) };
}

/** Several apps in one document, the most urgent first. */
export function combinedReport(incidents: readonly Incident[]): Report {
  const documents = incidents
    .map(documentOf)
    .sort((one, other) => Number(one.pair.refusedAt !== null) - Number(other.pair.refusedAt !== null));
  return {
    json: { schema: 1, kind: 'incidents', incidents: documents },
    markdown: textOf(combinedMarkdown(documents)),
  };
}

function documentOf(incident: Incident): IncidentDocument {
  const { end, evidence, proofTimes } = incident;
  const times = [...proofTimes, ...end.rotation.proofs.map(({ at }) => at)];
  return incidentDocument(incident, summarizeSignIns(evidence, end.watched, times), compareAddresses(incident));
}

function textOf(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

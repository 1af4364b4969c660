import type { EmergencyEnd } from './emergency-end.ts';
import type { EmergencyPlan } from './emergency-plan.ts';
import type { Evidence } from './evidence.ts';
import { type IncidentDocument, incidentDocument } from './incident-document.ts';
import { combinedMarkdown, incidentMarkdown } from './incident-markdown.ts';

/** All that a report of one app is made from. */
export interface Incident {
  readonly end: EmergencyEnd;
  readonly evidence: Evidence;
  /** What the plan found; null where the run was gone on with and nobody looked again. */
  readonly plan: (Pick<EmergencyPlan, 'sameUser' | 'otherUse'> & Partial<Pick<EmergencyPlan, 'leakedUse'>>) | null;
  /** When keyturn itself asked for a token of the app, in this run and before (`proofTimesOf`). Epoch ms. */
  readonly proofTimes: readonly number[];
  /** When the report is made. Epoch ms. */
  readonly writtenAt: number;
  /** Nothing of it is real. */
  readonly isPractice: boolean;
}

export interface Report {
  readonly markdown: string;
  readonly json: unknown;
}

/** What happened to one leaked pair, for people and for machines. No secret; text from the org can't become markup. */
export function incidentReport(incident: Incident): Report & { readonly json: IncidentDocument } {
  const json = incidentDocument(incident);
  return { json, markdown: textOf(incidentMarkdown(json)) };
}

/** Several apps in one document, the one that needs most attention first. */
export function combinedReport(incidents: readonly Incident[]): Report {
  const documents = incidents
    .map(incidentDocument)
    .sort((one, other) => Number(one.pair.refusedAt !== null) - Number(other.pair.refusedAt !== null));
  return {
    json: { schema: 1, kind: 'incidents', incidents: documents },
    markdown: textOf(combinedMarkdown(documents)),
  };
}

function textOf(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

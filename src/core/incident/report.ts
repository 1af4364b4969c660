import type { Incident } from './incident.ts';
import { type IncidentDocument, incidentDocument } from './incident-document.ts';
import { combinedMarkdown, incidentMarkdown } from './incident-markdown.ts';

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

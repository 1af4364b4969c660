import { type Decommissioned, decommissionDocument, decommissionMarkdown } from '../words/decommission-report.ts';

/** The report of an app's end, for people and for programs. It has no secret. */
export function decommissionReport(end: Decommissioned) {
  const json = decommissionDocument(end);
  return { json, markdown: `${decommissionMarkdown(json, end).join('\n')}\n` };
}

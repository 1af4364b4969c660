import { drill } from '../../core/emergency/drill.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import { clockText } from '../../core/plain/duration.ts';
import { plainText } from '../../core/plain/text.ts';
import { drillWords } from '../../core/words/drill.ts';
import { doneWords } from '../../core/words/watch-list.ts';
import type { ContextOf } from '../commands.ts';
import type { Operating } from '../operating.ts';
import { rotationDocument } from '../rotation-document.ts';

/** Rehearses up to the point of no return, one app after the other. */
export async function runDrills(
  { output }: ContextOf<'emergency'>,
  { requestOf, portsFor, ports, storeOf }: Operating,
  apps: readonly WatchedApp[],
): Promise<number> {
  const documents = [];
  const lines: string[] = [];
  for (const watched of apps) {
    const { end, measured: timed, estimateMs } = await drill(portsFor(watched), requestOf(watched));
    const measured = timed.map(({ step, ms }) => ({ step: drillWords[step], ms }));
    const document = await rotationDocument(end, ports.state, await storeOf(end.watched));
    documents.push({
      ...document,
      drill: { measured, estimateMs },
      timeline: [],
      containedAfterMs: null,
      refusedAfterMs: null,
      sessionsEnded: null,
      seenAddresses: null,
      report: null,
    });
    lines.push(
      `✔ ${doneWords.drilled(plainText(watched.label || watched.app))}`,
      ...measured.map(({ step, ms }) => `  ${clockText(ms)}  ${step}`),
      `  In an emergency, Salesforce refuses the leaked credentials about ${clockText(estimateMs)} after you confirm. That doesn't include delivery.`,
    );
  }
  const [only, ...others] = documents;
  output.succeed(only && others.length === 0 ? only : { apps: documents }, lines);
  return 0;
}

import type { DecommissionEnd } from '../core/decommission/ports.ts';
import { linesOf, plainText } from '../core/plain/text.ts';
import { isoInstantOrNull } from '../core/plain/time.ts';
import { notRestored } from '../core/words/decommission-plan.ts';
import { nextSteps } from '../core/words/decommission-report.ts';

/** `result` of `keyturn decommission`. */
export function decommissionDocument({ watched, run, outcome }: DecommissionEnd) {
  const { slot, slotEmptyAt, sessions, freeze, files, report, forgotten } = run;
  return {
    org: watched.org,
    app: watched.app,
    outcome,
    id: run.id,
    ticket: run.why?.ticket ?? null,
    reason: run.why?.reason ?? null,
    consumerKey: run.consumerKey,
    refusedAt: isoInstantOrNull(run.refused[run.consumerKey] ?? null),
    deletedKey: slotEmptyAt === null ? null : (slot?.consumerKey ?? null),
    forgottenKeys: forgotten,
    sessionsEnded: sessions?.ended ?? null,
    frozen: outcome === 'done' && freeze !== null && !freeze.wasSo,
    files: files ?? [],
    report,
    nextSteps: outcome === 'done' ? nextSteps({ watched, run }) : [],
  };
}

export function decommissionSummary({ watched, run, outcome }: DecommissionEnd): readonly string[] {
  const app = plainText(watched.label || watched.app);
  if (outcome === 'back')
    return linesOf(
      `✔ ${app} is back as it was. keyturn watches it again.`,
      notRestored(run).map((line) => `  ${line}`),
    );
  return [
    `✔ ${app} is decommissioned. keyturn no longer watches it.`,
    `  Report: ${run.report ?? ''}`,
    ...nextSteps({ watched, run }).map((step) => `  • ${step}`),
  ];
}

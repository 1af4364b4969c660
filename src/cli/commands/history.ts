import type { JournalLine } from '../../core/model/journal.ts';
import { plainText } from '../../core/plain/text.ts';
import { isoInstant } from '../../core/plain/time.ts';
import type { RunCommand } from '../commands.ts';
import { table } from '../table.ts';

/** `keyturn history [app]` and `keyturn history verify`. */
export const history: RunCommand<'history'> = async (context, { app: name }) => {
  const state = await (await context.compose()).state();
  if (name === 'verify') {
    const { lines } = await state.journal.verify();
    context.output.succeed({ lines, intact: true }, [`✔ ${lines} lines, and every one fits the one before.`]);
    return 0;
  }
  const lines = await state.journal.list(name ? { app: name.slice(name.lastIndexOf('/') + 1) } : {});
  context.output.succeed({ lines: lines.map(documentOf) }, textOf(lines));
  return 0;
};

function documentOf({ at, ...line }: JournalLine) {
  return { ...line, at: isoInstant(at) };
}

function textOf(lines: readonly JournalLine[]): readonly string[] {
  if (lines.length === 0) return ['The audit trail is empty.'];
  return table(
    ['line', 'when', 'who', 'org', 'app', 'what'],
    lines.map(({ line, at, actor, org, app, event, action, detail }) => [
      String(line),
      isoInstant(at),
      actor,
      plainText(org, 30),
      plainText(app ?? '—', 30),
      `${action} ${event}${describe(detail)}`,
    ]),
  );
}

function describe(detail: JournalLine['detail']): string {
  const parts = Object.entries(detail).map(([name, value]) => `${name} ${plainText(String(value), 60)}`);
  return parts.length > 0 ? ` (${parts.join(', ')})` : '';
}

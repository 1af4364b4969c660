import { appsCalled } from '../../core/model/find-watched.ts';
import type { JournalLine } from '../../core/model/journal.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import { parseDuration } from '../../core/plain/duration.ts';
import { isSameId } from '../../core/plain/ids.ts';
import { parseInstant } from '../../core/plain/instant.ts';
import { plainText } from '../../core/plain/text.ts';
import { isoInstant } from '../../core/plain/time.ts';
import { historyText, kindsOf } from '../../core/words/history.ts';
import { sealWords } from '../../core/words/trail-seal.ts';
import { nothingWords } from '../../core/words/watch-list.ts';
import { bold, type TextLine } from '../../ui/paint.ts';
import type { Call, RunCommand } from '../commands.ts';
import { table } from '../table.ts';
import { verifyTrail } from '../verify-trail.ts';
import { wrongCall } from '../wrong-call.ts';

type Wanted = Call<'history'>;

/** `keyturn history [app]` and `keyturn history verify`. */
export const history: RunCommand<'history'> = async (context, wanted) => {
  const composition = await context.compose();
  const since = wanted.since === undefined ? null : sinceOf(wanted.since, (await composition.clock()).now());
  const state = await composition.state();
  const onlyForVerify = wanted.head !== undefined ? '--head' : wanted.accept ? '--accept' : null;
  if (wanted.app !== 'verify' && onlyForVerify) throw wrongCall('history', sealWords.onlyVerify(onlyForVerify));
  if (wanted.app === 'verify') {
    await verifyTrail(context, composition, { head: wanted.head, accepts: wanted.accept === true });
    return 0;
  }
  const all = await state.journal.list();
  const kindOf = kindsOf(all);
  const lines = all.filter(fits(wanted, { since, kindOf, apps: await state.apps.list() }));
  const none = all.length === 0 ? nothingWords.recorded : 'No entry in the audit trail matches.';
  const text = wanted.raw ? rawText(lines) : historyText(lines, { kindOf }).map(withBoldHeads);
  context.output.succeed({ lines: lines.map(documentOf) }, lines.length === 0 ? [none] : text);
  return 0;
};

/** A paragraph begins with what its run was, and when. */
function withBoldHeads(line: string): TextLine {
  return /^\S/.test(line) ? bold(line) : line;
}

interface Known {
  readonly since: number | null;
  readonly kindOf: ReturnType<typeof kindsOf>;
  readonly apps: readonly WatchedApp[];
}

/** The audit trail knows apps that are no longer watched, so a name that no watched app has counts, too. */
function fits({ app, org, kind }: Wanted, { since, kindOf, apps }: Known) {
  const named = app === undefined ? [] : appsCalled(apps, app);
  const [ofOrg, name] = app?.includes('/') ? app.split('/') : [undefined, app];
  const isTyped = (line: JournalLine) =>
    line.app?.toLowerCase() === name?.toLowerCase() && (ofOrg === undefined || line.org === ofOrg);
  const isNamed = (line: JournalLine) => named.some((one) => one.app === line.app && isSameId(line.orgId, one.orgId));
  return (line: JournalLine) =>
    (app === undefined || isTyped(line) || isNamed(line)) &&
    (org === undefined || line.org === org || isSameId(line.orgId, org)) &&
    (kind === undefined || kindOf(line) === kind) &&
    (since === null || line.at >= since);
}

/** @throws UsageInvalid */
function sinceOf(text: string, now: number): number {
  const duration = parseDuration(text);
  const at = duration.ok ? now - duration.value : parseInstant(text);
  if (at === null)
    throw wrongCall(
      'history',
      `--since must be a duration such as 7d or a date such as 2026-11-20, not ${plainText(text, 40)}`,
    );
  return at;
}

function documentOf({ at, ...line }: JournalLine) {
  return { ...line, at: isoInstant(at) };
}

function rawText(lines: readonly JournalLine[]): readonly TextLine[] {
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

import { confirmState, type Unchecked } from '../../core/doctor/confirm-state.ts';
import { countOf } from '../../core/plain/text.ts';
import { reason } from '../../core/reasons/errors.ts';
import { confirmWords } from '../../core/words/state-problems.ts';
import { createAsker } from '../asker.ts';
import { checkSummary } from '../check-document.ts';
import type { ContextOf } from '../commands.ts';
import { openOperating } from '../operating.ts';

/** `keyturn doctor --confirm`: checks every app, then takes the person's word that this state has no other copy in use. */
export async function confirmHere(context: ContextOf<'doctor'>): Promise<number> {
  const { output } = context;
  const { ports, storeOf, requestOf } = await openOperating(context, {});
  const orgNameOf = (app: Parameters<typeof requestOf>[0]) => requestOf(app).orgName;
  const found = await confirmState(
    { ...ports, testEveryMs: 0, orgNameOf, storeOf },
    async ({ why, checked, unchecked }) => {
      for (const line of checked.flatMap(checkSummary)) output.note(line);
      for (const { watched, failure } of unchecked) output.note(confirmWords.unchecked(watched, failure.message));
      output.note('');
      output.note(`▲ ${confirmWords.plan(why, countOf(checked.length, 'app'))}`);
      await agree(context, unchecked);
    },
  );
  const named = ({ watched }: Pick<Unchecked, 'watched'>) => `${watched.org}/${watched.app}`;
  const apps = (found?.checked ?? []).map(named);
  const unchecked = (found?.unchecked ?? []).map(named);
  output.succeed({ confirmed: found !== null, apps, unchecked }, [
    found === null ? confirmWords.nothing : `✔ ${confirmWords.done}`,
  ]);
  return 0;
}

/**
 * `--yes` isn't enough if an app couldn't be checked.
 * @throws AnswerMissing, NotAgreed, StateUnchecked
 */
async function agree(context: ContextOf<'doctor'>, unchecked: readonly Unchecked[]): Promise<void> {
  const { flags, canAsk } = context;
  const [first] = unchecked;
  const apps = unchecked.map(({ watched }) => watched.app).join(', ');
  if (first && !canAsk) throw reason('StateUnchecked', { apps, problem: first.failure.message });
  if (!first && flags.yes) return;
  if (!canAsk) throw reason('AnswerMissing', { question: confirmWords.needed, flag: '--yes' });
  const ask = createAsker(context);
  const isAgreed = first
    ? (await ask.line(confirmWords.withoutThem(apps))).trim() === confirmWords.typed
    : await ask.agrees(confirmWords.question);
  if (!isAgreed) throw reason('NotAgreed', { what: confirmWords.what });
}

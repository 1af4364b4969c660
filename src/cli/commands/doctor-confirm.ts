import { confirmState, type Unchecked } from '../../core/doctor/confirm-state.ts';
import { countOf } from '../../core/plain/text.ts';
import { reason } from '../../core/reasons/errors.ts';
import { confirmWords } from '../../core/words/state-problems.ts';
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
async function agree(
  { flags, canAsk, streams, interruption }: ContextOf<'doctor'>,
  unchecked: readonly Unchecked[],
): Promise<void> {
  const [first] = unchecked;
  const apps = unchecked.map(({ watched }) => watched.app).join(', ');
  if (first && !canAsk) throw reason('StateUnchecked', { apps, problem: first.failure.message });
  if (!first && flags.yes) return;
  if (!canAsk) throw reason('AnswerMissing', { question: confirmWords.needed, flag: '--yes' });
  const { askLine } = await import('../../ui/ask-line.ts');
  const signal = interruption.take();
  const { stdin, stderr: output } = streams;
  const prompt = first ? confirmWords.withoutThem(apps) : `${confirmWords.question} [y/N] `;
  const answer = (await askLine({ stdin, output, prompt, signal }))?.trim() ?? '';
  signal.throwIfAborted();
  const isAgreed = first ? answer === confirmWords.typed : /^y(es)?$/i.test(answer);
  if (!isAgreed) throw reason('NotAgreed', { what: confirmWords.what });
}

import { confirmState } from '../../core/doctor/confirm-state.ts';
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
  const found = await confirmState({ ...ports, testEveryMs: 0, orgNameOf, storeOf }, async ({ why, checked }) => {
    for (const line of checked.flatMap(checkSummary)) output.note(line);
    output.note('');
    output.note(`▲ ${confirmWords.plan(why, countOf(checked.length, 'app'))}`);
    await agree(context);
  });
  const apps = (found?.checked ?? []).map(({ watched }) => `${watched.org}/${watched.app}`);
  output.succeed({ confirmed: found !== null, apps }, [
    found === null ? confirmWords.nothing : `✔ ${confirmWords.done}`,
  ]);
  return 0;
}

/** @throws AnswerMissing, NotAgreed */
async function agree({ flags, canAsk, streams, interruption }: ContextOf<'doctor'>): Promise<void> {
  if (flags.yes) return;
  if (!canAsk) throw reason('AnswerMissing', { question: 'that no other copy of the state is in use', flag: '--yes' });
  const { askLine } = await import('../../ui/ask-line.ts');
  const signal = interruption.take();
  const { stdin, stderr: output } = streams;
  const answer = await askLine({ stdin, output, prompt: `${confirmWords.question} [y/N] `, signal });
  signal.throwIfAborted();
  if (!/^y(es)?$/i.test(answer?.trim() ?? '')) throw reason('NotAgreed', { what: confirmWords.what });
}

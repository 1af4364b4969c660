import { createLeaving } from '../kit/leave.ts';
import { systemTimer } from '../kit/timer.ts';
import { speakWith } from '../kit/wording.ts';
import { touchSentence } from '../kit/words.ts';
import { farewell, sceneOf } from '../wizard/farewell.ts';
import { leavingText } from '../wizard/leaving-text.ts';
import { followToTheEnd, type WizardOutcome } from '../wizard/outcome.ts';
import type { WizardRequest } from '../wizard/wizard-request.ts';
import { createWizardStore } from '../wizard/wizard-store.ts';
import { createLineInput } from './line-input.ts';
import { lineWriter } from './line-writer.ts';
import { createLinearAsker } from './linear-asker.ts';
import { createLinearTeller } from './linear-teller.ts';

/** The guided setup for screen readers and simple terminals: lines of text that are never redrawn. */
export async function runLinear(request: WizardRequest): Promise<WizardOutcome> {
  const {
    begin,
    stdin,
    stdout,
    stopping,
    now,
    isPractice,
    stopwatch = () => performance.now(),
    timer = systemTimer,
  } = request;
  const stopWording = speakWith(request.wording);
  const write = lineWriter(stdout);
  const writeRow = (text: string) => void stdout.write(`${text}\n`);
  const store = createWizardStore(stopwatch);
  const leaving = createLeaving(store, stopping);
  void leaving.left.then(() => {
    const waits = leavingText(store.view().touch);
    if (waits !== null) write(waits);
  });
  const input = createLineInput({ stdin, output: stdout, onInterrupt: stopping.ask });
  const teller = createLinearTeller({ write, store, now, stopwatch, timer });
  const asker = createLinearAsker({ input, write, writeRow, onEnd: leaving.quit }, leaving.signal);
  write(`keyturn guided setup${isPractice ? ', practice org' : ''}. ${touchSentence(store.view().touch, true)}`);
  try {
    const run = async () => begin({ asker, tell: teller.tell, signal: leaving.signal });
    const outcome = await followToTheEnd(run, leaving, () => store.view().touch);
    stdout.write(farewell(outcome, sceneOf(store.view(), isPractice, stdout)));
    return outcome;
  } finally {
    teller.hush();
    leaving.end();
    stopWording();
    input.close();
  }
}

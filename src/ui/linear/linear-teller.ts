import type { DeployProgress } from '../../core/ports/ports.ts';
import { type SetupEvent, stepIds } from '../../core/setup/setup-events.ts';
import { stepTitles } from '../../core/words/setup.ts';
import { interruptedDeploy } from '../../core/words/waiting.ts';
import { checkMarks, logInHint, shortElapsed, touchSentence } from '../kit/words.ts';
import { type PlainEvent, plainEvent } from '../wizard/plain.ts';
import type { WizardStore } from '../wizard/wizard-store.ts';
import { statusWords } from '../wizard/work-lines.ts';
import { createSayer, type Sayer, type Speaker, stillAtIt } from './sayer.ts';

interface Telling extends Pick<Speaker, 'write' | 'timer'> {
  readonly store: WizardStore;
  readonly now: () => number;
  readonly stopwatch: () => number;
}

export interface LinearTeller extends Pick<Sayer, 'hush'> {
  /** Also updates the store. */
  tell(event: SetupEvent): void;
}

/** Events as sentences. */
export function createLinearTeller({ write, store, stopwatch, timer, now }: Telling): LinearTeller {
  const doing = () => store.view().doing.slice(-1);
  const still = () => doing().map((one) => stillAtIt(one, stopwatch()));
  const { say, remind, hush } = createSayer({ write, timer, still });
  return {
    hush,
    tell: (told) => {
      const [before] = doing();
      store.tell(told);
      const event = plainEvent(told);
      if (event.kind !== 'doing') return say(sentenceOf(event, now(), store.view().hasEarlierRun));
      remind();
      const ms = before ? stopwatch() - before.since : 0;
      if (event.what !== null) write(`${event.what}…`);
      else if (ms >= 2000) write(`Done after ${shortElapsed(ms)}.`);
    },
  };
}

type Told = Exclude<PlainEvent, { kind: 'doing' }>;

function sentenceOf(event: Told, now: number, hasEarlierRun: boolean): string | null {
  switch (event.kind) {
    case 'step':
      return stepText(event);
    case 'check': {
      const { status, title, finding, cure } = event.check;
      const text = `${title}: ${checkMarks[status].word}${finding ? `, ${finding}` : ''}`;
      return status === 'running' ? null : `${text}${cure ? `. To fix it: ${cure}` : ''}`;
    }
    case 'sign-in-address':
      return `${logInHint} ${event.url}`;
    case 'deploy':
      return deployText(event.progress);
    case 'deploy-queued':
      return event.detail;
    case 'deploy-interrupted':
      return event.now === 'canceling' ? null : `${interruptedDeploy[event.now](event.id)}.`;
    case 'waiting':
      return `${event.why}. Try ${event.attempt + 1} in ${shortElapsed(Math.max(0, event.until - now))}.`;
    case 'proof':
      return event.sentence;
    case 'touch':
      return touchSentence(event.touch, hasEarlierRun);
    case 'warning':
      return `Caution: ${event.text}`;
    case 'practice':
      return 'This is the practice org. Nothing in it is real.';
  }
}

function stepText({ step, status, summary }: Extract<SetupEvent, { kind: 'step' }>): string | null {
  if (status === 'active') return `\nStep ${stepIds.indexOf(step) + 1} of ${stepIds.length}: ${stepTitles[step]}`;
  return status === 'done' && summary ? `${stepTitles[step]}: ${summary}` : null;
}

function deployText({ id, status, checkOnly, componentsDone, componentsTotal, failures }: DeployProgress): string {
  const title = checkOnly ? 'Check-only deploy' : 'Deploy';
  const problems = failures.map(({ component, problem }) => ` ${component}: ${problem}`).join('');
  return `${title} ${id}: ${statusWords[status]}, ${componentsDone} of ${componentsTotal} components.${problems}`;
}

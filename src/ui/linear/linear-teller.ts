import type { DeployProgress } from '../../core/ports/ports.ts';
import { type SetupEvent, stepIds } from '../../core/setup/setup-events.ts';
import { stepTitles } from '../../core/words/setup.ts';
import type { Timer } from '../kit/timer.ts';
import { checkMarks, shortElapsed, touchSentence } from '../kit/words.ts';
import { type PlainEvent, plainEvent } from '../wizard/plain-event.ts';
import { statusWords } from '../wizard/work-lines.ts';

/** Often enough to know that it lives, seldom enough to hear something else. */
const reminderMs = 10_000;

interface Speaker {
  readonly write: (text: string) => void;
  readonly now: () => number;
  readonly stopwatch: () => number;
  readonly timer: Timer;
}

export interface LinearTeller {
  tell(event: SetupEvent): void;
  /** Says nothing more about what is being done. */
  hush(): void;
}

/** Events as sentences, each said once. */
export function createLinearTeller(speaker: Speaker): LinearTeller {
  const { write, stopwatch, timer } = speaker;
  let running: { what: string; since: number }[] = [];
  let cancel = () => {};
  let last = '';
  const remind = () => {
    cancel();
    const doing = running.at(-1);
    if (!doing) return;
    cancel = timer(reminderMs, () => {
      write(`Still at it after ${shortElapsed(stopwatch() - doing.since)}: ${doing.what}`);
      remind();
    });
  };
  const hush = () => {
    running = [];
    cancel();
  };
  const onDoing = (what: string | null) => {
    const over = what === null ? running.at(-1) : null;
    running = what === null ? running.slice(0, -1) : [...running, { what, since: stopwatch() }];
    remind();
    if (what !== null) write(`${what}…`);
    else if (over && stopwatch() - over.since >= 2000) write(`Done after ${shortElapsed(stopwatch() - over.since)}.`);
  };
  return {
    hush,
    tell: (told) => {
      const event = plainEvent(told);
      if (event.kind === 'doing') return onDoing(event.what);
      const text = sentenceOf(event, speaker.now());
      if (text !== null && text !== last) write(text);
      last = text ?? last;
    },
  };
}

function sentenceOf(event: Exclude<PlainEvent, { kind: 'doing' }>, now: number): string | null {
  switch (event.kind) {
    case 'step':
      return stepText(event);
    case 'check': {
      const { status, title, finding, cure } = event.check;
      const text = `${title}: ${checkMarks[status].word}${finding ? `, ${finding}` : ''}`;
      return status === 'running' ? null : `${text}${cure ? ` To mend it: ${cure}` : ''}`;
    }
    case 'sign-in-address':
      return `Sign in in the browser. If it did not open, use this address: ${event.url}`;
    case 'deploy':
      return deployText(event.progress);
    case 'deploy-queued':
      return event.detail;
    case 'waiting':
      return `${event.why} Try ${event.attempt + 1} in ${shortElapsed(Math.max(0, event.until - now))}.`;
    case 'proof':
      return event.sentence;
    case 'touch':
      return touchSentence(event.touch);
    case 'warning':
      return `Caution: ${event.text}`;
    case 'practice':
      return 'This is the practice org: nothing in it is real.';
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

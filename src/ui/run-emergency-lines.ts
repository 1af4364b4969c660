import { confirms } from '../core/operate/consent.ts';
import { plainText } from '../core/plain/text.ts';
import type { EmergencyEnding, EmergencyScreen, EmergencyTarget } from './emergency/emergency-screen.ts';
import { failuresFirst } from './emergency/emergency-view.ts';
import {
  nothingChanged,
  reportWords,
  titleOf,
  truthSentences,
  typeSentence,
  whatOf,
  whereOf,
  wrongNameSentence,
} from './emergency/emergency-words.ts';
import { endAll, follow } from './emergency/follow.ts';
import { createEmergencyStore, type EmergencyStore } from './emergency/reduce-emergency.ts';
import { createLeaving, type Leaving } from './kit/leave.ts';
import type { TerminalIo } from './kit/streams.ts';
import { systemTimer } from './kit/timer.ts';
import { speakWith } from './kit/wording.ts';
import { quitting } from './kit/words.ts';
import { createEmergencyTeller, endSentences } from './linear/emergency-teller.ts';
import { createLineInput, escapeKey, type LineInput } from './linear/line-input.ts';
import { lineWriter } from './linear/line-writer.ts';

/** An emergency for screen readers and simple terminals: lines of text, never redrawn. */
export async function runEmergencyLines(screen: EmergencyScreen, io: TerminalIo): Promise<EmergencyEnding> {
  const { stdin, stdout, stopping, timer = systemTimer } = io;
  const stopWording = speakWith(io.wording);
  const write = lineWriter(stdout);
  const store = createEmergencyStore(screen);
  const leaving = createLeaving(store, stopping);
  void leaving.left.then(() => {
    if (store.view().phase === 'running') write(quitting.afterStep);
  });
  const input = createLineInput({ stdin, output: stdout, onInterrupt: stopping.ask });
  const teller = createEmergencyTeller({ write, view: store.view, now: screen.now, timer });
  try {
    sayPlan(screen, store, write);
    if (!(await typesTheName(screen, { input, write, leaving }))) {
      write(nothingChanged);
      return 'declined';
    }
    const { signal, gone } = leaving;
    await Promise.race([follow(screen, { store, signal, onTold: teller.tell }), gone]);
    if (store.view().phase === 'running') endAll(store, screen.now());
    sayEnd(screen, store, write);
    return 'ended';
  } finally {
    teller.hush();
    leaving.end();
    stopWording();
    input.close();
    await screen.leave();
  }
}

type Write = (text: string) => void;

function sayPlan(screen: EmergencyScreen, store: EmergencyStore, write: Write): void {
  const { lanes } = store.view();
  const practice = screen.isPractice ? ', practice org' : '';
  write(`${titleOf(screen)}: ${whatOf(lanes)} in ${whereOf(lanes)}${practice}. ${truthSentences(store.view())[0]}`);
  for (const sentence of planSentences(screen.plans)) write(sentence);
}

/** The plan as sentences, with the name of each app. */
function planSentences(plans: readonly EmergencyTarget[]): readonly string[] {
  return plans.flatMap(({ name, org, sections }) => [
    ...(plans.length === 1 ? [] : [`\n${plainText(name, 60)} in ${plainText(org, 60)}`]),
    ...sections.flatMap(({ tone, heading, lines }) => [
      `${plainText(heading ?? '')}:`,
      ...lines.map((line, at) => `${tone === 'steps' ? `${at + 1}. ` : '  '}${plainText(line, 1000)}`),
    ]),
  ]);
}

interface NameAsking {
  readonly input: LineInput;
  readonly write: Write;
  readonly leaving: Leaving;
}

/** Asks again after a wrong name. An empty line, the end of the input and ctrl+c quit. */
async function typesTheName(screen: EmergencyScreen, { input, write, leaving }: NameAsking): Promise<boolean> {
  input.forget();
  write(`\n${typeSentence(screen)} Press enter alone to quit without changes.`);
  for (;;) {
    const line = await Promise.race([input.read(), leaving.left]);
    if (line === null || line === escapeKey || line.trim() === '') return false;
    if (confirms(line, screen.confirmed)) return !leaving.signal.aborted;
    write(wrongNameSentence);
  }
}

function sayEnd({ plans }: EmergencyScreen, store: EmergencyStore, write: Write): void {
  const { lanes, report } = store.view();
  for (const { name, end, steps } of failuresFirst(lanes)) {
    write(`\n${name}`);
    const isReportTold = steps.some(({ detail }) => detail === end?.report);
    for (const sentence of end ? endSentences(end, isReportTold) : []) write(sentence);
  }
  if (report !== null) write(`\n${reportWords.all}: ${report}`);
  if (plans.length > 1 || lanes[0]?.end?.tone === 'danger') write(`\n${truthSentences(store.view())[0]}`);
}

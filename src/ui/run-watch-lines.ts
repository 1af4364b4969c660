import { createLeaving, type Leaving } from './kit/leave.ts';
import { createStore } from './kit/store.ts';
import { systemTimer } from './kit/timer.ts';
import { speakWith } from './kit/wording.ts';
import { quitting, refusalText } from './kit/words.ts';
import { createLineInput, escapeKey, type LineInput } from './linear/line-input.ts';
import { lineWriter } from './linear/line-writer.ts';
import { createSayer, stillAtIt } from './linear/sayer.ts';
import { showPair } from './reveal-screen.ts';
import { runEmergencyLines } from './run-emergency-lines.ts';
import { createAsides } from './watch/aside.ts';
import { currentQuestion, type FormView, filledIn } from './watch/form.ts';
import { isChanging, leftAfter, lookAgain } from './watch/leave-watch.ts';
import { passphraseWords } from './watch/passphrase-words.ts';
import { currentRow, type WatchStore } from './watch/reader.ts';
import { reduceWatch } from './watch/reduce-watch.ts';
import { createWatchSession, type WatchSession } from './watch/session.ts';
import { spokenChanges, spokenDetails, spokenList } from './watch/spoken-watch.ts';
import { typedHelp, typedLine } from './watch/typed-watch.ts';
import { keyOf } from './watch/watch-list.ts';
import type { WatchOutcome, WatchRequest } from './watch/watch-request.ts';
import { emptyWatch, type PassphraseAsking, type Picking, type WatchView } from './watch/watch-view.ts';

/** The watch for screen readers and simple terminals: what changes is said in lines, and typed lines act. */
export async function runWatchLines(request: WatchRequest): Promise<WatchOutcome> {
  const { desk, stdin, stdout, stopping, stopwatch = () => performance.now(), timer = systemTimer } = request;
  const stopWording = speakWith(request.wording);
  const write = lineWriter(stdout);
  const store: WatchStore = createStore(reduceWatch, emptyWatch());
  const leaving = createLeaving(store, stopping);
  void leaving.left.then(() => {
    if (isChanging(store.view())) write(quitting.afterStep);
  });
  const still = () => {
    const doing = store.view().run?.doing;
    return doing ? [stillAtIt(doing, stopwatch())] : [];
  };
  const sayer = createSayer({ write, timer, still });
  const asides = createAsides({ ...request, timer, showPair, runEmergencyScreen: runEmergencyLines });
  const session = createWatchSession({ desk, store, stopwatch, leaving: leaving.signal, ...asides });
  const left = leftAfter(leaving, session.settled);
  const stopLooking = lookAgain(timer, session.refresh);
  const openInput = () => createLineInput({ stdin, output: stdout, onInterrupt: stopping.ask });
  const input = openInput();
  const talk: Talking = { store, session, leaving, write, input, isAside: false, numbered: [], current: null };
  const stopSaying = sayChanges(talk, sayer.remind);
  try {
    await session.refresh();
    write('Type a number for details, ? for help, or q to quit.');
    let next = asides.next();
    while (!leaving.signal.aborted) {
      const aside = await Promise.race([turn(talk).then(() => null), next, left]);
      if (typeof aside !== 'function') continue;
      talk.isAside = true;
      talk.input.close();
      next = asides.next();
      await aside();
      await Promise.race([session.settled(), leaving.gone]);
      if (leaving.signal.aborted) return 'interrupted';
      talk.input = openInput();
      talk.isAside = false;
    }
    await left;
    return ending(store, write);
  } finally {
    sayer.hush();
    stopSaying();
    stopLooking();
    leaving.end();
    stopWording();
    talk.input.close();
  }
}

interface Talking {
  readonly store: WatchStore;
  readonly session: WatchSession;
  readonly leaving: Leaving;
  readonly write: (text: string) => void;
  input: LineInput;
  /** A separate screen reads the keys. */
  isAside: boolean;
  /** Keys of the apps in the order in which the list was last said. */
  numbered: readonly string[];
  /** Key of the app that was named last. */
  current: string | null;
}

function keysOf({ rows }: WatchView): readonly string[] {
  return (rows ?? []).map(keyOf);
}

/** Says every change of the view, until the returned function is called. */
function sayChanges(talk: Talking, remind: () => void): () => void {
  const { store, write } = talk;
  let before: WatchView = store.view();
  return store.subscribe(() => {
    const after = store.view();
    // The first change says the list.
    if (before.rows === null) talk.numbered = keysOf(after);
    for (const line of spokenChanges(before, after)) write(line);
    before = after;
    remind();
  });
}

/** One line of the person, or the end of the action that runs. */
async function turn(talk: Talking): Promise<void> {
  const { store, session, leaving } = talk;
  const { run } = store.view();
  if (run?.ending) return store.dispatch({ kind: 'dismiss' });
  if (run && !run.asking) return nextChange(talk);
  // What was typed before a question of an action can't be its answer.
  if (run?.asking) talk.input.forget();
  if (run?.asking?.kind === 'passphrase') return answerHidden(talk, run.asking);
  const line = await Promise.race([talk.input.read(), leaving.left]);
  if (line === null) return talk.isAside ? undefined : leaving.quit();
  if (run?.asking) {
    const { number, kind } = run.asking;
    const isAnswer = line !== escapeKey && kind === 'name' ? line.trim() !== '' : /^y(es)?$/i.test(line.trim());
    return isAnswer ? session.answer(number, line.trim()) : session.decline(number);
  }
  const { picking, form } = store.view();
  if (picking) return pick(talk, line.trim(), picking);
  if (form) return fillIn(talk, line.trim(), form);
  if (line !== escapeKey) await act(talk, line);
}

function nextChange({ store, leaving }: Talking): Promise<void> {
  return new Promise((resolve) => {
    const stop = store.subscribe(() => {
      stop();
      resolve();
    });
    void leaving.left.then(() => {
      stop();
      resolve();
    });
  });
}

async function answerHidden(
  { input, session, write, leaving }: Talking,
  { number, of, rule }: PassphraseAsking,
): Promise<void> {
  const check = rule?.check ?? (() => null);
  write(`${passphraseWords[of]}.${rule ? ` ${rule.words}` : ''} What you type isn't shown. An empty line cancels.`);
  const typed = await input.hidden(async (read) => {
    for (;;) {
      const text = await Promise.race([read(), leaving.left]);
      const problem = text && text !== escapeKey ? check(text) : null;
      if (problem === null) return text;
      write(refusalText(problem));
    }
  });
  if (typed === null) return leaving.quit();
  if (typed === '' || typed === escapeKey) session.decline(number);
  else session.answer(number, typed);
}

function pick({ store, session, write }: Talking, line: string, { choices, cursor, back }: Picking): void {
  const place = Number(line);
  if (line === '' || isBack(line) || line === '0') {
    store.dispatch({ kind: 'pick', picking: back ?? null });
  } else if (isPlace(place, choices)) {
    store.dispatch({ kind: 'choose', by: place - 1 - cursor });
    session.picked(false);
  } else {
    write(`Type a number from 1 to ${choices.length}.`);
  }
}

/** Esc, as on the screens, or the word. */
function isBack(line: string): boolean {
  return line === escapeKey || /^back$/i.test(line);
}

function isPlace(place: number, { length }: readonly unknown[]): boolean {
  return Number.isInteger(place) && place >= 1 && place <= length;
}

/** Answers a question of a form. Enter alone takes what is filled in. */
function fillIn({ session, write }: Talking, line: string, form: FormView): void {
  const question = currentQuestion(form);
  if (!question) return;
  const usual = filledIn(form, question);
  if (isBack(line)) {
    session.leaveQuestion(form.at, usual);
  } else if (question.kind === 'choose') {
    const { choices } = question;
    const chosen = choices.find(({ value }) => value === usual) ?? choices[0];
    const value = line === '' ? chosen?.value : choices[Number(line) - 1]?.value;
    if (value === undefined) write(`Type a number from 1 to ${choices.length}.`);
    else session.answerForm(form.at, value);
  } else {
    const text = line === '' ? usual : line;
    const problem = question.check(text);
    if (problem === null) session.answerForm(form.at, text);
    else write(refusalText(problem));
  }
}

async function act(talk: Talking, line: string): Promise<void> {
  const { store, session, write, leaving } = talk;
  const typed = typedLine(line, { ...talk, rows: store.view().rows ?? [] });
  switch (typed.kind) {
    case 'list':
      talk.numbered = keysOf(store.view());
      for (const one of spokenList(store.view())) write(one);
      return;
    case 'help':
      for (const one of typedHelp) write(one);
      return;
    case 'new':
      return session.addApp();
    case 'quit':
      return leaving.quit();
    case 'which-app':
      return write('Which app? Type its number after the letter, for example "r 2".');
    case 'same-name':
      return write(`Several apps have this name. Type ${typed.names.join(' or ')}, or a number of the list.`);
    case 'unknown':
      return write(`“${typed.line}” is no key and no app. Type ? for help.`);
    case 'details':
      await choose(talk, typed.app);
      return sayDetails(talk);
    case 'act':
      await choose(talk, typed.app);
      return session.act(typed.action);
  }
}

async function choose(talk: Talking, app: string): Promise<void> {
  talk.current = app;
  talk.store.dispatch({ kind: 'open', app });
  await talk.session.history();
}

function sayDetails({ store, write }: Talking): void {
  const row = currentRow(store.view());
  for (const line of row ? spokenDetails(row, store.view()) : []) write(line);
}

/** What the person left unfinished. */
function ending(store: WatchStore, write: (text: string) => void): WatchOutcome {
  const { run } = store.view();
  if (!run?.isAgreed || run.ending?.kind === 'done') return 'closed';
  write('Quit before it was finished. Continue with `keyturn resume`. Every step so far is in the audit trail.');
  return 'interrupted';
}

import { closeSetups } from '../acts/close-setups.ts';
import { targetText } from '../model/target.ts';
import type { Why } from '../model/why.ts';
import { isKeyturnError, type KeyturnError, reasons } from '../reasons/errors.ts';
import { continueWithoutObject, interruptedWords, touchedWords, userChangeWarning } from '../words/setup.ts';
import { setupCommand } from '../words/setup-command.ts';
import { leftOutWarning } from '../words/unfinished-setup.ts';
import { objectsText } from './ask-new-user.ts';
import type { Answers } from './askers.ts';
import { answersOf } from './save-answers.ts';
import type { OrgTouch } from './setup-events.ts';
import { aboutApp, liveApp, type WithApp, type WithPlan } from './setup-facts.ts';
import type { SetupOptions, SetupPorts } from './setup-io.ts';

/**
 * Records that a setup changes an app until the app is watched. Whatever ends the setup in between, the record stays open:
 * status and resume name the command that continues it.
 */
export interface SetupRecord {
  /** Before the first change. */
  begin(facts: WithPlan): Promise<void>;
  /** The app is watched. Earlier setups of the app that didn't get that far end with it. @returns a warning about what they leave undone */
  done(facts: WithApp): Promise<string | null>;
  /** Closes the record if the org is as it was. Returns the error with what is known of the org, and how to continue. */
  failed(error: unknown, touch: OrgTouch): Promise<unknown>;
}

interface Started {
  readonly ports: Pick<SetupPorts, 'isPractice'>;
  readonly options: SetupOptions;
  readonly answers: Answers;
  readonly why: Why | null;
}

export function createSetupRecord({ ports, options, answers, why }: Started) {
  const { deliveries, noPrompt, saveAnswersTo, ...given } = options;
  const usual = { ...given, why, isPractice: ports.isPractice, deliver: deliveries.map(targetText) };
  // The draft has the answers of a person. A call with answers in flags is named whole.
  const isWhole = noPrompt || Object.keys(answers).length > 0;
  let again = setupCommand({ ...usual, answers, saveAnswersTo });
  let begun: ((event: 'done' | 'failed' | 'recovered', why?: string) => Promise<void>) | null = null;
  let then = '';
  let planned: WithPlan | null = null;
  const note = async (facts: WithPlan, corrected: Answers) => {
    const { state, isPractice } = facts.ports;
    const { consumers, user } = facts;
    const deliver = consumers.targets.map(targetText);
    const now = {
      answers: { ...answers, ...answersOf(facts), ...corrected },
      deliver,
      noConsumers: consumers.isNobody,
      isPractice,
    };
    const command = setupCommand({ ...usual, ...now });
    // The plan is saved by now.
    again = isWhole ? command : setupCommand({ ...usual, answers: {} });
    const earlier = begun;
    const intent = crypto.randomUUID();
    const about = aboutApp(facts);
    const entry = { ...about, action: 'set-up', intent, detail: { user: user.facts.username, command } } as const;
    await state.journal.append({ ...entry, event: 'intended' });
    await earlier?.('recovered');
    begun = async (event, why) => {
      begun = null;
      const detail = why === undefined ? entry.detail : { ...entry.detail, reason: why };
      await state.journal.append({ ...entry, event, detail });
    };
  };
  /** The same setup would be refused again, so the command that continues it names the other objects alone. */
  const withoutRefused = async (facts: WithPlan, error: KeyturnError) => {
    const { objects = [] } = facts.user.creation ?? {};
    const left = objects.filter(({ object }) => !error.message.startsWith(refusedObject(object)));
    await note(facts, { 'new-user-objects': objectsText(left) });
    if (!isWhole) return error;
    return error.continuing({ safe: error.safe, actions: [...error.actions, continueWithoutObject(again)] });
  };
  const record: SetupRecord = {
    begin: async (facts) => {
      const { app, user } = facts;
      const { flow } = app.summary;
      const changesUser = flow.kind === 'on' && flow.runsAs.toLowerCase() !== user.facts.username.toLowerCase();
      then = changesUser ? userChangeWarning(flow.runsAs, user.facts.username) : '';
      await note(facts, {});
      planned = facts;
    },
    done: async (facts) => {
      await begun?.('done');
      const { apps, journal } = facts.ports.state;
      const about = aboutApp(facts);
      const watched = await apps.find(about.orgId, about.app, liveApp(facts).consumer.id);
      return leftOutWarning(about, await closeSetups(journal, about, watched?.consumers ?? []));
    },
    failed: async (error, touch) => {
      const isAsBefore = touch.kind === 'untouched' || touch.kind === 'restored';
      if (begun && isAsBefore) await begun('failed', isKeyturnError(error) ? error.code : 'Defect');
      if (!isKeyturnError(error)) return error;
      if (error.code === 'ObjectRefused' && begun && planned) return withoutRefused(planned, error);
      return error.code === 'Interrupted' ? interrupted(error, touch) : error;
    },
  };
  const interrupted = (error: KeyturnError, touch: OrgTouch) => {
    const actions = [interruptedWords.again(again)];
    if (touch.kind === 'untouched') return error.continuing({ safe: error.safe, actions });
    const safe =
      touch.kind === 'changing' ? interruptedWords.mayFinish(touch.what, then) : touchedWords[touch.kind](touch.what);
    return error.continuing({ safe, actions });
  };
  return record;
}

/** How the error begins that names this object. */
function refusedObject(object: string): string {
  return reasons.ObjectRefused.message({ object, message: '' });
}

import type { AppStatus } from '../../core/model/app-status.ts';
import type { Target } from '../../core/model/target.ts';
import type { WatchDesk } from '../../core/status/desk.ts';
import { answerTo, consumerOf, policyFlagsOf, questionsOf, saveKey, targetIn } from '../../core/status/forms.ts';
import { targetWords } from '../../core/words/consumer-questions.ts';
import { watchDone } from '../../core/words/watch-forms.ts';
import { currentQuestion, type FormView } from './form.ts';
import { currentRow, type WatchStore } from './reader.ts';
import type { WatchRunner } from './runner.ts';
import { asksToAdopt, picksApp, picksNew, picksOauthConsumer, picksOrg } from './watch-menus.ts';
import type { MenuWork, Picking } from './watch-view.ts';

interface Init {
  readonly desk: WatchDesk;
  readonly store: WatchStore;
  readonly runner: WatchRunner;
  /** Runs the guided setup in place of the watch. */
  readonly setup: () => void;
}

/** What menus and forms lead to. */
export interface MenuSession {
  /** Opens the menu for another app. */
  addApp(): void;
  /** Opens the form for the policy of an app. */
  openPolicy(row: AppStatus): void;
  follow(next: Picking | MenuWork): void;
  /** Answers a question of the open form, unless the form has gone on. */
  answerForm(at: number, text: string): void;
  /** Goes back to the question before, or closes the form. What was typed is kept. */
  leaveQuestion(at: number, text: string): void;
}

const looking = { isAgreed: false } as const;
const changing = { isAgreed: true } as const;

export function createMenuSession({ desk, store, runner, setup }: Init): MenuSession {
  const pick = (picking: Picking) => store.dispatch({ kind: 'pick', picking });
  /** Reads something, and shows the menu that follows from it. */
  const readThen = (title: string, read: () => Promise<Picking | readonly string[]>) =>
    runner.begin(title, looking, async () => {
      const found = await read();
      if ('title' in found) pick(found);
      return 'title' in found ? null : found;
    });
  const appsOf = async (org: string) => {
    const apps = await desk.appsIn(org);
    return apps.length === 0 ? [watchDone.noApps(org)] : picksApp(org, apps);
  };
  const onApp = (row: AppStatus, work: MenuWork) => {
    const { watched } = row;
    switch (work.kind) {
      case 'add-consumer':
        return store.dispatch({ kind: 'open-form', subject: { kind: 'add-consumer', watched } });
      case 'edit-consumer':
        return store.dispatch({ kind: 'open-form', subject: { kind: 'edit-consumer', watched, name: work.name } });
      case 'remove-consumer':
        return runner.begin(watchDone.removing(work.name), changing, () => desk.removeConsumer(watched, work.name));
      case 'nobody':
        return runner.begin(watchDone.nobody(watched), changing, () => desk.setNobody(watched));
      case 'test-consumer':
        return runner.begin(watchDone.testing(work.name), looking, () => desk.testConsumers(watched, work.name));
      default:
        return undefined;
    }
  };
  const start = (work: MenuWork) => {
    switch (work.kind) {
      case 'setup':
        store.dispatch({ kind: 'pick', picking: null });
        return setup();
      case 'choose-org':
        return readThen(watchDone.readingSignIns, async () => {
          const orgs = await desk.orgs();
          if (orgs.length === 0) return [watchDone.noSignIns];
          return orgs.length === 1 && orgs[0] ? appsOf(orgs[0].name) : picksOrg(orgs);
        });
      case 'choose-app':
        return readThen(watchDone.readingApps(work.org), () => appsOf(work.org));
      case 'choose-oauth-consumer': {
        const { org, app } = work;
        return readThen(watchDone.readingApp(app.label || app.developerName), async () => {
          const consumers = await desk.oauthConsumersOf(org, app);
          return consumers.length > 1 ? picksOauthConsumer(org, app, consumers) : asksToAdopt(org, app, null);
        });
      }
      case 'adopt': {
        const { org, app, oauthConsumer } = work;
        const title = watchDone.adopting(app.label || app.developerName);
        return runner.begin(title, looking, (talk) => desk.adopt(org, app, oauthConsumer, talk));
      }
      default: {
        const row = currentRow(store.view());
        return row ? onApp(row, work) : undefined;
      }
    }
  };
  const save = (form: FormView) => {
    const { subject, answers } = form;
    const { watched } = subject;
    if (subject.kind === 'policy') {
      const flags = policyFlagsOf(subject, answers);
      const run = async (talk: Parameters<WatchDesk['changePolicy']>[2]) => desk.changePolicy(watched, flags, talk);
      return runner.begin(watchDone.savingPolicy(watched), looking, closing(run));
    }
    const { name, target, contact } = consumerOf(subject, answers);
    const wish = { name, target, contact };
    if (subject.kind === 'add-consumer') {
      return runner.begin(
        watchDone.adding(name),
        changing,
        closing(() => desk.addConsumer(watched, wish)),
      );
    }
    const run = () => desk.editConsumer(watched, subject.name, wish);
    return runner.begin(watchDone.saving(name), changing, closing(run));
  };
  /** A failure leaves the form open, so that nothing must be typed again. */
  const closing =
    <Given extends readonly unknown[]>(work: (...given: Given) => Promise<readonly string[]>) =>
    async (...given: Given) => {
      const lines = await work(...given);
      store.dispatch({ kind: 'close-form', keepsDraft: false });
      return lines;
    };
  /** A target is tested as soon as it is typed. Another answer in the meantime counts more than the result. */
  const testThenGoOn = (form: FormView, text: string, target: Target) => {
    void desk.testTarget(target).then((problem) => {
      if (store.view().form !== form) return;
      if (problem === null) store.dispatch({ kind: 'answer-form', text, by: 1 });
      else store.dispatch({ kind: 'refuse-answer', text, problem: targetWords.unusable(target, problem) });
    });
  };
  const isAt = (at: number) => {
    const { form, run } = store.view();
    return form !== null && form.at === at && run === null ? form : null;
  };
  return {
    addApp: () => pick(picksNew()),
    openPolicy: ({ watched }) => {
      void desk.stageAheadDays().then((stageAheadDays) => {
        store.dispatch({ kind: 'open-form', subject: { kind: 'policy', watched, stageAheadDays } });
      });
    },
    follow: (next) => ('title' in next ? pick(next) : start(next)),
    answerForm: (at, text) => {
      const form = isAt(at);
      const question = form && currentQuestion(form);
      if (!form || !question) return;
      const target = targetIn(question, text);
      if (target) return testThenGoOn(form, text, target);
      if (question.key !== saveKey) return store.dispatch({ kind: 'answer-form', text, by: 1 });
      if (text === 'yes') save(completed(form));
      else store.dispatch({ kind: 'close-form', keepsDraft: true });
    },
    leaveQuestion: (at, text) => {
      if (isAt(at)) store.dispatch({ kind: 'answer-form', text, by: -1 });
    },
  };
}

/** The form with the answers that were filled in and not typed. */
function completed(form: FormView): FormView {
  const questions = questionsOf(form.subject, form.answers);
  const answers = Object.fromEntries(questions.map((question) => [question.key, answerTo(question, form.answers)]));
  return { ...form, answers };
}

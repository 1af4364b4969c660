import { type FileUse, fileUses, sharedFile } from '../../acts/one-file-each.ts';
import { unusableOf } from '../../acts/target-tests.ts';
import { type Consumer, namesNewFile } from '../../model/consumer.ts';
import {
  consumerName,
  newTargets,
  parseTarget,
  type Target,
  targetNamed,
  targetProblem,
  targetText,
} from '../../model/target.ts';
import { plainText } from '../../plain/text.ts';
import { reason } from '../../reasons/errors.ts';
import { consumerAnswers, consumersQuestion, targetQuestion, targetWords } from '../../words/consumer-questions.ts';
import { consumerProblems } from '../../words/consumers.ts';
import { cautionTexts, typedTargetProblem, writtenInPlace } from '../../words/deliveries.ts';
import { summaryWords } from '../../words/setup.ts';
import type { ConsumersPart, WithConsumers, WithPolicy } from '../setup-facts.ts';
import type { Step, StepIo } from '../setup-step.ts';

/** Asks who uses the credentials, and tests each answer at once. Delivers nothing. */
export const consumersStep: Step = {
  id: 'consumers',
  summary: ({ consumers: { known, targets, isNobody } }: WithConsumers) =>
    summaryWords.consumers([...known, ...targets.map(consumerName)], isNobody),
  run: async (facts: WithPolicy, io) => {
    const before = await knownConsumers(facts);
    const known = before.map(({ name }) => name);
    const { deliveries, noConsumers } = io.options;
    const isAnswered = deliveries.length > 0 || noConsumers;
    const uses = await usesBefore(facts);
    if (isAnswered) await refuseShared(facts, deliveries, uses);
    // The question for a file says so, too.
    if (namesNewFile(before, deliveries)) io.tell({ kind: 'warning', text: writtenInPlace });
    if (isAnswered && !(noConsumers && known.length > 0)) {
      await io.keep('consumers', noConsumers ? consumerAnswers.nobody : deliveries.map(targetText).join('\n'));
    }
    const named = isAnswered
      ? { targets: deliveries, isNobody: noConsumers }
      : await askConsumers(facts, { known, uses }, io);
    const ownKey = facts.app.live?.consumer.consumerKey;
    const cautions = await Promise.all(named.targets.map((target) => facts.ports.deliveries.cautions(target, ownKey)));
    for (const text of cautions.flatMap(cautionTexts)) io.tell({ kind: 'warning', text });
    const targets = newTargets(
      before.map(({ target }) => target),
      named.targets,
    );
    return { ...facts, consumers: { ...named, targets, known } };
  },
};

/** The files of all consumers, those of this app included if it is already watched. */
async function usesBefore({ app, org, ports }: WithPolicy): Promise<readonly FileUse[]> {
  const consumerId = app.live?.consumer.id;
  const mine = consumerId === undefined ? null : { orgId: org.salesforce.orgId, consumerId };
  return fileUses(await ports.state.apps.list(), mine);
}

/** @throws DeliveryUnusable */
async function refuseShared(
  { app, org, ports }: WithPolicy,
  targets: readonly Target[],
  uses: readonly FileUse[],
): Promise<void> {
  const about = { app: app.summary.developerName, org: org.salesforce.name, consumers: [], uses };
  const unusable = await unusableOf(ports.deliveries, targets, about);
  if (unusable) throw unusable;
}

/** The consumers of an app that is already watched. */
async function knownConsumers({ app, org, ports }: WithPolicy): Promise<readonly Consumer[]> {
  if (!app.live) return [];
  const { orgId } = org.salesforce;
  const watched = await ports.state.apps.find(orgId, app.summary.developerName, app.live.consumer.id);
  return watched?.consumers ?? [];
}

interface Before {
  /** Names of consumers that the app has. */
  readonly known: readonly string[];
  readonly uses: readonly FileUse[];
}

async function askConsumers(
  { app, org, ports }: WithPolicy,
  { known, uses }: Before,
  io: StepIo,
): Promise<Omit<ConsumersPart, 'known'>> {
  let targets: readonly Target[] = [];
  for (;;) {
    const names = [...known, ...targets.map(consumerName)];
    const { summary } = app;
    const question = consumersQuestion({
      app: plainText(summary.label || summary.developerName),
      names,
      isInUse: summary.flow.kind === 'on',
    });
    const answer = await io.ask(io.options.noPrompt ? { ...question, default: consumerAnswers.later } : question);
    if (answer === consumerAnswers.nobody && names.length === 0) {
      await io.keep('consumers', answer);
      return { targets, isNobody: true };
    }
    if (answer === consumerAnswers.done || answer === consumerAnswers.later) return { targets, isNobody: false };
    if (answer !== 'file' && answer !== 'exec' && answer !== 'manual') {
      // A draft keeps all targets as one answer.
      return { targets: parsed(answer, question.flag), isNobody: false };
    }
    const about = { app: summary.developerName, org: org.salesforce.name, isOwn: true };
    const added = targets.map((target) => ({ ...about, consumer: consumerName(target), target }));
    const target = await askTarget(answer, { targets, known, uses: [...uses, ...added] }, ports.deliveries, io);
    targets = [...targets, target];
    await io.keep('consumers', targets.map(targetText).join('\n'));
  }
}

/** Asks until the target can be used. */
async function askTarget(
  kind: 'file' | 'exec' | 'manual',
  { targets, known, uses }: Before & { readonly targets: readonly Target[] },
  deliveries: WithPolicy['ports']['deliveries'],
  io: StepIo,
): Promise<Target> {
  const ofText = (text: string) => targetNamed(kind, text.trim());
  const check = (text: string) => {
    const target = ofText(text);
    const problem = targetProblem(target);
    if (problem) return typedTargetProblem(target, problem);
    const isKnown = newTargets(targets, [target]).length === 0 || known.includes(consumerName(target));
    if (isKnown) return targetWords.known(target);
    return kind === 'manual' ? consumerProblems.ofName(target.name) : null;
  };
  let problem: Parameters<typeof targetQuestion>[2] = null;
  for (;;) {
    const typed = await io.ask(targetQuestion(kind, check, problem));
    const target = ofText(typed);
    const found: string | null =
      kind === 'manual' ? null : ((await deliveries.inspect(target)) ?? (await sharedFile(deliveries, target, uses)));
    if (found === null) return target;
    problem = { typed, words: targetWords.unusable(target, found) };
  }
}

function parsed(answer: string, flag: string): readonly Target[] {
  const targets = answer.split('\n').map(parseTarget);
  for (const target of targets) {
    const wrong = targetProblem(target);
    if (wrong) throw reason('AnswerInvalid', { flag, answer, problem: typedTargetProblem(target, wrong) });
  }
  return targets;
}

import { isSameName } from '../model/consumer.ts';
import { fitted, type PolicyParts, policyProblem } from '../model/policy-problem.ts';
import type { ChooseQuestion, TextQuestion } from '../model/question.ts';
import { consumerName, isSameTarget, type Target, targetProblem } from '../model/target.ts';
import { type Automation, defaultPolicy, type WatchedApp } from '../model/watched-app.ts';
import { type Parsed, parseDayList, parseDays } from '../plain/duration.ts';
import { consumerKinds, targetQuestion, targetWords } from '../words/consumer-questions.ts';
import { consumerProblems } from '../words/consumers.ts';
import { typedTargetProblem } from '../words/deliveries.ts';
import { durationProblem } from '../words/duration-problems.ts';
import { policyProblemWords } from '../words/policy-problems.ts';
import { ageQuestion, automationQuestion } from '../words/policy-questions.ts';
import { consumerFormWords, policyFormWords, saveChoices } from '../words/watch-forms.ts';

/** Typed and chosen answers by question. They are kept while a person goes back and forth. */
export type FormAnswers = Readonly<Record<string, string>>;

/** A question of a form. `key` names its answer. */
export type FormQuestion = { readonly key: string } & (
  | Pick<TextQuestion, 'kind' | 'title' | 'notes' | 'placeholder' | 'default' | 'check'>
  | Pick<ChooseQuestion, 'kind' | 'title' | 'notes' | 'choices' | 'default'>
);

/** What a form is about. The answers decide which questions come next. */
export type FormSubject =
  | { readonly kind: 'add-consumer'; readonly watched: WatchedApp }
  | { readonly kind: 'edit-consumer'; readonly watched: WatchedApp; readonly name: string }
  | { readonly kind: 'policy'; readonly watched: WatchedApp; readonly stageAheadDays: number | null };

/** The question that decides; `yes` saves. */
export const saveKey = 'save';

export function questionsOf(subject: FormSubject, answers: FormAnswers): readonly FormQuestion[] {
  return subject.kind === 'policy' ? policyQuestions(subject, answers) : consumerQuestions(subject, answers);
}

/** The target that an answer names, if it can be tested. */
export function targetIn({ key }: FormQuestion, text: string): Target | null {
  return key === 'file' || key === 'exec' ? { kind: key, name: text.trim() } : null;
}

/** The answer of a question, typed or filled in. */
export function answerTo(question: FormQuestion, answers: FormAnswers): string {
  return answers[question.key] ?? question.default ?? '';
}

type ConsumerSubject = Exclude<FormSubject, { kind: 'policy' }>;

/** What the answers say about the consumer. */
export function consumerOf(subject: ConsumerSubject, answers: FormAnswers) {
  const before = editedIn(subject);
  const kind = (answers.way ?? before?.target.kind ?? 'file') as 'file' | 'exec' | 'manual';
  const same = before?.target.kind === kind ? before.target.name : undefined;
  const target: Target = { kind, name: (answers[kind] ?? same ?? '').trim() };
  // A person is called by the target, unless the consumer already has another name.
  const isCalledByTarget = before === null || before.name === consumerName(before.target);
  const asksName = kind !== 'manual' || !isCalledByTarget;
  const usual = isCalledByTarget ? consumerName(target) : before.name;
  const name = asksName ? (answers.name ?? usual).trim() : target.name;
  return { name, target, contact: answers.contact ?? before?.contact ?? '', before, asksName, usual };
}

function editedIn(subject: ConsumerSubject) {
  return subject.kind === 'add-consumer'
    ? null
    : (subject.watched.consumers.find(({ name }) => name === subject.name) ?? null);
}

function consumerQuestions(subject: ConsumerSubject, answers: FormAnswers): readonly FormQuestion[] {
  const { watched } = subject;
  const { name, target, contact, before, asksName, usual } = consumerOf(subject, answers);
  const others = watched.consumers.filter((one) => one !== before);
  const { kind } = target;
  if (kind === 'unknown') return [];
  const checkTarget = (text: string) => {
    const typed: Target = { kind, name: text.trim() };
    const problem = targetProblem(typed);
    if (problem) return typedTargetProblem(typed, problem);
    if (others.some((one) => isSameTarget(one.target, typed))) return targetWords.known(typed);
    return kind === 'manual' ? checkName(typed.name) : null;
  };
  const checkName = (text: string) => {
    const typed = text.trim();
    const problem = consumerProblems.ofName(typed);
    return problem ?? (others.some((one) => isSameName(one.name, typed)) ? consumerProblems.nameTaken(typed) : null);
  };
  const { title, placeholder, notes = [] } = targetQuestion(kind, checkTarget, null);
  const same = before?.target.kind === kind ? { default: before.target.name } : {};
  const wayBefore = before && before.target.kind !== 'unknown' ? before.target.kind : 'file';
  return [
    { key: 'way', kind: 'choose', ...consumerFormWords.way, choices: consumerKinds, default: wayBefore },
    { key: kind, kind: 'text', title, notes, ...(placeholder ? { placeholder } : {}), check: checkTarget, ...same },
    ...(asksName
      ? [{ key: 'name', kind: 'text', ...consumerFormWords.name, default: usual, check: checkName } as const]
      : []),
    { key: 'contact', kind: 'text', ...consumerFormWords.contact, default: before?.contact ?? '', check: () => null },
    {
      key: saveKey,
      kind: 'choose',
      title: consumerFormWords.save(name, watched, before === null),
      notes: consumerFormWords.facts(target, contact),
      choices: saveChoices,
      default: 'yes',
    },
  ];
}

/** The answers as the flags of `keyturn watch`, which have the same checks. */
export function policyFlagsOf(
  subject: Extract<FormSubject, { kind: 'policy' }>,
  answers: FormAnswers,
): { readonly maxAge: string; readonly remind: string; readonly grace: string; readonly automation: Automation } {
  const of = (key: string) => {
    const question = policyQuestions(subject, answers).find((one) => one.key === key);
    return question ? answerTo(question, answers) : '';
  };
  return {
    maxAge: of('max-age'),
    remind: of('remind'),
    grace: of('grace'),
    automation: of('automation') as Automation,
  };
}

function policyQuestions(
  { watched, stageAheadDays }: Extract<FormSubject, { kind: 'policy' }>,
  answers: FormAnswers,
): readonly FormQuestion[] {
  const before = watched.chosenPolicy;
  const automation = (answers.automation ?? before.automation) as Automation;
  const typedAge = parseDays(answers['max-age'] ?? `${before.maxAgeDays}d`);
  const maxAgeDays = typedAge.ok ? typedAge.value : defaultPolicy.maxAgeDays;
  const usual = fitted(before, maxAgeDays);
  const remind = parseDayList(answers.remind ?? daysText(usual.remindDays));
  const grace = parseDays(answers.grace ?? `${usual.graceDays}d`, { min: 0, max: 30 });
  const policy = {
    maxAgeDays,
    automation,
    remindDays: remind.ok ? remind.value : usual.remindDays,
    graceDays: grace.ok ? grace.value : usual.graceDays,
  };
  const isOverridden = JSON.stringify(watched.policy) !== JSON.stringify(before);
  const text = (
    key: 'max-age' | 'remind' | 'grace',
    filledIn: string,
    check: (text: string) => string | null,
  ): FormQuestion => {
    const { title, notes = [] } = ageQuestion(key, check);
    return { key, kind: 'text', title, notes, default: filledIn, check };
  };
  const { title, choices } = automationQuestion;
  return [
    { key: 'automation', kind: 'choose', title, choices, default: before.automation },
    text(
      'max-age',
      `${before.maxAgeDays}d`,
      checked(
        (value) => parseDays(value),
        (days) => ({ automation, stageAheadDays, maxAgeDays: days }),
      ),
    ),
    text(
      'remind',
      daysText(usual.remindDays),
      checked(
        (value) => parseDayList(value),
        (remindDays) => ({ maxAgeDays, remindDays }),
      ),
    ),
    text(
      'grace',
      `${usual.graceDays}d`,
      checked(
        (value) => parseDays(value, { min: 0, max: 30 }),
        (graceDays) => ({ maxAgeDays, graceDays }),
      ),
    ),
    {
      key: saveKey,
      kind: 'choose',
      title: policyFormWords.save(watched),
      notes: [...policyFormWords.facts(policy), ...(isOverridden ? [policyFormWords.overridden] : [])],
      choices: saveChoices,
      default: 'yes',
    },
  ];
}

function daysText(days: readonly number[]): string {
  return days.map((each) => `${each}d`).join(',');
}

/** A problem of the text, or a contradiction to the answers before. */
function checked<Value>(parse: (text: string) => Parsed<Value>, partsOf: (value: Value) => PolicyParts) {
  return (text: string): string | null => {
    const parsed = parse(text);
    if (!parsed.ok) return durationProblem(parsed.problem);
    const problem = policyProblem(partsOf(parsed.value));
    return problem && policyProblemWords(problem);
  };
}

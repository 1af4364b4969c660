import { needsName, needsOtherFlows, type Plan } from '../core/model/operation-plan.ts';
import type { Consent } from '../core/model/rotation.ts';
import { confirms, isConfirmed } from '../core/operate/consent.ts';
import type { Agree } from '../core/operate/operate-request.ts';
import type { Clock } from '../core/ports/ports.ts';
import { reason } from '../core/reasons/errors.ts';
import type { Talk } from '../core/status/desk.ts';
import { planSections, planTitle } from '../core/words/operation-plan.ts';
import { planText } from '../core/words/plan-text.ts';
import type { Call } from './commands.ts';
import type { CommandContext } from './context.ts';

type Agreed = Partial<Pick<Call<'rotate'>, 'confirm' | 'otherFlowsOk'>>;

/** Shows the plan, then takes what was agreed to from the flags, and what is left from the person. */
export function createAgree(context: CommandContext, call: Agreed, clock: Clock): Agree {
  return async (plan) => {
    const { output, flags, canAsk } = context;
    for (const line of planText(planTitle(plan), planSections(plan, clock.now()))) output.note(line);
    output.note('');
    const given = consentOf(plan, flags.yes === true, call);
    if (!canAsk) return fromFlags(plan, given);
    const { askLine } = await import('../ui/ask-line.ts');
    const { stdin, stderr } = context.streams;
    return agreeByAsking(
      plan,
      given,
      onLines((prompt) => askLine({ stdin, output: stderr, prompt })),
    );
  };
}

export interface Given extends Consent {
  /** The plan as a whole was agreed to. */
  readonly plan: boolean;
}

/** Whoever types the app's name agrees to the plan as it is shown. @throws ConfirmationMissing for another name */
function consentOf({ watched }: Plan, isYes: boolean, { confirm, otherFlowsOk = false }: Agreed): Given {
  const confirmed = isConfirmed(confirm, watched);
  const plan = isYes || confirmed;
  return { plan, confirmed, borrow: plan, otherFlows: otherFlowsOk };
}

/** What is missing is said by its flag when the plan is checked. */
function fromFlags(plan: Plan, { plan: isAgreed, ...consent }: Given): Consent {
  if (isAgreed || needsName(plan)) return consent;
  throw reason('AnswerMissing', { question: 'whether the plan is agreed to', flag: '--yes' });
}

/** A person who is shown the plan and asked for what is missing. */
export type Person = Pick<Talk, 'agrees' | 'typedName'>;

function onLines(ask: (prompt: string) => Promise<string | null>): Person {
  const isYes = async (prompt: string) => /^y(es)?$/i.test((await ask(`${prompt} [y/N] `))?.trim() ?? '');
  return {
    agrees: (_plan, to) => isYes(to === 'plan' ? 'Go on?' : 'Change the pair for whatever else uses it, too?'),
    typedName: async ({ watched }) => (await ask(`Type ${watched.app} to go on: `)) ?? '',
  };
}

/** Asks for as little as the plan needs. @throws NotAgreed */
export async function agreeByAsking(plan: Plan, given: Given, person: Person): Promise<Consent> {
  const { plan: isAgreed, ...consent } = given;
  const { app } = plan.watched;
  const declined = () => reason('NotAgreed', { what: `The plan for ${app}` });
  const isOtherOpen = needsOtherFlows(plan) && !given.otherFlows;
  const otherFlows = given.otherFlows || (isOtherOpen && (await person.agrees(plan, 'other-flows')));
  if (isOtherOpen && !otherFlows) throw declined();
  if (needsName(plan) && !given.confirmed) {
    if (!confirms(await person.typedName(plan), plan.watched)) throw declined();
    return { confirmed: true, otherFlows, borrow: true };
  }
  if (!isAgreed && !(await person.agrees(plan, 'plan'))) throw declined();
  return { ...consent, otherFlows, borrow: true };
}

import { needsName, needsOtherFlows, type Plan } from '../core/model/operation-plan.ts';
import type { Consent } from '../core/model/rotation.ts';
import { confirms, isConfirmed } from '../core/operate/consent.ts';
import type { Agree } from '../core/operate/operate-request.ts';
import type { Clock } from '../core/ports/ports.ts';
import { reason } from '../core/reasons/errors.ts';
import type { Talk } from '../core/status/desk.ts';
import { planSections, planTitle } from '../core/words/operation-plan.ts';
import { sectionsText } from '../core/words/plan-text.ts';
import { bold } from '../ui/paint.ts';
import { type Asker, createAsker } from './asker.ts';
import type { Call } from './commands.ts';
import type { CommandContext } from './context.ts';

type Agreed = Partial<Pick<Call<'rotate'>, 'confirm' | 'otherFlowsOk'>>;

/** Shows the plan, takes consent from the flags, and asks for what is missing. */
export function createAgree(context: CommandContext, call: Agreed, clock: Clock): Agree {
  return async (plan) => {
    const { output, flags, canAsk } = context;
    output.note(bold(planTitle(plan)));
    for (const line of sectionsText(planSections(plan, clock.now()))) output.note(line);
    output.note('');
    const given = consentOf(plan, flags.yes === true, call);
    if (!canAsk) return fromFlags(plan, given);
    return agreeByAsking(plan, given, onLines(createAsker(context)));
  };
}

export interface Given extends Consent {
  /** Consent to the plan as a whole. */
  readonly plan: boolean;
}

/** Typing the app's name agrees to the plan that is shown. @throws ConfirmationMissing for a different name */
function consentOf({ watched }: Plan, isYes: boolean, { confirm, otherFlowsOk = false }: Agreed): Given {
  const confirmed = isConfirmed(confirm, watched);
  const plan = isYes || confirmed;
  return { plan, confirmed, borrow: plan, otherFlows: otherFlowsOk };
}

/** `operate` checks the rest of the consent, and names each missing flag. */
function fromFlags(plan: Plan, { plan: isAgreed, ...consent }: Given): Consent {
  if (isAgreed || needsName(plan)) return consent;
  throw reason('AnswerMissing', { question: 'consent to the plan', flag: '--yes' });
}

/** Asks a person who sees the plan. */
export type Person = Pick<Talk, 'agrees' | 'typedName'>;

function onLines({ line, agrees }: Asker): Person {
  return {
    agrees: (_plan, to) => agrees(to === 'plan' ? 'Continue?' : 'Also change the credentials for the other flows?'),
    typedName: ({ watched }) => line(`Type ${watched.app} to continue: `),
  };
}

/** Asks only what the plan needs. @throws NotAgreed */
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

import { decommission, foreseeDecommission, foreseeReturn, returnApp } from '../../core/decommission/decommission.ts';
import type { DecommissionEnd, DecommissionRequest } from '../../core/decommission/ports.ts';
import { findConsumer } from '../../core/model/consumer.ts';
import type { DecommissionConsent, DecommissionPlan } from '../../core/model/decommission-plan.ts';
import { findWatched } from '../../core/model/find-watched.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import { confirms, isConfirmed } from '../../core/operate/consent.ts';
import { reason } from '../../core/reasons/errors.ts';
import {
  decommissionSections,
  decommissionTitle,
  neededFlags,
  returnSections,
  returnTitle,
  usesOf,
} from '../../core/words/decommission-plan.ts';
import { sectionsText } from '../../core/words/plan-text.ts';
import { bold } from '../../ui/paint.ts';
import { createAsker } from '../asker.ts';
import type { Call, ContextOf, RunCommand } from '../commands.ts';
import { decommissionDocument, decommissionSummary } from '../decommission-document.ts';
import { endDryRun } from '../dry-run.ts';
import { reportBase } from '../emergency/wishes.ts';
import { type Operating, openOperating } from '../operating.ts';

type Wanted = Call<'decommission'>;

/** `keyturn decommission <app>`: ends an app, or puts it back. */
export const decommissionApp: RunCommand<'decommission'> = async (context, call) => {
  const operating = await openOperating(context, call);
  const { ports, watched: all } = operating;
  const watched = findWatched(all, call.app, context.flags.consumer);
  if (call.back) return putBack(context, operating, { watched, call });
  const request: DecommissionRequest = { ...operating.requestOf(watched), ...wishesOf(watched, call) };
  const own = await operating.endingPorts(watched);
  if (call.dryRun) {
    const plan = await foreseeDecommission(own, request);
    const sections = decommissionSections(plan, ports.clock.now());
    const words = { title: decommissionTitle(plan), sections, unknown: [], needs: neededFlags(plan) };
    return endDryRun(context.output, [{ watched, ...words }]);
  }
  const end = await decommission(own, request, (plan) => agree(context, plan, { call, now: ports.clock.now() }));
  tell(context, end);
  return 0;
};

async function putBack(
  context: ContextOf<'decommission'>,
  operating: Operating,
  { watched, call }: { readonly watched: WatchedApp; readonly call: Wanted },
): Promise<number> {
  const { output } = context;
  const plan = await foreseeReturn(operating.ports, { watched });
  const words = { title: returnTitle({ watched, orgName: watched.orgName }), sections: returnSections(plan) };
  if (call.dryRun) return endDryRun(output, [{ watched, ...words, unknown: [], needs: [`--confirm ${watched.app}`] }]);
  output.note(bold(words.title));
  for (const line of sectionsText(words.sections)) output.note(line);
  output.note('');
  const isAgreed = isConfirmed(call.confirm, watched) || context.flags.yes === true;
  const what = `This turns on again what the decommissioning of ${watched.app} turned off`;
  if (!isAgreed && !context.canAsk) throw reason('ConfirmationMissing', { what, flag: `\`--confirm ${watched.app}\`` });
  if (!isAgreed && !(await createAsker(context).agrees(`${what}. Continue?`))) {
    throw reason('NotAgreed', { what: `Putting ${watched.app} back` });
  }
  tell(context, await returnApp(await operating.endingPorts(watched), operating.requestOf(watched)));
  return 0;
}

function tell({ output }: ContextOf<'decommission'>, end: DecommissionEnd): void {
  output.succeed(decommissionDocument(end), decommissionSummary(end));
}

/** @throws ConsumerUnknown, UsageInvalid */
function wishesOf(watched: WatchedApp, call: Wanted) {
  const { app, consumers } = watched;
  const gone = call.gone.map((name) => {
    const found = findConsumer(consumers, name);
    if (found) return found.name;
    throw reason('ConsumerUnknown', { app, name, known: consumers.map((one) => one.name), isWaiting: false });
  });
  return {
    freezesUser: call.freezeUser,
    cleansFiles: call.cleanFiles,
    keepsCredentials: call.keepCredentials,
    gone,
    reportTo: reportBase(call.report),
  };
}

/** Shows the plan, takes consent from the flags, and asks for what is missing. */
async function agree(
  context: ContextOf<'decommission'>,
  plan: DecommissionPlan,
  { call, now }: { readonly call: Wanted; readonly now: number },
): Promise<DecommissionConsent> {
  const { output, canAsk } = context;
  const { watched, goesOn, use } = plan;
  output.note(bold(decommissionTitle(plan)));
  for (const line of sectionsText(decommissionSections(plan, now))) output.note(line);
  output.note('');
  const given = {
    confirmed: isConfirmed(call.confirm, watched),
    stillUsed: call.stillUsedOk,
    otherFlows: call.otherFlowsOk,
  };
  if (!canAsk) return given;
  const ask = createAsker(context);
  const declined = () => reason('NotAgreed', { what: `The end of ${watched.app}` });
  const uses = goesOn === null && !given.stillUsed ? usesOf(plan) : [];
  for (const one of uses) output.warn(one);
  if (uses.length > 0 && !(await ask.agrees('The app may still be in use. Continue anyway?'))) throw declined();
  const { flows, unseen } = use.otherUse;
  const isOtherOpen = goesOn === null && flows.length + unseen.length > 0 && !given.otherFlows;
  if (isOtherOpen && !(await ask.agrees('Other flows with the same consumer key stop, too. Continue anyway?'))) {
    throw declined();
  }
  if (!given.confirmed && !confirms(await ask.line(`Type ${watched.app} to end it: `), watched)) throw declined();
  return { confirmed: true, stillUsed: true, otherFlows: true };
}

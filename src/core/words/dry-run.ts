import type { EmergencyPlan } from '../model/emergency-plan.ts';
import { needsName, needsOtherFlows, type Plan } from '../model/operation-plan.ts';
import type { PlanSection } from '../model/plan-section.ts';
import { endsNothing, type Rotation } from '../model/rotation.ts';
import { waitsForPerson } from '../model/rotation-deliveries.ts';
import { isManual } from '../model/target.ts';
import type { UnfinishedSetup } from '../model/unfinished-setup.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import { linesOf, nameList, plainText, shortKey } from '../plain/text.ts';
import { runNames } from '../reasons/run-words.ts';
import { unfinishedSetupLine } from '../reasons/setup-words.ts';
import { capital } from './acts.ts';
import { removedWords } from './consumers.ts';
import { emergencySections } from './emergency-plan.ts';
import { planSections, planTitle } from './operation-plan.ts';
import { stillOffLines } from './still-off.ts';

/** A plan for a person who only wants to see it. */
export interface DryRunWords {
  readonly title: string;
  readonly sections: readonly PlanSection[];
  /** What only the run itself can find out, as sentences. */
  readonly unknown: readonly string[];
  /** Flags that stand for the person's consent. */
  readonly needs: readonly string[];
}

interface Before {
  readonly returnsAccess: boolean;
  readonly isBusy: boolean;
}

export const dryRunWords = {
  /** @param needs flags */
  end: (needs: readonly string[]) =>
    needs.length === 0
      ? 'Dry run: nothing changed.'
      : `Dry run: nothing changed. Without a terminal, the command also needs: ${needs.join(' ')}`,
  unknown: 'Known only when it runs',
  nothingToContinue: 'There is nothing to continue.',
  againTitle: (name: string) => `Deliver the current credentials of ${name}`,
  drillTitle: (name: string) => `Drill: stage, save, verify and discard new credentials for ${name}`,
  drillSteps: [
    'Stage new credentials, and save them before doing anything else.',
    'Verify them with a real token.',
    'Delete them again, and verify that Salesforce refuses them. Consumers keep using the current credentials.',
  ],
} as const;

export function operationWords(
  { plan, before }: { readonly plan: Plan; readonly before: Before },
  now: number,
): DryRunWords {
  const name = needsName(plan) ? [`--confirm ${plan.watched.app}`] : ['--yes'];
  return {
    title: planTitle(plan),
    sections: [...beforeSections(before), ...planSections(plan, now)],
    unknown: [...busyLines(before), ...unknownOf(plan)],
    needs: [...name, ...(needsOtherFlows(plan) ? ['--other-flows-ok'] : [])],
  };
}

/** @param confirm what `--confirm` must name */
export function emergencyWords(
  { plan, before }: { readonly plan: EmergencyPlan; readonly before: Before },
  { now, confirm, isDrill }: { readonly now: number; readonly confirm: string; readonly isDrill: boolean },
): DryRunWords {
  const { watched, orgName, goesOn, borrows, handedOver } = plan;
  return {
    title: `EMERGENCY${isDrill ? ' DRILL' : ''}  ${plainText(watched.label || watched.app)} in ${plainText(orgName)}`,
    sections: [...beforeSections(before), ...emergencySections(plan, now)],
    unknown: linesOf(
      busyLines(before),
      plan.obstacles.length === 0 &&
        linesOf(
          borrows && unreadSlot,
          goesOn?.primaryProvedAt == null && newPair(goesOn),
          deliveryLine(handedOver),
          !plan.keepsSessions &&
            goesOn?.emergency?.sessionsSweptAt == null &&
            'Which sessions of the app are live then.',
        ),
    ),
    needs: [`--confirm ${confirm}`],
  };
}

/** @param steps what is left of the run */
export function resumeWords(
  rotation: Rotation,
  watched: WatchedApp,
  { before, steps }: { readonly before: Before; readonly steps: readonly string[] },
): DryRunWords {
  const { kind } = rotation;
  const removed = removedWords(rotation);
  const name = `${plainText(watched.label || watched.app)} in ${plainText(watched.orgName)}`;
  return {
    title: endsNothing(rotation) ? dryRunWords.againTitle(name) : `${capital(runNames[kind])} of ${name}, continued`,
    sections: [
      ...beforeSections(before),
      { tone: 'steps', heading: null, lines: steps },
      ...(removed === null ? [] : [{ tone: 'breaks', heading: 'What may break', lines: [removed] } as const]),
    ],
    unknown: [...busyLines(before), 'What the org shows now. keyturn checks it first, and skips what is already done.'],
    needs: waitsForPerson(rotation) ? ['--yes'] : [],
  };
}

export function drillWordsOf({ plan, before }: { readonly plan: Plan; readonly before: Before }): DryRunWords {
  const { watched, orgName } = plan;
  return {
    title: dryRunWords.drillTitle(`${plainText(watched.label || watched.app)} in ${plainText(orgName)}`),
    sections: [...beforeSections(before), { tone: 'steps', heading: null, lines: dryRunWords.drillSteps }],
    unknown: linesOf(busyLines(before), plan.borrows && unreadSlot, newWork),
    needs: [],
  };
}

/**
 * @param open the unfinished run; null if there is none
 * @param setups of this app that aren't finished
 */
export function unwatchWords(
  watched: WatchedApp,
  open: Rotation | null,
  setups: readonly UnfinishedSetup[],
  { slot, frozenFor = null }: Staying,
): DryRunWords {
  const { app, label, orgName } = watched;
  const stillOff = stillOffLines(watched, open, frozenFor);
  return {
    title: `Stop watching ${plainText(label || app)} in ${plainText(orgName)}`,
    sections: [
      {
        tone: 'steps',
        heading: null,
        lines: linesOf(
          open && `Abandon the unfinished ${runNames[open.kind]}. It can't be continued.`,
          'Remove the app from the list of watched apps. Reminders and automatic rotations end.',
        ),
      },
      { tone: 'breaks', heading: 'What stays off', lines: stillOff },
      { tone: 'note', heading: 'What stays in the org', lines: staysInOrg(slot) },
      { tone: 'note', heading: 'Not finished', lines: setups.map(unfinishedSetupLine) },
      { tone: 'stays', heading: null, lines: ['Nothing changes in the org, and the stored credentials stay.'] },
    ].filter(({ lines }) => lines.length > 0) as readonly PlanSection[],
    unknown: [],
    needs: open ? [`--confirm ${app}`] : [],
  };
}

type SlotPair = { readonly consumerKey: string } | null;

interface Staying {
  /** What the staging slot holds, as far as keyturn knows. */
  readonly slot: { readonly staged: SlotPair; readonly previous: SlotPair };
  /** The open emergency of another app that has frozen the same user. */
  readonly frozenFor?: Parameters<typeof stillOffLines>[2];
}

/** The second credentials of the app, which nobody watches any more. */
function staysInOrg({ staged, previous }: Staying['slot']): readonly string[] {
  return linesOf(
    staged && stayingWords.staged(staged.consumerKey),
    previous && stayingWords.previous(previous.consumerKey),
  );
}

export const stayingWords = {
  previous: (key: string) =>
    `The previous credentials (${shortKey(key)}). They work until somebody deletes them, or they expire.`,
  staged: (key: string) =>
    `The staged credentials (${shortKey(key)}). They stay in the staging slot until somebody promotes or deletes them, or they expire.`,
} as const;

const returnLine = 'Before that, turn off REST access to secrets again. An interrupted run left it on.';

function beforeSections({ returnsAccess }: Before): readonly PlanSection[] {
  return returnsAccess ? [{ tone: 'note', heading: null, lines: [returnLine] }] : [];
}

function busyLines({ isBusy }: Before): readonly string[] {
  return isBusy ? ['What the other keyturn process leaves behind. It works on this app now.'] : [];
}

const unreadSlot = 'What the staging slot holds. keyturn can read it only with REST access to secrets on.';
const newWork = "Whether Salesforce accepts the new credentials. They don't exist yet.";

/** What isn't known about the new credentials before they are verified as the current ones. */
function newPair(goesOn: Rotation | null): string {
  return goesOn?.stays == null ? newWork : 'Whether Salesforce accepts the new credentials.';
}

function unknownOf({ kind, goesOn, holder, borrows, deliveries, isPromoted = false }: Plan): readonly string[] {
  const isNew = (kind === 'stage' || kind === 'rotate') && goesOn?.savedAt == null && holder !== 'ours';
  const delivers = kind !== 'stage' && kind !== 'retire';
  return linesOf(
    borrows && unreadSlot,
    isNew && newPair(goesOn),
    kind === 'back' && !isPromoted && 'Whether the org switches back. Some orgs refuse it. Then nothing changes.',
    delivers && deliveryLine(deliveries),
  );
}

function deliveryLine(targets: Plan['deliveries']): string | null {
  const tried = targets.filter((target) => !isManual(target)).map(({ name }) => name);
  return tried.length === 0 ? null : `Whether the delivery works: ${nameList(tried)}.`;
}

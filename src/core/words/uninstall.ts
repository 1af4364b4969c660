import type { PlanSection } from '../model/plan-section.ts';
import { lastStepOf, type RotationKind } from '../model/rotation.ts';
import { mayHaveSecrets } from '../model/set-aside-file.ts';
import { type AppRemains, isUnfinished, type KeptCredentials, type UninstallPlan } from '../model/uninstall.ts';
import { countOf, linesOf, nameList, plainText, shortKey } from '../plain/text.ts';
import { phaseWords, runNames } from '../reasons/run-words.ts';
import { unfinishedSetupLine } from '../reasons/setup-words.ts';
import { accessOf } from './known-access.ts';
import { orgLabel } from './org-label.ts';
import { setAsideLine } from './set-aside.ts';
import { leftOffLine } from './still-off.ts';

export const uninstallWords = {
  title: 'Uninstall keyturn from this computer',
  damaged: (names: readonly string[]) => `it was damaged and set aside (${nameList(names)})`,
  folder: "keyturn's folder",
  daemon: (holder: string) => `the daemon (${holder})`,
  practice: 'The practice org',
  nothing: 'There is nothing to remove.',
  sharedEntries: (count: number) =>
    count === 1
      ? '1 entry stays in the keychain (service keyturn), because another keyturn folder of yours uses it, too.'
      : `${count} entries stay in the keychain (service keyturn), because another keyturn folder of yours uses them, too.`,
  unknownEntries: (count: number) =>
    count === 1
      ? "1 more entry of these orgs stays in the keychain (service keyturn). This folder doesn't know it, and another folder of yours may need it."
      : `${count} more entries of these orgs stay in the keychain (service keyturn). This folder doesn't know them, and another folder of yours may need them.`,
  lost: (path: string) => `The copy in ${plainText(path, 300)} is different from keyturn's folder`,
} as const;

/** What the plan says of orgs and of the secret store. */
export const remainsWords = {
  keychain: (count: number) => `Keychain: the credentials of ${countOf(count, 'app')}.`,
  sealKey: "Keychain: the key of the audit trail's seal.",
  ending: (place: string) => `${place} is being decommissioned.`,
  unfinished: (place: string, run: RotationKind, step: string | null) =>
    `${place}: unfinished ${runNames[run]}${step ? ` (last finished step: ${step})` : ''}`,
  stays: (org: string, apps: readonly string[]) =>
    `${plainText(org, 120)}: ${nameList(apps)}. Their settings, users and credentials stay as they are.`,
  onlyHere: (app: string, state: KeptCredentials['state'], consumerKey: string) =>
    `${plainText(app)}: the ${slots[state]} credentials (${shortKey(consumerKey)}).`,
} as const;

/** Shown before anything is removed. */
export function uninstallSections(plan: UninstallPlan): readonly PlanSection[] {
  const { remains, problem } = plan;
  const apps = remains?.apps ?? [];
  const sections: readonly PlanSection[] = [
    { tone: 'note', heading: 'On this computer', lines: hereLines(plan) },
    {
      tone: 'breaks',
      heading: 'Unfinished in your orgs, and only this folder knows',
      lines: [
        ...(problem === null
          ? []
          : [`keyturn can't read its state, so it can't say what is unfinished: ${plainText(problem, 300)}.`]),
        ...apps.filter((app) => isUnfinished(app) || app.frozenBy !== null).map(unfinishedLine),
        ...(remains?.leftOff ?? []).map(leftOffLine),
        ...(remains?.setups ?? []).map(unfinishedSetupLine),
        ...(remains?.borrowed ?? []).map((org) => `${plainText(org, 80)}: REST access to secrets may still be on.`),
      ],
    },
    { tone: 'stays', heading: 'What stays in your orgs', lines: staysLines(apps) },
    { tone: 'final', heading: 'Secrets that may exist only here', lines: onlyLines(plan) },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

function hereLines({ service, home, remains }: UninstallPlan): readonly string[] {
  const inKeychain = (remains?.apps ?? []).filter(({ watched }) => watched.store?.kind === 'keychain').length;
  return linesOf(
    service ? `Background service: ${service.path}` : 'No background service.',
    home
      ? `keyturn's folder: ${home.path} (settings, audit trail, ${countOf(home.reports, 'report')}, the practice org)`
      : "keyturn's folder doesn't exist.",
    inKeychain > 0 && remainsWords.keychain(inKeychain),
    remains?.sealKey.store === 'keychain' && remainsWords.sealKey,
    inKeychain > 0 && "Entries that this folder doesn't know stay in the keychain.",
    (home?.setAside ?? []).filter((one) => !mayHaveSecrets(one)).map(setAsideLine),
    home !== null && home.others.length > 0 && `Not keyturn's, so it stays: ${nameList(home.others)}.`,
    'Files that keyturn delivered to are never touched.',
  );
}

function unfinishedLine({ watched, open, frozenBy }: AppRemains): string {
  const app = `${plainText(watched.app)} in ${plainText(watched.org)}`;
  const cure = `Finish it first: \`keyturn resume ${watched.app}\`.`;
  const what = accessOf(watched, open, frozenBy)?.what;
  const known = what === undefined ? '' : ` ${what}`;
  if (watched.decommission) return `${remainsWords.ending(app)}${known} ${cure}`;
  if (open === null) return `${app}:${known}`;
  const phase = phaseWords[lastStepOf(open) as keyof typeof phaseWords];
  return `${remainsWords.unfinished(app, open.kind, phase)}.${known} ${cure}`;
}

function staysLines(apps: readonly AppRemains[]): readonly string[] {
  const byOrg = Map.groupBy(apps, ({ watched }) => orgLabel(watched));
  return linesOf(
    [...byOrg].map(([org, all]) =>
      remainsWords.stays(
        org,
        all.map(({ watched }) => watched.app),
      ),
    ),
    apps.length > 0 &&
      'Permission sets of an operator kit stay, if you deployed one. Nobody reminds you of a rotation any more.',
  );
}

/** What is unfinished, as phrases. */
export function unfinishedNames({ remains }: UninstallPlan): readonly string[] {
  return [
    ...(remains?.apps ?? [])
      .filter(isUnfinished)
      .map(({ watched }) => `${plainText(watched.app)} in ${plainText(watched.org)}`),
    ...(remains?.setups ?? []).map(({ org, app }) => `the setup of ${plainText(app)} in ${plainText(org)}`),
    ...(remains?.borrowed ?? []).map((org) => `REST access to secrets in ${plainText(org, 80)}`),
  ];
}

/** Apps whose credentials may exist only here. */
export function onlyApps({ remains }: Pick<UninstallPlan, 'remains'>): readonly string[] {
  const apps = (remains?.apps ?? []).filter(({ credentials }) => credentials.some(({ isOnlyHere }) => isOnlyHere));
  return apps.map(({ watched }) => plainText(watched.app));
}

/** Secrets that may exist only here, as phrases. */
export function onlyNames({ remains, home, problem, strays }: UninstallPlan): readonly string[] {
  return [
    ...(remains === null || problem !== null ? ['credentials that keyturn can no longer name'] : []),
    ...(remains !== null && strays > 0 ? [strayWords(strays)] : []),
    ...(home?.setAside ?? []).filter(mayHaveSecrets).map(({ name }) => plainText(name, 300)),
    ...onlyApps({ remains }).map((app) => `credentials of ${app}`),
    ...(remains?.channelSecrets ?? []).map(({ name }) => `secret:${plainText(name, 80)}`),
  ];
}

function strayWords(count: number): string {
  return `${countOf(count, 'secret')} of apps or channels that keyturn no longer knows`;
}

const slots: Readonly<Record<KeptCredentials['state'], string>> = {
  primary: 'current',
  staged: 'staged',
  previous: 'previous',
};

function onlyLines({ remains, home, problem, strays }: UninstallPlan): readonly string[] {
  const unknown =
    home && (home.secrets.length > 0 || problem !== null)
      ? ["keyturn can't say which credentials the secret store has. Any of them may exist only here."]
      : [];
  const aside = (home?.setAside ?? []).filter(mayHaveSecrets).map(setAsideLine);
  if (remains === null) return [...unknown, ...aside];
  return linesOf(
    problem === null ? [] : unknown,
    aside,
    strays > 0 && `In the secret store: ${strayWords(strays)}. Keep a copy of the folder with \`--backup <folder>\`.`,
    remains.apps.flatMap(({ watched, credentials }) =>
      credentials
        .filter(({ isOnlyHere }) => isOnlyHere)
        .map(
          ({ consumerKey, state }) =>
            `${remainsWords.onlyHere(watched.app, state, consumerKey)} Export them: \`keyturn reveal ${watched.app}${state === 'primary' ? '' : ` --slot ${state}`} --to-file <path>\`.`,
        ),
    ),
    remains.channelSecrets.map(({ name }) => `Secret of a channel: ${plainText(name, 80)}.`),
  );
}

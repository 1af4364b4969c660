import { mustHave } from '../acts/permissions.ts';
import {
  developerNameOf,
  developerNameProblem,
  emailProblem,
  type NewApp,
  oauthScopes,
} from '../external-client-app/plan-new-app.ts';
import type { AppSummary } from '../model/app.ts';
import { closest } from '../plain/closest.ts';
import { outsideName } from '../plain/outside-text.ts';
import type { SalesforceOrg } from '../ports/ports.ts';
import { inputProblems } from '../words/answers.ts';
import { newAppQuestions, takenNote } from '../words/app-questions.ts';
import { doing, type StepIo } from './setup-step.ts';

const longestLabel = 80;

/** Asks for the details of a new app. @throws PermissionMissing if the person can't create apps */
export async function askNewApp(org: SalesforceOrg, apps: readonly AppSummary[], io: StepIo): Promise<NewApp> {
  mustHave(org, await doing(io, 'look-at-permissions', org.permissions()), ['ExternalClientAppDeveloper']);
  const { label: named, name, email, scopes } = newAppQuestions;
  const label = await io.ask({ ...named, check: labelProblem });
  const developerName = await io.ask({
    ...name,
    default: developerNameOf(label),
    check: (text) => developerNameProblem(text.trim()),
    ...(apps.length > 0 ? { notes: [takenNote] } : {}),
  });
  return {
    label: label.trim(),
    developerName: developerName.trim(),
    contactEmail: (await io.ask({ ...email, check: emailProblem })).trim(),
    scopes: scopesIn(await io.ask({ ...scopes, check: scopesProblem })),
  };
}

/** Whether the app already exists. Salesforce ignores case in developer names. */
export function isThere(apps: readonly AppSummary[], developerName: string): boolean {
  return apps.some((app) => app.developerName.toLowerCase() === developerName.toLowerCase());
}

export function summaryOfNew({ developerName, label }: NewApp): AppSummary {
  const flow = { kind: 'off', appSide: null, policySide: null } as const;
  return {
    developerName: outsideName(developerName),
    label: outsideName(label),
    id: null,
    namespace: null,
    isPackaged: false,
    flow,
    permittedUsers: null,
  };
}

function labelProblem(text: string): string | null {
  if (developerNameOf(text) === '') return inputProblems.labelEmpty;
  return text.trim().length > longestLabel ? inputProblems.labelLength : null;
}

function scopesProblem(text: string): string | null {
  const names = namesIn(text);
  if (names.length === 0) return inputProblems.scopesEmpty;
  const unknown = names.find((name) => !scopeNamed(name));
  return unknown === undefined ? null : inputProblems.scope(unknown, closest(unknown, oauthScopes));
}

function scopesIn(text: string): readonly string[] {
  return [...new Set(namesIn(text).flatMap((name) => scopeNamed(name) ?? []))];
}

function namesIn(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((name) => name !== '');
}

/** Accepts OAuth's names (`refresh_token`) and those of metadata (`RefreshToken`). */
function scopeNamed(name: string): string | undefined {
  const plain = name.replaceAll('_', '').toLowerCase();
  return oauthScopes.find((scope) => scope.toLowerCase() === plain);
}

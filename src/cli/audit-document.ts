import type { AuditedApp, AuditedConsumer, AuditReport } from '../core/audit/report.ts';
import { isoInstant, isoInstantOrNull } from '../core/plain/time.ts';
import { pairDocument } from './rotation-document.ts';

/** Each app of a user would name all of them: a thousand apps of one user are a million names. */
export const mostAppsOfUser = 100;

/** `result` of `keyturn audit --json`. */
export function auditDocument(report: AuditReport) {
  const { at, org, instanceUrl, secretAccess, metadataSecretAccess, apps, findings, unseen } = report;
  return {
    at: isoInstant(at),
    org: { id: org.id, name: org.name, username: org.person.username, instanceUrl, isSandbox: org.isSandbox },
    secretAccessOverRest: secretAccess,
    secretAccessOverMetadata: metadataSecretAccess,
    apps: apps.map(appDocument),
    findings,
    unseen,
  };
}

function appDocument({ summary, flow, executionUser: user, ...app }: AuditedApp) {
  return {
    app: summary.developerName,
    label: summary.label,
    id: summary.id,
    isPackaged: summary.isPackaged,
    flow,
    executionUser: user && {
      username: user.username,
      profile: user.profileName,
      license: user.licenseName,
      isActive: user.isActive,
      isFrozen: user.isFrozen,
      isApiOnly: user.isApiOnly,
      powers: user.powers,
      apps: user.otherApps.slice(0, mostAppsOfUser),
      appCount: user.otherApps.length,
    },
    otherFlows: app.otherFlows,
    refreshTokenUsers:
      app.refreshTokenUsers?.map((each) => ({ ...each, lastUsedAt: isoInstantOrNull(each.lastUsedAt) })) ?? null,
    consumers: app.consumers?.map(consumerDocument) ?? null,
    isWatched: app.isWatched,
    findings: app.findings,
  };
}

function consumerDocument({ id, name, consumerKey, slot }: AuditedConsumer) {
  return { id, name, consumerKey, slot: slot?.map(pairDocument) ?? null };
}

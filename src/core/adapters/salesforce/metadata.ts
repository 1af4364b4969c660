import type { ComponentRef, ComponentType } from '../../model/app.ts';
import type { DeployListing, Metadata } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import { readAppPolicy, setOauthPlugin } from './app-policy.ts';
import type { OrgConnection } from './connection.ts';
import { cancelDeploy, deployStatus, type Package, startDeploy, waitForSettingDeploy } from './deploy.ts';
import { retrieve } from './retrieve.ts';
import { isUpstream, partsOf, query } from './soql.ts';
import { componentNames, deployRow, unusedByNames } from './wire/metadata.ts';

/** The Metadata API lists up to three types per call. */
const typesPerListing = 3;
const mostDeploys = 25;

export function createMetadata(org: OrgConnection): Metadata {
  return {
    list: (types) => list(org, types),
    retrieve: (components) => retrieve(org, components),
    startDeploy: ({ files, checkOnly, ignoreWarnings, version }) =>
      startDeploy(org, { files, checkOnly, ignoreWarnings, version, members: files }),
    deployStatus: (id) => deployStatus(org, id),
    cancelDeploy: (id) => cancelDeploy(org, id),
    recentDeploys: () => recentDeploys(org),
    appPolicy: (app) => readAppPolicy(org, app, () => list(org, ['ExtlClntAppConfigurablePolicies'])),
    setOauthPlugin: (record, isEnabled) => setOauthPlugin(org, record, isEnabled),
    setSecretAccess: (enabled) => setSecretAccess(org, enabled),
  };
}

async function list(org: OrgConnection, types: readonly ComponentType[]): Promise<readonly ComponentRef[]> {
  const listings = await Promise.all(partsOf(types, typesPerListing).map((part) => listPart(org, part)));
  const wanted = new Set<string>(types);
  return listings
    .flat()
    .flatMap(({ type, fullName }) => (wanted.has(type) && fullName ? [{ type: type as ComponentType, fullName }] : []));
}

/** An unknown type fails the whole call. Then the types are listed one by one. */
async function listPart(org: OrgConnection, types: readonly ComponentType[]): ReturnType<typeof listing> {
  try {
    return await listing(org, types);
  } catch (error) {
    if (!isUpstream(error, /^INVALID_TYPE$/)) throw error;
    if (types.length === 1) return [];
    return (await Promise.all(types.map((type) => listPart(org, [type])))).flat();
  }
}

function listing(org: OrgConnection, types: readonly ComponentType[]) {
  const asked = types.map((type) => ({ type }));
  return org.run(async ({ metadata }) => componentNames.parse(await metadata.list(asked, org.apiVersion)), {
    call: 'metadata-list',
    kind: 'read',
    leaveOut: unusedByNames,
    permission: 'ModifyMetadata',
  });
}

async function recentDeploys(org: OrgConnection): Promise<readonly DeployListing[]> {
  const soql = `SELECT Id, Status, CheckOnly, CreatedById FROM DeployRequest ORDER BY CreatedDate DESC LIMIT ${mostDeploys}`;
  const rows = await query(org, soql, { row: deployRow, tooling: true, call: 'deploys' });
  return rows.map((row) => ({
    id: row.Id,
    status: row.Status,
    checkOnly: row.CheckOnly ?? false,
    createdById: row.CreatedById ?? '',
  }));
}

/** A settings file with one element doesn't change the org's other settings. */
async function setSecretAccess(org: OrgConnection, enabled: boolean): Promise<void> {
  const content = `<?xml version="1.0" encoding="UTF-8"?>\n<ExternalClientAppSettings xmlns="http://soap.sforce.com/2006/04/metadata">\n    <enableClientSecretInRestApiAccess>${enabled}</enableClientSecretInRestApiAccess>\n</ExternalClientAppSettings>\n`;
  const id = await startWhenFree(org, {
    files: [{ path: 'settings/ExternalClientApp.settings', content: new TextEncoder().encode(content) }],
    members: [{ type: 'Settings', fullName: 'ExternalClientApp' }],
    checkOnly: false,
  });
  const result = await waitForSettingDeploy(org, id);
  if (result.status === 'Canceled') {
    throw reason('DeployCanceled', { id, ...(result.canceledBy ? { by: result.canceledBy } : {}) });
  }
  if (result.status !== 'Succeeded') {
    throw reason('DeployFailed', { id, failures: result.failures.map(({ problem }) => problem) });
  }
}

/** In ms, about a minute in total, because somebody is waiting. */
const busyDelays = [2_000, 5_000, 10_000, 20_000, 30_000];

/** A deploy refused because of another one was not accepted, so sending it again is safe. @throws DeployAhead */
async function startWhenFree(org: OrgConnection, request: Package): Promise<string> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await startDeploy(org, request);
    } catch (error) {
      if (!isUpstream(error, /^ALREADY_IN_PROCESS$/)) throw error;
      const delay = busyDelays[attempt];
      if (delay === undefined) throw reason('DeployAhead', { host: org.host }, { cause: error });
      await org.pause(delay);
    }
  }
}

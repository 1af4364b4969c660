import { manifest, membersOf, zipPackage } from '../../src/core/adapters/salesforce/package-zip.ts';
import type { DeployProgress, Metadata } from '../../src/core/ports/ports.ts';
import { reason } from '../../src/core/reasons/errors.ts';
import { type Caller, callerById } from '../../src/practice-org/metadata/caller.ts';
import { optionsOfJson } from '../../src/practice-org/metadata/deploy/deploy-options.ts';
import { DeployQueue } from '../../src/practice-org/metadata/deploy/deploy-queue.ts';
import { putApp } from '../../src/practice-org/metadata/deploy/put-into-org.ts';
import { componentsOf } from '../../src/practice-org/metadata/retrieve/component-views.ts';
import { SoapFault } from '../../src/practice-org/metadata/soap/fault.ts';
import { APP_TYPES, rootElementOf } from '../../src/practice-org/metadata/types/registry.ts';
import { metadataFile } from '../../src/practice-org/metadata/xml/write-xml.ts';
import type { App } from '../../src/practice-org/model/app.ts';
import { type DeployRecord, hasEnded } from '../../src/practice-org/model/deploy-record.ts';
import type { OrgModel } from '../../src/practice-org/model/org.ts';
import { allFromOutside } from './from-outside.ts';

const version = 68;

interface Deploys {
  readonly queue: DeployQueue;
  readonly caller: Caller;
}

/** The deploys of an org outlive the processes that send them. */
const known = new WeakMap<OrgModel, Deploys>();

export function deploysOf(org: OrgModel): Deploys {
  const held = known.get(org);
  if (held) return held;
  const caller = callerById(org, org.data.adminUserId);
  if (!caller) throw new Error('the admin is not active');
  const fresh = { caller, queue: new DeployQueue(org) };
  known.set(org, fresh);
  return fresh;
}

/** Applies finished deploys, before anything reads the org. */
export function takeEffect(org: OrgModel): void {
  if (org.data.deploys.length > 0) deploysOf(org).queue.settle();
}

/** Changes an app as the Metadata API does: with an audit row, and with the propagation delay of a slow org. */
export function changeApp(org: OrgModel, app: App, work: (changed: App) => void): void {
  const changed = structuredClone(app);
  work(changed);
  putApp(org, changed, { at: org.now(), byUserId: org.data.adminUserId });
}

type Deploying = Pick<
  Metadata,
  'list' | 'retrieve' | 'startDeploy' | 'deployStatus' | 'cancelDeploy' | 'recentDeploys'
>;

/** The Metadata API without SOAP, with the same queue, packages and components. */
export function modelDeploys(org: OrgModel): Deploying {
  const find = (id: string): DeployRecord => {
    const record = deploysOf(org).queue.find(id);
    if (!record)
      throw reason('OrgRefused', {
        call: 'reading the status of the deploy',
        errorCode: 'INVALID_ID_FIELD',
        message: id,
      });
    return record;
  };
  return {
    list: async (types) =>
      types.flatMap((type) => viewsOf(org, type).map(({ view }) => ({ type, fullName: view.fullName }))),
    retrieve: async (components) =>
      [...Map.groupBy(components, ({ type }) => type)].flatMap(([type, wanted]) => {
        const names = new Set(wanted.map(({ fullName }) => fullName));
        return viewsOf(org, type)
          .filter(({ view }) => names.has(view.fullName))
          .map(({ view, place }) => ({
            ...{ type, fullName: view.fullName },
            path: `${place.folder}/${view.fullName}.${place.suffix}`,
            content: bytesOf(metadataFile(rootElementOf(view.type), view.fields(version))),
          }));
      }),
    startDeploy: async ({ files, checkOnly, ignoreWarnings = false }) => {
      const { queue, caller } = deploysOf(org);
      const zip = zipPackage(files, manifest(membersOf(files), `${version}.0`));
      const options = { ...optionsOfJson({ singlePackage: true }), checkOnly, ignoreWarnings };
      try {
        return queue.submit({ zip, options, version, caller }).id;
      } catch (error) {
        if (!(error instanceof SoapFault)) throw error;
        throw reason('OrgRefused', { call: 'the deploy', errorCode: error.code, message: error.message });
      }
    },
    deployStatus: async (id) => progressOf(find(id)),
    cancelDeploy: async (id) => {
      const { queue, caller } = deploysOf(org);
      if (!hasEnded(find(id))) queue.cancel(id, caller);
    },
    recentDeploys: async () => {
      takeEffect(org);
      return org.data.deploys
        .slice(-25)
        .reverse()
        .map(({ id, status, options, createdById }) => ({ id, status, checkOnly: options.checkOnly, createdById }));
    },
  };
}

/** The same text gives the same bytes, which keyturn reads once. Most retrieves bring what the one before brought. */
const encoded = new Map<string, Uint8Array>();
const mostEncoded = 500;

function bytesOf(text: string): Uint8Array {
  const bytes = encoded.get(text) ?? new TextEncoder().encode(text);
  if (encoded.size >= mostEncoded) encoded.clear();
  encoded.set(text, bytes);
  return bytes;
}

function viewsOf(org: OrgModel, name: string) {
  takeEffect(org);
  const place = APP_TYPES.find(({ xmlName }) => xmlName === name);
  const { caller } = deploysOf(org);
  return place ? componentsOf(org, caller, place).map((view) => ({ view, place })) : [];
}

function progressOf(record: DeployRecord): DeployProgress {
  const named = record.rows.filter(({ componentType }) => componentType !== '');
  return allFromOutside<DeployProgress>({
    ...{ id: record.id, status: record.status, done: hasEnded(record), checkOnly: record.options.checkOnly },
    componentsDone: record.componentsDeployed + record.componentErrors,
    componentsTotal: record.componentsTotal,
    components: named
      .filter(({ success }) => success)
      .map(({ fullName, componentType, changed }) => ({ component: fullName, type: componentType, changed })),
    failures: named
      .filter(({ success }) => !success)
      .map(({ fullName, componentType, problem }) => ({
        component: fullName,
        type: componentType,
        problem: problem ?? '',
      })),
    canceledBy: record.canceledById,
    detail: null,
  });
}

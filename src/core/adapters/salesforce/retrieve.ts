import { componentOfPath, pathOfComponent } from '../../external-client-app/component-path.ts';
import type { ComponentRef, MetadataFile } from '../../model/app.ts';
import { outsideText } from '../../plain/outside-text.ts';
import { reason } from '../../reasons/errors.ts';
import { answerProblems } from '../../words/org-answers.ts';
import { requestWords } from '../../words/requests.ts';
import type { OrgConnection } from './connection.ts';
import { mayKeep } from './kept-answers.ts';
import { membersOf, PackageUnsafe, unzipPackage } from './package-zip.ts';
import { pollDelays } from './poll-delays.ts';
import { UpstreamError } from './translate-error.ts';
import { asyncResult, type RetrieveResult, retrieveResult } from './wire/metadata.ts';

const permission = 'ModifyMetadata';
const waitMs = 2 * 60_000;
/** A 7 MB zip in base64, plus its envelope. The files of an app have a few kilobytes. */
const mostBytes = 10 * 1024 * 1024;

/** The app files of these components. Components that the org doesn't have are missing from the result. */
export async function retrieve(
  org: OrgConnection,
  components: readonly ComponentRef[],
): Promise<readonly MetadataFile[]> {
  if (components.length === 0) return [];
  const wanted = new Set(components.map(({ type, fullName }) => `${type} ${fullName}`));
  const files: MetadataFile[] = [];
  for (const [path, content] of await retrieveFiles(org, components)) {
    const component = componentOfPath(path);
    if (!component || path !== pathOfComponent(component)) continue;
    if (wanted.has(`${component.type} ${component.fullName}`)) files.push({ ...component, path, content });
  }
  return files;
}

/** All files of a retrieve, by their path inside the package. */
export async function retrieveFiles(
  org: OrgConnection,
  components: readonly { readonly type: string; readonly fullName: string }[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const types = [...membersOf(components)].map(([name, members]) => ({ members: [...new Set(members)], name }));
  const { apiVersion } = org;
  const request = { apiVersion, singlePackage: false, unpackaged: { types, version: apiVersion } };
  const { id } = await org.run(
    async ({ metadata }) =>
      asyncResult.parse(await metadata.retrieve(request as unknown as Parameters<typeof metadata.retrieve>[0])),
    { call: 'retrieve', kind: 'read', permission },
  );
  const result = await waitForRetrieve(org, id);
  if (!result.success || result.status !== 'Succeeded') throw retrieveFailed(result);
  const files = unpacked(org, result);
  const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  if (!mayKeep(bytes)) throw reason('OrgAnswersTooLarge', { host: org.host, call: requestWords('retrieve') });
  return files;
}

function unpacked({ host }: OrgConnection, { zipFile }: RetrieveResult): ReadonlyMap<string, Uint8Array> {
  try {
    return unzipPackage(Buffer.from(zipFile, 'base64'));
  } catch (error) {
    const problem = error instanceof PackageUnsafe ? error.message : answerProblems.zipDamaged;
    throw reason('OrgAnswerUnreadable', { host, call: requestWords('retrieve'), problem }, { cause: error });
  }
}

/** The org deletes the zip after the download, so a lost answer can't be requested again. */
async function waitForRetrieve(org: OrgConnection, id: string): Promise<RetrieveResult> {
  const options = {
    call: 'retrieve-status',
    kind: 'read-once',
    maxBytes: mostBytes,
    deadlineMs: 60_000,
    leaveOut: ['fileProperties'],
  } as const;
  for (const delayMs of pollDelays(waitMs)) {
    await org.pause(delayMs);
    const result = await org.run(
      async ({ metadata }) => retrieveResult.parse(await metadata.checkRetrieveStatus(id)),
      options,
    );
    if (result.done) return result;
  }
  const problem = answerProblems.retrieveUnfinished(id, waitMs);
  throw reason('OrgUnreachable', { host: org.host, problem });
}

function retrieveFailed(result: RetrieveResult) {
  const said = result.errorMessage || result.messages.map(({ problem }) => problem).join('; ');
  const errorCode = outsideText(result.errorStatusCode || result.status, 80);
  const message = outsideText(said || answerProblems.noReason);
  const cause = new UpstreamError(null, errorCode, message);
  return reason('OrgRefused', { call: requestWords('retrieve'), errorCode, message }, { cause });
}

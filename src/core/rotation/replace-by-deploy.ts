import { readComponents } from '../acts/app-components.ts';
import { deployAndWait } from '../acts/deploying.ts';
import { hiddenThoughOn, type PairPlace, readAndStorePair } from '../acts/pair.ts';
import { forSecrets, forSettings, mustHave } from '../acts/permissions.ts';
import { seen } from '../acts/seen.ts';
import { isOn, rotationFlags, withoutSecret } from '../external-client-app/file-edit.ts';
import { setElementOf } from '../external-client-app/metadata-edit.ts';
import { elementText } from '../external-client-app/metadata-xml.ts';
import type { MetadataFile } from '../model/app.ts';
import { stayingKey } from '../model/rotation.ts';
import { shortKey } from '../plain/text.ts';
import { isKeyturnError, reason } from '../reasons/errors.ts';
import { followPrimary, lookAlong, observe } from './look.ts';
import { allOf, journalledBy, type Run, record } from './run.ts';
import { deployingIn } from './settle-deploy.ts';

/**
 * Replaces the credentials when none can be staged: a deploy of the global OAuth settings makes a new key and secret. It
 * also deletes the previous ones, so consumers have no access until they get the new ones.
 */
export async function replaceByDeploy(run: Run): Promise<void> {
  const { tell, clock } = run.ports;
  await mustBeReadable(run);
  tell({ kind: 'doing', act: 'replace-by-deploy' });
  const file = await globalSettings(run);
  await record(run, { type: 'replace-intended', at: clock.now() });
  run.seen = null;
  await journalledBy(run, 'replace-by-deploy', { component: file.fullName }, (_intent, note) =>
    deploy(run, withFlags(run, file, true), (id) => note({ rotation: run.rotation.id, deploy: id })),
  );
  await observe(run);
  await followPrimary(run);
  if (run.rotation.stays !== null) tell({ kind: 'done', act: 'replace-by-deploy', detail: run.rotation.stays });
}

/**
 * Nobody gets access back if keyturn can't read and save what the deploy makes. It reads and saves the present credentials in the
 * same way first.
 * @throws PermissionMissing, IdentityVerificationNeeded, SecretUnreadable, PairNotSaved and other reasons of an org and a store
 */
async function mustBeReadable(run: Run): Promise<void> {
  const { org, store, clock } = run.ports;
  const { orgId, app, ends } = run.rotation;
  const report = await seen(org.permissions(), 'permissions', [], 'throw');
  if (report) mustHave(org, report, [...forSecrets, ...forSettings]);
  const place = placeOf(run, ends);
  const pair = await readAndStorePair(place, borrowingIn(run)).catch((error: unknown) => {
    throw isKeyturnError(error) && error.code === 'SecretAccessDisabled' ? hiddenThoughOn(place, error) : error;
  });
  // What was stored before isn't written anew otherwise.
  await store.put({ ...pair, orgId, app, savedAt: clock.now() });
}

function placeOf({ ports, rotation, watched }: Run, consumerKey: string): PairPlace {
  const consumer = { id: rotation.consumerId, consumerKey };
  const { org, store } = ports;
  return { org, app: { id: watched.appId, developerName: rotation.app }, consumer, store, ports };
}

/** REST access to secrets is turned on only with consent. */
function borrowingIn({ ports: { tell }, rotation: { consent } }: Run): { readonly warn: () => void } | null {
  return consent.borrow ? { warn: () => tell({ kind: 'warning', warning: 'secret-access-kept' }) } : null;
}

/** Reads the credentials that the deploy made. An emergency looks at the slot meanwhile, which needs the same setting. */
export async function readPrimary(run: Run): Promise<void> {
  const { clock, tell } = run.ports;
  const { stays, app } = run.rotation;
  tell({ kind: 'doing', act: 'read-pair' });
  const place = placeOf(run, stayingKey(run.rotation));
  const borrow = borrowingIn(run);
  const reading = readAndStorePair(place, borrow);
  const looking = run.rotation.kind === 'emergency' && borrow ? lookAlong(run, true) : null;
  const [unseen] = await allOf([looking ?? Promise.resolve(null), reading.then(() => null)]);
  const pair = await reading;
  // Salesforce has shown the secret, so the setting isn't what it hides the slot for. One more look decides.
  if (unseen?.code === 'SecretAccessDisabled') run.attempt.isSlotRefused = true;
  if (pair.consumerKey !== stays) {
    if (run.rotation.kind === 'emergency') return observe(run);
    const [found, known] = [shortKey(pair.consumerKey), shortKey(place.consumer.consumerKey)];
    throw reason('PrimaryChangedOutside', { app, found, known });
  }
  // Before the run counts as saved, because this isn't done again after that.
  if (run.watched.store === null && run.watched.consumerKey === stays) await keepPlace(run, stays);
  await record(run, { type: 'saved', at: clock.now() });
  await followPrimary(run);
  tell({ kind: 'done', act: 'save-pair', pair: 'new pair', detail: pair.consumerKey });
}

/** The app was watched without its secret. */
async function keepPlace(run: Run, consumerKey: string): Promise<void> {
  const { state, store } = run.ports;
  const reference = store.reference(run.rotation.orgId, consumerKey);
  const { usedStore: _, ...watched } = run.watched;
  run.watched = { ...watched, store: { kind: store.kind, reference } };
  await state.apps.save(run.watched);
}

/** With the flags on, the next deploy of these settings by anybody would make new credentials again. */
export async function resetFlags(run: Run): Promise<void> {
  const { tell, clock } = run.ports;
  const file = await globalSettings(run);
  if (rotationFlags.some((flag) => isOn(file, flag))) {
    tell({ kind: 'doing', act: 'reset-flags' });
    await journalledBy(run, 'deploy', { component: file.fullName }, (_intent, note) =>
      deploy(run, withFlags(run, file, false), (id) => note({ rotation: run.rotation.id, deploy: id })),
    );
  }
  await record(run, { type: 'flags-reset', at: clock.now() });
}

async function globalSettings({ ports, rotation }: Run): Promise<MetadataFile> {
  const { global } = await readComponents(ports.org, { developerName: rotation.app, isPackaged: false });
  if (global) return global;
  throw reason('ComponentMissing', { app: rotation.app, type: 'ExtlClntAppGlobalOauthSettings' });
}

function withFlags({ rotation }: Run, file: MetadataFile, areOn: boolean): MetadataFile {
  const certificate = rotation.emergency?.certificate;
  let edited = withoutSecret(file);
  for (const flag of rotationFlags) edited = { ...edited, content: setElementOf(edited, flag, String(areOn)) };
  if (typeof certificate !== 'object' || elementText(edited, 'certificate')) return edited;
  return { ...edited, content: setElementOf(edited, 'certificate', certificate.pem) };
}

async function deploy(run: Run, file: MetadataFile, onStarted: (id: string) => Promise<void>): Promise<void> {
  const request = { files: [file], checkOnly: false, ignoreWarnings: true };
  // Access depends on it: a leak is open until the credentials are replaced, and with flags left on, any deploy replaces them again.
  await deployAndWait(deployingIn(run), request, { onStarted, onInterrupt: 'continue' });
}

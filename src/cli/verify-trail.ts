import type { Composition } from '../compose.ts';
import { acceptTrail, earlierTrails, type SealedTrail, sealBroken, sealTrail } from '../core/acts/seal-trail.ts';
import { parseSeal, type Seal, type SealCheck, type SealFault, type SealKey, sealText } from '../core/model/seal.ts';
import { linesOf } from '../core/plain/text.ts';
import { isoDay, isoInstant } from '../core/plain/time.ts';
import type { SecretStore, State } from '../core/ports/ports.ts';
import { isKeyturnError, reason } from '../core/reasons/errors.ts';
import { anchorProblems, sealWords } from '../core/words/trail-seal.ts';
import { doneWords } from '../core/words/watch-list.ts';
import type { ContextOf } from './commands.ts';
import { openChosenStore, passphraseOrNothing } from './open-store.ts';
import { usualKind } from './usual-store.ts';
import { wrongCall } from './wrong-call.ts';

interface Wanted {
  /** A seal that was kept elsewhere. */
  readonly head: string | undefined;
  readonly accepts: boolean;
}

/** The store with the key of the seals, or why it isn't open. */
type Opened =
  | { readonly store: SecretStore; readonly trail: SealedTrail }
  | { readonly store: null; readonly why: string };

/**
 * `keyturn history verify`: compares each entry with the one before it, and the entries with their seals.
 * @throws JournalBroken, SealBroken, HeadNotInTrail, UsageInvalid
 */
export async function verifyTrail(context: ContextOf<'history'>, composition: Composition, { head, accepts }: Wanted) {
  const anchor = head === undefined ? null : parseSeal(head);
  if (head !== undefined && anchor === null) throw wrongCall('history', sealWords.badSeal);
  const state = await composition.state();
  await state.journal.verify();
  const opened = await openStore(context, composition, state);
  if (accepts && opened.store === null) throw reason('PassphraseMissing', {});
  const fault = await faultOf(state, opened);
  if (fault && !accepts) throw sealBroken(fault);
  const removed = fault && opened.store ? await accept(composition, { state, store: opened.store, fault }) : null;
  const { lines } = await state.journal.verify();
  const { key, ...found } = await compare(state, opened);
  if (found.fault) throw sealBroken(found.fault);
  const isMadeHere = anchor && (await checkAnchor(state, anchor, { chain: found.chain, key }));
  const why = opened.store === null ? opened.why : null;
  const restored = await lastRestore(state);
  context.output.succeed(
    {
      lines,
      intact: true,
      chain: found.chain,
      head: found.head,
      sealed: found.latest && {
        line: found.latest.line,
        at: isoInstant(found.latest.at),
        seal: sealText(found.latest),
        seals: found.seals,
        checked: key !== null,
      },
      why,
      anchor: anchor && { line: anchor.line, at: isoInstant(anchor.at), checked: isMadeHere },
      accepted: removed,
      restored: restored && { line: restored.line, at: isoInstant(restored.at), sealedBefore: restored.before },
    },
    linesOf(
      removed !== null && sealWords.accepted(removed),
      accepts && removed === null && sealWords.nothingToAccept,
      `✔ ${doneWords.intact(lines)}`,
      sealLines(found),
      restored && `  ${sealWords.restored(restored.line, restored.at, restored.before)}`,
      why !== null && found.latest && `▲ ${sealWords.unchecked(why)}`,
      anchor && sealWords.anchored(anchor.line, anchor.at),
      anchor && isMadeHere === null && `  ${sealWords.anchorUnchecked}`,
    ),
  );
}

/** The entry of the newest restore, and how far the trail was sealed that it replaced; null without one. */
async function lastRestore({ journal }: State) {
  const last = (await journal.list()).findLast(({ action }) => action === 'restore');
  if (!last) return null;
  const { sealed } = last.detail;
  return { line: last.line, at: last.at, before: typeof sealed === 'number' ? sealed : null };
}

/** Never creates a store, and goes on without one whose passphrase nobody knows. */
async function openStore(context: ContextOf<'history'>, composition: Composition, { seals }: State): Promise<Opened> {
  const kind = (await seals.place()).store ?? (await usualKind(composition));
  if (kind === null || (await composition.stores()).isNew(kind)) return { store: null, why: sealWords.noStore };
  let store: SecretStore | null = null;
  try {
    const trail = await composition.trailSeal(async () => {
      store = await openChosenStore(
        composition,
        context,
        kind,
        passphraseOrNothing(context, sealWords.emptyPassphrase),
      );
    });
    const opened = store as SecretStore | null;
    if (opened === null) return { store: null, why: sealWords.noStore };
    const ports = { state: await composition.state(), clock: await composition.clock() };
    return { store: opened, trail: trail ?? (await sealTrail(opened, ports)) };
  } catch (error) {
    const mayBeClosed = ['PassphraseMissing', 'KeychainUnavailable'];
    if (isKeyturnError(error) && mayBeClosed.includes(error.code)) {
      const why = error.code === 'PassphraseMissing' ? sealWords.noPassphrase : error.message;
      return { store: null, why };
    }
    throw error;
  }
}

/** What speaks against the seals, also in the store. */
async function faultOf(state: State, opened: Opened): Promise<SealFault | null> {
  const { fault } = await compare(state, opened);
  if (fault || opened.store === null) return fault;
  if (opened.trail.fault) return opened.trail.fault;
  const earlier = await earlierTrails(opened.store, state);
  return earlier.length > 0 ? { problem: 'other-trail', line: 0 } : null;
}

async function compare({ seals }: State, opened: Opened): Promise<SealCheck & { readonly key: SealKey | null }> {
  const key = opened.store === null ? null : opened.trail.key;
  // A missing key isn't a forged seal.
  const known = opened.store !== null && opened.trail.fault?.problem === 'other-key' ? null : key;
  return { ...(await seals.check(known)), key: known };
}

/** Notes that a person accepted the trail, then seals it. A repeat after a crash notes it again. */
async function accept(
  composition: Composition,
  { state, store, fault }: { readonly state: State; readonly store: SecretStore; readonly fault: SealFault },
): Promise<number> {
  await state.journal.append({
    event: 'noted',
    action: 'accept-trail',
    intent: crypto.randomUUID(),
    orgId: '',
    org: '',
    app: null,
    detail: { problem: fault.problem, line: fault.line },
  });
  return acceptTrail(store, { state, clock: await composition.clock() });
}

/**
 * Whether this store's key made the seal; null if that is unknown.
 * @throws HeadNotInTrail
 */
async function checkAnchor(
  { seals }: State,
  anchor: Seal,
  { chain, key }: { readonly chain: string; readonly key: SealKey | null },
): Promise<boolean | null> {
  const wrong = (problem: string) => reason('HeadNotInTrail', { line: anchor.line, day: isoDay(anchor.at), problem });
  if (anchor.chain !== chain) throw wrong(anchorProblems.otherTrail);
  const hash = await seals.hashOf(anchor.line);
  if (hash === null) throw wrong(anchorProblems.missing);
  if (hash !== anchor.hash) throw wrong(anchorProblems.differs);
  // An earlier key may have made it.
  if (key === null || key.id !== anchor.key) return null;
  if (!seals.isMadeWith(key, anchor)) throw wrong(anchorProblems.forged);
  return true;
}

function sealLines({ latest, head }: SealCheck): readonly string[] {
  if (latest === null) return head === null ? [] : [sealWords.neverSealed];
  const unsealed = (head?.line ?? 0) - latest.line;
  return linesOf(
    `  ${sealWords.sealedUpTo(latest.line, latest.at)}: ${sealText(latest)}`,
    unsealed > 0 && `  ${sealWords.unsealed(unsealed)}`,
  );
}

import { sealBroken } from '../acts/seal-trail.ts';
import type { KeptRecord } from '../model/containment-record.ts';
import type { JournalLine } from '../model/journal.ts';
import type { SealCheck } from '../model/seal.ts';
import type { FoundProblem, SelfCheck } from '../model/self-check.ts';
import { mayHaveSecrets, type SetAsideFile } from '../model/set-aside-file.ts';
import type { SettingsFault } from '../model/settings-fault.ts';
import type { StateBackup } from '../model/state-backup.ts';
import type { UnreadableRecord } from '../model/unreadable-record.ts';
import { linesOf } from '../plain/text.ts';
import type { SignIn, StoreOffer } from '../ports/ports.ts';
import type { InstalledService } from '../ports/service-manager.ts';
import { isKeyturnError, type KeyturnError } from '../reasons/errors.ts';
import type { Unconfirmed } from '../reasons/unconfirmed.ts';
import type { ChannelGap } from '../reminders/channel-route.ts';
import { computerWords, doctorTitles } from '../words/doctor.ts';
import { accessWords } from '../words/doctor-access.ts';
import { stateWords } from '../words/doctor-state.ts';
import { setAsideWords } from '../words/set-aside.ts';
import { settingsFaultWords } from '../words/settings-problems.ts';
import { channelLines, failingLine, heartbeatLines, insideLines, serviceLines } from './daemon-lines.ts';
import { computerLine, type DoctorLine, errorWords } from './doctor-line.ts';

/** Facts about this computer. What couldn't be read is the error. */
export interface ComputerFacts {
  readonly nodeVersion: string;
  readonly home: {
    readonly path: string;
    /** null on Windows. */
    readonly mode: number | null;
    readonly isWritable: boolean;
    /** How other users could replace the files in it. */
    readonly weaknesses: readonly FoundProblem[];
  };
  /** How other users could replace the program itself. */
  readonly programWeaknesses: readonly FoundProblem[];
  /** Free bytes on the disk of the folder; null if unknown. */
  readonly freeBytes: number | null;
  readonly config: SettingsFault | null;
  /** The file store's passphrase file, if one is configured. */
  readonly passphraseFile: KeyturnError | 'fine' | 'none';
  /** Why its passphrase, which the file store uses, would be refused for a new one; null if it wouldn't, or is unknown. */
  readonly passphraseWeakness: string | null;
  /** Without username and password; the error if the variable has no usable address. */
  readonly proxy: string | KeyturnError | null;
  /** The file in `NODE_EXTRA_CA_CERTS`, and how many certificates it has; null if it can't be read. */
  readonly extraCa: { readonly path: string; readonly certificates: number | null; readonly expired: number } | null;
  /** Whether Node also trusts the certificates of this computer. */
  readonly trustsSystem: boolean;
  readonly isTlsUnchecked: boolean;
  readonly isTerminalDumb: boolean;
}

/** keyturn's own data on this computer. */
export interface OwnFacts {
  readonly state: KeyturnError | 'fine' | 'none';
  /** Copies of the state, newest first. */
  readonly backups?: readonly StateBackup[];
  /** Why a person must confirm the state; null if nothing speaks against it. */
  readonly unconfirmed?: Unconfirmed | null;
  /** Records of the state that can't be read. */
  readonly unreadable?: readonly UnreadableRecord[];
  /** What was set aside in place of being deleted. */
  readonly setAside?: readonly SetAsideFile[];
  readonly journal: KeyturnError | { readonly lines: number } | null;
  /** What can be said about the seals without their key; missing if the trail can't be read. */
  readonly seals?: SealCheck | null;
  readonly open: readonly JournalLine[];
  /** Records of containments that the state doesn't know of. */
  readonly containments?: readonly KeptRecord[];
  readonly offers: readonly StoreOffer[] | KeyturnError;
  readonly chosenStore: 'keychain' | 'file' | null;
  /** The store of all watched apps, which commands use if nobody chose one; missing without one. */
  readonly usualStore?: 'keychain' | 'file' | null;
  readonly signIns: readonly SignIn[] | KeyturnError;
  /** The background service; null when none is installed. */
  readonly service: InstalledService | KeyturnError | null;
  /** Files of consumers that every user of this computer can read or change. */
  readonly openFiles?: readonly FoundProblem[];
  /** Why nobody could be told that a secret store doesn't open; missing if somebody can, or if it is unknown. */
  readonly channelGap?: ChannelGap | undefined;
  /** The heartbeats in the settings. */
  readonly heartbeats?: readonly string[];
  /** The last check of the running daemon, if it failed; null otherwise. */
  readonly failing: { readonly words: string; readonly isRunning: boolean } | null;
  /** The running daemon's self-check; null without one. */
  readonly inside: { readonly check: SelfCheck; readonly now: number } | null;
}

const lowestNode = 24;
const littleBytes = 50 * 1024 * 1024;

/** Every line about this computer. */
export function computerLines(computer: ComputerFacts, own: OwnFacts): readonly DoctorLine[] {
  return [
    node(computer),
    home(computer, own),
    ...changeable(computer),
    disk(computer),
    settings(computer),
    ...stateLines(own),
    ...(own.containments ?? []).map((kept) => computerLine('containment', 'failed', stateWords.containment(kept))),
    ...storeLines(computer, own),
    ...(own.setAside ?? []).map((one) =>
      computerLine('set-aside', mayHaveSecrets(one) ? 'warning' : 'note', setAsideWords.found(one)),
    ),
    ...network(computer),
    ...signIns(own),
    ...(computer.isTerminalDumb ? [computerLine('terminal', 'note', computerWords.terminalDumb)] : []),
    ...(own.openFiles ?? []).map((found) =>
      computerLine('consumer-file-open', 'warning', computerWords.openFile(found)),
    ),
    ...serviceLines(own.service),
    ...channelLines(own.channelGap),
    ...heartbeatLines(own.heartbeats),
    ...(own.failing ? [failingLine(own.failing.words, own.failing.isRunning)] : []),
    ...(own.inside ? insideLines(own.inside.check, own.inside.now) : []),
  ];
}

function failed(id: string, title: keyof typeof doctorTitles, error: KeyturnError): DoctorLine {
  return computerLine(id, 'failed', errorWords(doctorTitles[title], error));
}

function node({ nodeVersion }: ComputerFacts): DoctorLine {
  const major = Number(/^v?(\d+)/.exec(nodeVersion)?.[1] ?? 0);
  if (major >= lowestNode) return computerLine('node', 'ok', computerWords.node(nodeVersion));
  return computerLine('node', 'failed', computerWords.nodeOld(nodeVersion, lowestNode));
}

function home({ home: { path, mode, isWritable } }: ComputerFacts, { state }: OwnFacts): DoctorLine {
  if (!isWritable) return computerLine('home', 'failed', computerWords.homeUnwritable(path, state !== 'none'));
  const isOpen = mode !== null && (mode & 0o077) !== 0;
  if (isOpen) return computerLine('home-open', 'warning', computerWords.homeOpen(path, mode));
  return computerLine('home', 'ok', computerWords.home(path));
}

function changeable({
  home: { mode, isWritable, weaknesses },
  programWeaknesses,
}: ComputerFacts): readonly DoctorLine[] {
  return linesOf(
    isWritable && mode === null && computerLine('rights-unchecked', 'warning', accessWords.rightsUnchecked),
    weaknesses.map((one) => computerLine('home-replaceable', 'warning', accessWords.homeReplaceable(one))),
    programWeaknesses.map((one) => computerLine('program-replaceable', 'warning', accessWords.programReplaceable(one))),
  );
}

/** The line for a folder that can't be used. */
export function homeLine(error: KeyturnError): DoctorLine {
  return failed('home', 'home', error);
}

function disk({ freeBytes }: ComputerFacts): DoctorLine {
  if (freeBytes === null || freeBytes >= littleBytes) return computerLine('disk', 'ok', computerWords.disk(freeBytes));
  return computerLine('disk', 'failed', computerWords.diskFull(freeBytes));
}

function settings({ config }: ComputerFacts): DoctorLine {
  if (config === null) return computerLine('config', 'ok', computerWords.config);
  const status = config.concerns === 'policy' ? 'failed' : 'warning';
  return computerLine(
    'config',
    status,
    computerWords.configFaulty(settingsFaultWords(config), config.error.actions[0]),
  );
}

function sealLine(lines: number, seals: SealCheck | null): DoctorLine {
  const fault = seals?.fault ?? null;
  if (fault) return failed('journal', 'journal', sealBroken(fault));
  return computerLine('journal', 'ok', computerWords.journal(lines, seals?.latest ?? null));
}

function stateLines({
  state,
  journal,
  seals,
  open,
  backups,
  unreadable = [],
  unconfirmed = null,
}: OwnFacts): readonly DoctorLine[] {
  if (state === 'none') return [computerLine('state', 'note', computerWords.stateNone)];
  if (state !== 'fine') return [failed('state', 'state', state)];
  const [borrowed] = open.filter(({ action }) => action === 'borrow-secret-access');
  const [move] = open.filter(({ action }) => action === 'move-pairs');
  const begun = open.filter(({ action }) => action !== 'borrow-secret-access' && action !== 'move-pairs');
  const [first] = begun;
  return linesOf(
    unconfirmed && computerLine('state-unconfirmed', 'failed', stateWords.unconfirmed(unconfirmed)),
    unreadable.length === 0 && !unconfirmed && computerLine('state', 'ok', computerWords.state),
    unreadable.map((record) => computerLine('record-unreadable', 'failed', stateWords.unreadable(record))),
    backups && computerLine('backups', backups.length > 0 ? 'ok' : 'note', stateWords.backups(backups)),
    isKeyturnError(journal) ? failed('journal', 'journal', journal) : sealLine(journal?.lines ?? 0, seals ?? null),
    borrowed && computerLine('borrowed', 'warning', computerWords.borrowed(borrowed.org ?? '')),
    move && computerLine('unfinished-move', 'warning', computerWords.unfinishedMove(String(move.detail.to))),
    first &&
      computerLine('unfinished', 'warning', computerWords.unfinished(begun.length, first.app ?? first.org ?? '')),
  );
}

function storeLines(
  { passphraseFile, passphraseWeakness }: ComputerFacts,
  { offers, chosenStore, usualStore = null }: OwnFacts,
): readonly DoctorLine[] {
  if (isKeyturnError(offers)) return [failed('store', 'store', offers)];
  const lines = offers.map(({ kind, problem, place, isNew }) => {
    const id = `store-${kind}`;
    if (!problem) return computerLine(id, 'ok', computerWords.store(kind, place, kind === 'file' && isNew));
    return computerLine(id, chosenStore === kind ? 'failed' : 'note', computerWords.storeUnusable(kind, problem));
  });
  return linesOf(
    lines,
    chosenStore === null && usualStore === null && computerLine('store-choice', 'note', computerWords.storeNotChosen),
    isKeyturnError(passphraseFile) && failed('passphrase-file', 'passphraseFile', passphraseFile),
    passphraseWeakness !== null &&
      computerLine('passphrase-weak', 'warning', accessWords.passphraseWeak(passphraseWeakness)),
  );
}

function network({ proxy, extraCa, trustsSystem, isTlsUnchecked }: ComputerFacts): readonly DoctorLine[] {
  return linesOf(
    isTlsUnchecked && computerLine('tls-unchecked', 'failed', computerWords.tlsUnchecked),
    extraCa && extraCaLine(extraCa),
    trustsSystem && computerLine('system-ca', 'note', computerWords.systemCa),
    isKeyturnError(proxy) && failed('proxy', 'proxy', proxy),
    typeof proxy === 'string' && computerLine('proxy', 'note', computerWords.proxy(proxy)),
  );
}

function extraCaLine({ path, certificates, expired }: NonNullable<ComputerFacts['extraCa']>): DoctorLine {
  if (certificates === null) return computerLine('extra-ca', 'failed', computerWords.extraCaUnreadable(path));
  if (certificates === 0) return computerLine('extra-ca', 'warning', computerWords.extraCaEmpty(path));
  // A bundle often keeps a few old ones.
  if (expired === certificates) return computerLine('extra-ca', 'warning', computerWords.extraCaExpired(path, expired));
  return computerLine('extra-ca', 'note', computerWords.extraCa(path, certificates));
}

function signIns({ signIns: all }: OwnFacts): readonly DoctorLine[] {
  if (isKeyturnError(all)) return [failed('sign-ins', 'signIns', all)];
  if (all.length === 0) return [computerLine('sign-ins-none', 'note', computerWords.signInsNone)];
  return [
    computerLine('sign-ins', 'ok', computerWords.signIns(all.length)),
    ...all.flatMap((one) =>
      one.broken ? [computerLine('sign-in-broken', 'warning', computerWords.signIn(nameOf(one), one.broken))] : [],
    ),
    ...all.flatMap((one) => {
      if (one.broken !== null || one.ending === null) return [];
      const status = one.ending.at === null ? 'warning' : 'note';
      return [computerLine('sign-in-ending', status, computerWords.signIn(nameOf(one), one.ending))];
    }),
  ];
}

function nameOf({ username, aliases }: SignIn): string {
  return aliases[0] ?? username;
}

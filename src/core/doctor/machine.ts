import type { JournalLine } from '../model/journal.ts';
import type { SelfCheck } from '../model/self-check.ts';
import { countOf, plainText } from '../plain/text.ts';
import type { SignIn, StoreOffer } from '../ports/ports.ts';
import type { InstalledService } from '../ports/service-manager.ts';
import type { KeyturnError } from '../reasons/errors.ts';
import { insideLines } from './inside.ts';
import { type DoctorLine, fromError, machineLine } from './line.ts';
import { serviceLines } from './service.ts';

/** What a look at this computer found. Whatever could not be looked at is the error that came of it. */
export interface MachineFacts {
  readonly nodeVersion: string;
  readonly home: { readonly path: string; readonly mode: number | null; readonly isWritable: boolean };
  /** Bytes that are free where the home lies; null where the system doesn't tell. */
  readonly freeBytes: number | null;
  readonly config: KeyturnError | null;
  /** The file store's passphrase file, when one is named. */
  readonly passphraseFile: KeyturnError | 'fine' | 'none';
  readonly proxy: string | null;
  /** `NODE_EXTRA_CA_CERTS` and whether that file can be read. */
  readonly extraCa: { readonly path: string; readonly isReadable: boolean } | null;
  readonly isTlsUnchecked: boolean;
  readonly isTerminalDumb: boolean;
}

/** What keyturn itself knows and holds on this computer. */
export interface OwnFacts {
  readonly state: KeyturnError | 'fine' | 'none';
  readonly journal: KeyturnError | { readonly lines: number } | null;
  readonly open: readonly JournalLine[];
  readonly offers: readonly StoreOffer[] | KeyturnError;
  readonly chosenStore: 'keychain' | 'file' | null;
  readonly signIns: readonly SignIn[] | KeyturnError;
  /** The service that runs the daemon; null when none is installed. */
  readonly service: InstalledService | KeyturnError | null;
  /** What the running daemon found where it runs; null when none runs, or it has not looked yet. */
  readonly inside: { readonly check: SelfCheck; readonly now: number } | null;
}

const lowestNode = 24;
const littleBytes = 50 * 1024 * 1024;

/** Every line about this computer. */
export function machineLines(machine: MachineFacts, own: OwnFacts): readonly DoctorLine[] {
  return [
    node(machine),
    ...home(machine),
    disk(machine),
    config(machine),
    ...stateLines(own),
    ...storeLines(machine, own),
    ...network(machine),
    ...signIns(own),
    ...surroundings(machine),
    ...serviceLines(own.service),
    ...(own.inside ? insideLines(own.inside.check, own.inside.now) : []),
  ];
}

function node({ nodeVersion }: MachineFacts): DoctorLine {
  const major = Number(/^v?(\d+)/.exec(nodeVersion)?.[1] ?? 0);
  if (major >= lowestNode) return machineLine('node', 'Node', { status: 'ok', finding: nodeVersion });
  return machineLine('node', 'Node', {
    status: 'failed',
    finding: `${nodeVersion} is older than ${lowestNode}`,
    cure: `Install Node ${lowestNode} or newer; \`npm start\` in a clone fetches it by itself.`,
  });
}

function home({ home: { path, mode, isWritable } }: MachineFacts): readonly DoctorLine[] {
  if (!isWritable) {
    const cure = `Make ${path} writable for this user, or set KEYTURN_HOME to another folder.`;
    return [machineLine('home', 'Folder', { status: 'failed', finding: `${path} can’t be written to`, cure })];
  }
  if (mode !== null && (mode & 0o077) !== 0) {
    const finding = `${path} is open to others (mode ${mode.toString(8).padStart(4, '0')})`;
    const cure = `\`keyturn doctor --repair\` sets it to 0700, or: chmod 700 '${path}'`;
    return [machineLine('home-open', 'Folder', { status: 'warning', finding, cure })];
  }
  return [machineLine('home', 'Folder', { status: 'ok', finding: path })];
}

/** Why there is no folder at all to keep anything in. */
export function homeLine(error: KeyturnError): DoctorLine {
  return machineLine('home', 'Folder', fromError(error));
}

function disk({ freeBytes }: MachineFacts): DoctorLine {
  if (freeBytes === null || freeBytes >= littleBytes) {
    const finding = freeBytes === null ? 'not told' : `${Math.round(freeBytes / 1024 / 1024)} MB free`;
    return machineLine('disk', 'Disk', { status: 'ok', finding });
  }
  return machineLine('disk', 'Disk', {
    status: 'failed',
    finding: `${Math.round(freeBytes / 1024 / 1024)} MB are left`,
    cure: 'Free some space: a pair that can’t be written is not rotated.',
  });
}

function config({ config: problem }: MachineFacts): DoctorLine {
  if (!problem) return machineLine('config', 'Settings', { status: 'ok', finding: 'can be read' });
  return machineLine('config', 'Settings', fromError(problem));
}

function stateLines({ state, journal, open }: OwnFacts): readonly DoctorLine[] {
  if (state === 'none') {
    return [machineLine('state', 'State', { status: 'note', finding: 'nothing is watched from this computer yet' })];
  }
  if (state !== 'fine') return [machineLine('state', 'State', fromError(state))];
  const borrowed = open.filter(({ action }) => action === 'borrow-secret-access');
  const moves = open.filter(({ action }) => action === 'move-pairs');
  const begun = open.filter(({ action }) => action !== 'borrow-secret-access' && action !== 'move-pairs');
  return [
    machineLine('state', 'State', { status: 'ok', finding: 'can be read' }),
    journal && !('lines' in journal)
      ? machineLine('journal', 'Audit trail', fromError(journal))
      : machineLine('journal', 'Audit trail', {
          status: 'ok',
          finding: `${countOf(journal?.lines ?? 0, 'line')}, whole`,
        }),
    ...(borrowed.length > 0
      ? [
          machineLine('borrowed', 'Borrowed setting', {
            status: 'warning',
            finding: `secret access over REST was borrowed in ${plainText(borrowed[0]?.org ?? '')} and not given back yet`,
            cure: `The next \`keyturn setup\` or \`watch\` of that org gives it back; or Setup ▸ External Client App Settings.`,
          }),
        ]
      : []),
    ...moves.slice(0, 1).map(({ detail }) =>
      machineLine('unfinished-move', 'Unfinished move', {
        status: 'warning',
        finding: `moving the secrets to the ${plainText(String(detail.to))} ended too early; some may be in both places`,
        cure: `Run \`keyturn store move ${plainText(String(detail.to))}\` again: it finishes.`,
      }),
    ),
    ...(begun.length > 0
      ? [
          machineLine('unfinished', 'Unfinished work', {
            status: 'warning',
            finding: `${countOf(begun.length, 'change')} without a known outcome, the first for ${plainText(begun[0]?.app ?? begun[0]?.org ?? '')}`,
            cure: 'Run `keyturn setup` for that app again: it looks at the org first, and finishes.',
          }),
        ]
      : []),
  ];
}

function storeLines({ passphraseFile }: MachineFacts, { offers, chosenStore }: OwnFacts): readonly DoctorLine[] {
  if (!Array.isArray(offers)) return [machineLine('store', 'Secret store', fromError(offers as KeyturnError))];
  const lines = offers.map(({ kind, problem, place, isNew }: StoreOffer) => {
    const title = kind === 'keychain' ? 'Keychain' : 'Encrypted file';
    if (!problem) {
      const finding = kind === 'file' && isNew ? `${place}, not made yet` : place;
      return machineLine(`store-${kind}`, title, { status: 'ok', finding });
    }
    const status = chosenStore === kind ? 'failed' : 'note';
    return machineLine(`store-${kind}`, title, { status, finding: problem.problem, cure: problem.cure });
  });
  return [
    ...lines,
    ...(chosenStore === null
      ? [
          machineLine('store-choice', 'Secret store', {
            status: 'note',
            finding: 'none is chosen',
            cure: 'Set KEYTURN_STORE, `store` in config.json5, or --store keychain|file.',
          }),
        ]
      : []),
    ...(passphraseFile === 'none' || passphraseFile === 'fine'
      ? []
      : [machineLine('passphrase-file', 'Passphrase file', fromError(passphraseFile))]),
  ];
}

function network({ proxy, extraCa, isTlsUnchecked }: MachineFacts): readonly DoctorLine[] {
  const lines: DoctorLine[] = [];
  if (isTlsUnchecked) {
    lines.push(
      machineLine('tls-unchecked', 'TLS', {
        status: 'failed',
        finding: 'NODE_TLS_REJECT_UNAUTHORIZED=0: anybody on the way can read every secret',
        cure: 'Unset it; a company’s own certificate goes into NODE_EXTRA_CA_CERTS.',
      }),
    );
  }
  if (extraCa) {
    lines.push(
      extraCa.isReadable
        ? machineLine('extra-ca', 'TLS', {
            status: 'note',
            finding: `certificates of ${extraCa.path} are trusted, too`,
          })
        : machineLine('extra-ca', 'TLS', {
            status: 'failed',
            finding: `NODE_EXTRA_CA_CERTS names ${extraCa.path}, which can’t be read`,
            cure: 'Name a PEM file that this user may read, or unset it.',
          }),
    );
  }
  if (proxy) lines.push(machineLine('proxy', 'Proxy', { status: 'note', finding: `requests go through ${proxy}` }));
  return lines;
}

function signIns({ signIns: found }: OwnFacts): readonly DoctorLine[] {
  if (!Array.isArray(found)) return [machineLine('sign-ins', 'Sign-ins', fromError(found as KeyturnError))];
  const all = found as readonly SignIn[];
  if (all.length === 0) {
    const cure = '`sf org login web --alias <name>`, or *Log in to another org* in `keyturn setup`.';
    return [machineLine('sign-ins-none', 'Sign-ins', { status: 'note', finding: 'none on this computer', cure })];
  }
  const broken = all.filter((one) => one.broken !== null);
  return [
    machineLine('sign-ins', 'Sign-ins', { status: 'ok', finding: countOf(all.length, 'org') }),
    ...broken.map(({ username, aliases, broken: why }) =>
      machineLine('sign-in-broken', 'Sign-in', {
        status: 'warning',
        finding: `${plainText(aliases[0] ?? username)}: ${plainText(why?.problem ?? '')}`,
        cure: why?.cure ?? null,
      }),
    ),
    ...all.filter(({ broken: why }) => why === null).flatMap(endingSoon),
  ];
}

function endingSoon({ username, aliases, ending }: SignIn): readonly DoctorLine[] {
  if (ending === null) return [];
  const finding = `${plainText(aliases[0] ?? username)}: ${plainText(ending.problem, 300)}`;
  const status = ending.at === null ? 'warning' : 'note';
  return [machineLine('sign-in-ending', 'Sign-in', { status, finding, cure: plainText(ending.cure, 400) })];
}

function surroundings({ isTerminalDumb }: MachineFacts): readonly DoctorLine[] {
  if (!isTerminalDumb) return [];
  return [machineLine('terminal', 'Terminal', { status: 'note', finding: 'TERM=dumb: screens are plain lines' })];
}

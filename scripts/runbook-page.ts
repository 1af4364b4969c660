import type { Reason } from '../src/core/reasons/reason.ts';
import { exitCodes } from './reference/exit-codes-page.ts';

const intro = `# Runbook

Every error of keyturn, by reason code: the message, whether integrations are affected, and what to do. A command adds what its own
records say about the access of its apps: that integrations work as before, or which ones keyturn has blocked. The terminal shows the
code after the message. With \`--json\` it is in \`name\`. Words in ‹…› are placeholders.

\`npm run runbook\` generates this page from \`src/core/reasons\`.
`;

/** The text of docs/runbook.md. */
export function runbook(catalogue: Readonly<Record<string, Reason<never>>>): string {
  const entries = Object.entries(catalogue).sort(([one], [other]) => one.localeCompare(other));
  return [intro, ...entries.map(([code, entry]) => section(code, entry))].join('\n');
}

/** What else a reason may say, by what is different in its detail. */
const variants: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  BackupElsewhere: [{ isPractice: true }],
  BackupLocked: [
    { isWrong: false, needs: 'keys' },
    { isWrong: false, needs: 'passphrase' },
  ],
  HandOverPending: [{ isReadBack: true }],
  HomeNotWritable: [{ isNew: true }],
  HostNotAllowed: [{ watched: null }],
  HostNotEncrypted: [{ isSalesforce: false }],
  PracticeOrgRunning: [{ pid: null }],
  PrimaryChangedOutside: [{ isEmergency: false }],
  ProofRefused: [{ restored: true }],
  ProofWrongUser: [{ restored: true }],
  RecordUnreadable: [{ app: null }],
  RestoreOverState: [{ isState: false }],
  SignInBroken: [{ org: null }],
  StateDamaged: [{ setAside: null }],
  StateLost: [{ link: undefined }],
  StoreDamaged: [
    { folder: null },
    { folder: null, isUnread: true },
    { isUnread: true, instead: 'lost' },
    { isUnread: true, instead: 'remade' },
  ],
  TlsUnchecked: [{ org: undefined }],
};

function section(code: string, entry: Reason<never>): string {
  const details = [{}, ...(variants[code] ?? [])].map(namedDetail);
  const [first = '', ...others] = details.map((detail) =>
    [`> ${entry.message(detail)}`, ...entry.actions(detail).map((action) => `- ${action}`)].join('\n'),
  );
  const [message = '', ...actions] = first.split('\n');
  return [
    `## ${code}`,
    '',
    message,
    '',
    `Exit code ${entry.exit} (${exitCodes[entry.exit].name}). ${entry.safe}`,
    '',
    ...actions,
    '',
    ...others.flatMap((other) => ['Or:', '', other.replace('\n', '\n\n'), '']),
  ].join('\n');
}

/** A detail whose values are their own names, in ‹…›. @param given values that differ */
export function namedDetail(given: Readonly<Record<string, unknown>> = {}): never {
  const lists =
    /^(known|choices|consumers|permissions|powers|signs|permissionSets|names|failures|components|candidates|flows|unseen|given|failed|others|uses|traces|ids|waitsFor|apps)$/;
  const flags = /^(restored|isPrimary|isCurrent|isPractice|isTyped|hasNoKey|isNew|isReadBack|isUnread|canAbandon)$/;
  // Optional parts: the page shows the message without them.
  const instants = /^(since|until|passphraseFile|instead|gone)$/;
  return new Proxy(
    {},
    {
      get: (_target, name) => {
        if (Object.hasOwn(given, name)) return given[String(name)];
        if (name === 'watched') return { app: '‹app›', instanceUrl: '‹watchedAt›' };
        const text = `‹${name === 'cure' ? 'what to do' : String(name)}›`;
        if (flags.test(String(name))) return false;
        if (instants.test(String(name))) return null;
        return lists.test(String(name)) ? [text] : text;
      },
    },
  ) as never;
}

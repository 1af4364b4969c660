import type { Reason } from '../src/core/reasons/reason.ts';

const classes: Readonly<Record<number, string>> = {
  1: 'failed',
  2: 'the call is wrong, nothing was touched',
  3: 'a person has to decide',
  75: 'passing fault, the same command goes on',
  130: 'interrupted',
};

const intro = `# Runbook

Every way in which keyturn stops, by reason code: what it says, whether the integration is safe, what to do. The code stands
behind the message on the terminal and in \`name\` with \`--json\`. Words in ‹…› are filled in.

This page is written by \`npm run runbook\` from the catalogue in \`src/core/reasons\`.
`;

/** The runbook page, made from the catalogue itself so that the two can't differ. */
export function runbook(catalogue: Readonly<Record<string, Reason<never>>>): string {
  const entries = Object.entries(catalogue).sort(([one], [other]) => one.localeCompare(other));
  return [intro, ...entries.map(([code, entry]) => section(code, entry))].join('\n');
}

function section(code: string, entry: Reason<never>): string {
  const detail = namedDetail();
  const kind = classes[entry.exit] ?? '';
  return [
    `## ${code}`,
    '',
    `> ${entry.message(detail)}`,
    '',
    `Exit code ${entry.exit} (${kind}). ${entry.safe}`,
    '',
    ...entry.actions(detail).map((action) => `- ${action}`),
    '',
  ].join('\n');
}

/** Every detail that a sentence asks for is its own name. */
function namedDetail(): never {
  const lists =
    /^(known|choices|consumers|permissions|powers|signs|permissionSets|names|failures|components|candidates|flows|unseen|given|failed)$/;
  const flags = /^(restored|isPrimary|isPractice)$/;
  // Instants that a sentence leaves out where nobody knows them.
  const instants = /^(since|until)$/;
  return new Proxy(
    {},
    {
      get: (_target, name) => {
        const text = `‹${String(name)}›`;
        if (flags.test(String(name))) return false;
        if (instants.test(String(name))) return null;
        return lists.test(String(name)) ? [text] : text;
      },
    },
  ) as never;
}

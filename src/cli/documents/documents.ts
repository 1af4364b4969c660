import { z } from 'zod';
import { answersSchema } from '../answers-schema.ts';
import { commands } from '../commands.ts';
import { decommissionReport } from './decommission.ts';
import { help, version } from './help.ts';
import { incident, incidents } from './incident.ts';
import { texts } from './kinds.ts';
import { execDelivery, failure, fileDelivery, notices, proveWith, revealAws, revealJson } from './messages.ts';
import { results } from './results.ts';

/** A JSON document that keyturn writes or reads. */
export interface JsonDocument {
  /** Name of its schema file. */
  readonly name: string;
  readonly title: string;
  /** Where it appears. */
  readonly where: string;
  readonly kind: z.ZodType;
  /** Of a command: its whole name. */
  readonly command?: string;
}

/** On standard output when a command with `--json` has worked. */
function success(result: z.ZodType) {
  return z.object({
    status: z.literal(0).describe('0: the command worked.'),
    result,
    warnings: texts('What else you should know.'),
  });
}

const ofCommands = (Object.keys(commands) as (keyof typeof commands)[]).map((command): JsonDocument => {
  const call = command === 'daemon' ? 'daemon --once' : command;
  return {
    name: command.replace(' ', '-'),
    title: `keyturn ${call} --json`,
    where: `Standard output of \`keyturn ${call} --json\`.`,
    kind: success(results[command]),
    command,
  };
});

const others: readonly JsonDocument[] = [
  {
    name: 'help',
    title: 'keyturn help --json',
    where: 'Standard output of `keyturn help --json`, `keyturn help <command> --json` and of `--help --json`.',
    kind: success(help),
  },
  {
    name: 'version',
    title: 'keyturn version --json',
    where: 'Standard output of `keyturn version --json` and `keyturn --version --json`.',
    kind: success(version),
  },
  {
    name: 'error',
    title: 'A failed command with --json',
    where: 'Standard output of every command with `--json` that fails.',
    kind: failure,
  },
  {
    name: 'incident',
    title: 'Incident report',
    where: '`keyturn emergency` writes it beside the Markdown report.',
    kind: incident,
  },
  {
    name: 'incidents',
    title: 'Incident report on several apps',
    where: '`keyturn emergency --all` writes it beside the Markdown report.',
    kind: incidents,
  },
  {
    name: 'decommission-report',
    title: 'Report of a decommissioned app',
    where: '`keyturn decommission` writes it beside the Markdown report.',
    kind: decommissionReport,
  },
  {
    name: 'notices',
    title: 'Notices',
    where:
      'The body that a `webhook` channel posts, the standard input of a `command` channel, and a line of a `log` channel.',
    kind: notices,
  },
  {
    name: 'deliver-exec',
    title: 'Delivery to a program',
    where: 'Standard input of a program named with `--deliver exec:<program>`.',
    kind: execDelivery,
  },
  {
    name: 'deliver-file',
    title: 'Delivery to a JSON file',
    where:
      'A file named with `--deliver file:<path>` whose name ends in `.json`. Other fields of the file stay as they are.',
    kind: fileDelivery,
  },
  {
    name: 'prove-with',
    title: 'Verification by a program',
    where: 'Standard input of a program named with `--prove-with exec:<program>`.',
    kind: proveWith,
  },
  {
    name: 'reveal-json',
    title: 'Exported credentials',
    where: 'Output of `keyturn reveal --format json`.',
    kind: revealJson,
  },
  {
    name: 'reveal-aws',
    title: 'Exported credentials for AWS Secrets Manager',
    where: 'Output of `keyturn reveal --format aws`.',
    kind: revealAws,
  },
  {
    name: 'answers',
    title: 'Answers file',
    where: 'The file that `keyturn setup --save-answers` writes and `--answers` reads. It may have comments (JSON5).',
    kind: answersSchema,
  },
];

/** Every JSON document but the settings, which belong to an adapter. */
export const documents: readonly JsonDocument[] = [...ofCommands, ...others];

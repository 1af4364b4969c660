import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { machineClock, textFiles } from '../../compose.ts';
import { withoutSecrets } from '../../core/plain/mask.ts';
import { outsideError } from '../../core/plain/outside-text.ts';
import { countOf, plainText } from '../../core/plain/text.ts';
import { isKeyturnError, reason } from '../../core/reasons/errors.ts';
import { createStandIns } from '../../core/support/stand-ins.ts';
import { type SupportSection, supportPage, supportWords } from '../../core/words/support.ts';
import type { RunCommand } from '../commands.ts';
import type { CommandContext } from '../context.ts';
import {
  auditLines,
  daemonLines,
  doctorLines,
  knownNames,
  logLines,
  type SupportFacts,
  settingsLines,
  stateLines,
  versionLines,
} from '../support-facts.ts';

const longestLine = 1_000;

/** `keyturn support <file>`: one file for a person who helps. It works whatever else is broken, and opens no secret store. */
export const support: RunCommand<'support'> = async (context, { file, withNames }) => {
  const path = resolve(file);
  if (existsSync(path)) throw reason('FileExists', { path });
  const composition = await context.compose({ isInteractive: false, opensNoStore: true });
  let opened: ReturnType<SupportFacts['state']> | null = null;
  const open = async () => ((await composition.hasState()) ? composition.state() : null);
  const facts: SupportFacts = { context, composition, state: () => (opened ??= open()) };
  const replaced = withNames ? null : createStandIns(await knownNames(facts));
  const folders = foldersIn(context.env);
  const withoutFolders = (text: string) => folders.reduce((rest, [path, mask]) => rest.replaceAll(path, mask), text);
  const standIns = (text: string) => (replaced ? replaced(withoutFolders(text)) : text);
  const clean = (line: string) => standIns(withoutSecrets(withoutQuotes(plainText(line, longestLine))));
  const read = async (title: string, work: () => readonly string[] | Promise<readonly string[]>) => {
    const lines = await Promise.resolve().then(work).catch(unreadable);
    return { title, lines: lines.map(clean) };
  };
  // One after the other, because a damaged state is moved away only once.
  const sections: SupportSection[] = [
    await read('Versions', () => versionLines(context)),
    await read('Checks', () => doctorLines(facts)),
    await read('Settings', () => settingsLines(facts)),
    await read('Daemon', () => daemonLines(facts)),
    await read('State', () => stateLines(facts)),
    await read('Audit trail', () => auditLines(facts)),
    await read('Logs', () => logLines(facts)),
  ];
  const text = supportPage({ at: (await machineClock()).now(), hasNames: withNames, sections });
  const written = await (await textFiles()).writeNew(path, text);
  const counts = sections.map(({ title, lines }) => ({ title, lines: lines.length }));
  context.output.succeed({ file: written, hasNames: withNames, sections: counts }, [
    `✔ Wrote ${written}.`,
    ...counts.map(({ title, lines }) => `  ${title.padEnd(12)} ${countOf(lines, 'line')}`),
    supportWords.names(withNames),
    '▲ keyturn sent it to nobody. Read it before you send it.',
  ]);
  return 0;
};

/** Paths whose folders may name a customer or a person, each with what stands for it. */
function foldersIn(env: CommandContext['env']): readonly (readonly [path: string, mask: string])[] {
  const named = (['KEYTURN_PASSPHRASE_FILE', 'KEYTURN_HOME'] as const).flatMap((name) => {
    const path = env[name];
    return path ? [[resolve(path), `<${name}>`] as const] : [];
  });
  return [...named, [homedir(), '~'] as const].filter(([path]) => path.length > 1);
}

/** An error in the settings may quote what a person wrote there. */
function withoutQuotes(line: string): string {
  return line.replace(/"[^"]{0,40}" is /g, '"…" is ');
}

function unreadable(error: unknown): readonly string[] {
  const code = isKeyturnError(error) ? error.code : 'Defect';
  return [supportWords.unreadable(code, outsideError(error))];
}

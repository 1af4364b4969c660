import { constants } from 'node:fs';
import { access, stat, unlink } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { recordText } from '../model/containment-record.ts';
import { parseJson } from '../plain/json.ts';
import type { Incidents } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';
import { fileProblems } from '../words/file-problems.ts';
import { writeDurably } from './durable-file.ts';
import { fileReason, systemCode } from './file-problem.ts';
import { writeNew } from './files.ts';
import { privateFolder } from './home.ts';
import { recordFolders, recordName, recordsIn } from './kept-records.ts';
import { refuseForeign } from './own-files.ts';
import { kindProblem, readStart } from './regular-file.ts';

/** In bytes. Far more than a report has. */
const longestReport = 50_000_000;
const cardTitle = '# Break-glass card';

type Report = Parameters<Incidents['writeReport']>[1];

/**
 * Writes reports and cards as files with mode 0600. By default, reports go to `incidents` in this folder.
 * @param worded adapts the commands in them to how keyturn is started
 * @param spareFolders where the record of a containment goes if the state can't be written
 */
export function createIncidents(
  folder: string,
  worded = (text: string) => text,
  spareFolders = recordFolders(folder),
): Incidents {
  return {
    keepRecord: async (run, record) => {
      const text = recordText(record, folder);
      const name = `${recordName}${fileNameOf(`${record.app}-${run}`)}.json`;
      for (const spare of spareFolders) {
        const path = await writeNew(join(spare, name), text).catch(() => null);
        if (path !== null) return { path, text };
      }
      return { path: null, text };
    },
    keptRecords: () => recordsIn(folder, spareFolders),
    removeRecord: (path) => unlink(path).catch(() => undefined),
    writeReport: async (run, report, to) => {
      if (to !== null) requireAbsolute(to);
      const own = join(folder, 'incidents');
      if (to === null) await refuseForeign([own]);
      const base = to ?? join(privateFolder(own), fileNameOf(run));
      await requireReportPlace(base);
      return writeReport(base, run, wordedReport(report, worded));
    },
    inspectReport: async (run, to) => {
      requireAbsolute(to);
      await requireReportPlace(to);
      await access(dirname(to), constants.W_OK | constants.X_OK).catch((error: unknown) => {
        throw fileReason('FileNotWritten', to, error);
      });
      const isAnother = !(await holdsReportOf(`${to}.json`, run)) && (await isThere(`${to}.md`));
      if (isAnother) throw reason('FileExists', { path: `${to}.md` });
    },
    writeCard: async (path, markdown) => {
      await requireFolder(path);
      await requireRegular(path);
      // Any other existing file is not ours to overwrite.
      if ((await isThere(path)) && !(await isCard(path))) throw reason('FileExists', { path });
      await write(path, worded(markdown), false);
    },
  };
}

function wordedReport({ markdown, json }: Report, worded: (text: string) => string): Report {
  const follow = (field: string, value: unknown) =>
    field === 'nextSteps' && Array.isArray(value) ? value.map((step) => worded(String(step))) : value;
  return { markdown: worded(markdown), json: JSON.parse(JSON.stringify(json), follow) };
}

/** Writes the JSON first: it names the run of both files, even after a crash in between. */
async function writeReport(base: string, run: string, { markdown, json }: Report): Promise<string> {
  const paths = { markdown: `${base}.md`, json: `${base}.json` };
  const isOurs = await holdsReportOf(paths.json, run);
  if (!isOurs && (await isThere(paths.markdown))) throw reason('FileExists', { path: paths.markdown });
  const content = typeof json === 'object' && json !== null && !Array.isArray(json) ? json : { report: json };
  await write(paths.json, `${JSON.stringify({ ...content, run }, null, 2)}\n`, !isOurs);
  await write(paths.markdown, markdown, !isOurs);
  return paths.markdown;
}

/** False if there is no such file. @throws FileExists for anything except a report of this run */
async function holdsReportOf(path: string, run: string): Promise<boolean> {
  if (!(await isThere(path))) return false;
  // An unreadable file is not our report.
  const found = parseJson(String(await readStart(path, longestReport).catch(() => '')));
  if (typeof found === 'object' && found !== null && 'run' in found && found.run === run) return true;
  throw reason('FileExists', { path });
}

function requireAbsolute(path: string): void {
  if (!isAbsolute(path)) throw reason('FileNotWritten', { path, problem: fileProblems.notAbsolute });
}

/** @throws FileNotWritten if the folder is missing, or if something other than a file is where the report goes */
async function requireReportPlace(base: string): Promise<void> {
  await requireFolder(base);
  await Promise.all([base, `${base}.md`, `${base}.json`].map(requireRegular));
}

/** @throws FileNotWritten */
async function requireFolder(path: string): Promise<void> {
  const parent = dirname(path);
  if (!(await stat(parent).catch(() => null))?.isDirectory()) {
    throw reason('FileNotWritten', { path, problem: fileProblems.noFolder(parent) });
  }
}

/** Nothing may be there, or a regular file. @throws FileNotWritten */
async function requireRegular(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  const problem = found && kindProblem(found);
  if (problem !== null) throw reason('FileNotWritten', { path, problem });
}

async function isCard(path: string): Promise<boolean> {
  const start = await readStart(path, cardTitle.length).catch((error: unknown) => {
    throw fileReason('FileNotWritten', path, error);
  });
  return start.toString('utf8') === cardTitle;
}

async function write(path: string, content: string, isNew: boolean): Promise<void> {
  try {
    await writeDurably({ path, content, isNew });
  } catch (error) {
    if (systemCode(error) === 'EEXIST') throw reason('FileExists', { path }, { cause: error });
    throw fileReason('FileNotWritten', path, error);
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw fileReason('FileNotWritten', path, error);
  }
}

/** Run ids are our own, but still must not lead out of the folder. */
function fileNameOf(run: string): string {
  return run.replace(/[^\w-]/g, '_');
}

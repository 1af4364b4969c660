import { chmod, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join, posix, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { componentOfPath, pathOfComponent } from '../external-client-app/component-path.ts';
import type { Project, ProjectFile } from '../project/project.ts';
import { reason } from '../reasons/errors.ts';
import { fileProblems } from '../words/file-problems.ts';
import { writeDurably } from './durable-file.ts';
import { fileProblem, fileReason, orFileReason, systemCode } from './file-problem.ts';
import { readWhole } from './regular-file.ts';

const definition = 'sfdx-project.json';
/** An app's metadata files have a few kilobytes each. */
const mostBytes = 1_000_000;
const mostFolders = 20_000;
const skipped = new Set(['.git', '.sf', '.sfdx', 'node_modules']);

const schema = z.object({
  packageDirectories: z.array(z.object({ path: z.string().min(1).max(500) })).min(1),
  sourceApiVersion: z
    .string()
    .regex(/^\d{2,3}\.0$/)
    .optional(),
});

/**
 * The Salesforce DX project in a folder or above it, or null.
 * @throws ProjectUnreadable for an unreadable definition, a package directory outside the project, or a file that is too large
 */
export async function openProject(folder: string): Promise<Project | null> {
  const root = await findRoot(resolve(folder));
  if (root === null) return null;
  const { packageDirectories, sourceApiVersion } = await readDefinition(root);
  const folders = packageDirectories.map(({ path }) => inside(root, path));
  const files: ProjectFile[] = [];
  for (const one of folders) files.push(...(await readComponents(root, one)));
  const manifests = await readManifests(root);
  const [first = root] = folders;
  return {
    root,
    isInGit: (await above(root, '.git')) !== null,
    apiVersion: sourceApiVersion ?? null,
    newSources: sourcesIn(root, first, files),
    files,
    manifests,
    read: async (source) => ((await isThere(inside(root, source))) ? readBounded(inside(root, source)) : null),
    write: (source, content) => write(inside(root, source), content),
  };
}

async function findRoot(folder: string): Promise<string | null> {
  const found = await above(folder, definition);
  return found === null ? null : dirname(found);
}

async function above(folder: string, name: string): Promise<string | null> {
  for (let at = folder; ; at = dirname(at)) {
    if (await isThere(join(at, name))) return join(at, name);
    if (dirname(at) === at) return null;
  }
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function readDefinition(root: string): Promise<z.infer<typeof schema>> {
  const path = join(root, definition);
  try {
    return schema.parse(JSON.parse((await readBounded(path)).toString('utf8')));
  } catch (error) {
    const problem = error instanceof z.ZodError ? fileProblems.noPackage : fileProblem(error);
    throw reason('ProjectUnreadable', { path, problem }, { cause: error });
  }
}

/** @throws ProjectUnreadable for a path that leads out of the project */
function inside(root: string, path: string): string {
  const whole = resolve(root, path);
  if (whole === root || whole.startsWith(root + sep)) return whole;
  throw reason('ProjectUnreadable', { path, problem: fileProblems.outside });
}

async function readComponents(root: string, folder: string): Promise<ProjectFile[]> {
  const files: ProjectFile[] = [];
  const open = [folder];
  for (let looked = 0; open.length > 0; looked += 1) {
    const at = open.pop() as string;
    if (looked >= mostFolders)
      throw reason('ProjectUnreadable', { path: folder, problem: fileProblems.tooManyFolders });
    const entries = await readdir(at, { withFileTypes: true }).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return [];
      throw fileReason('ProjectUnreadable', at, error);
    });
    for (const entry of entries) {
      const path = join(at, entry.name);
      if (entry.isDirectory() && !skipped.has(entry.name)) open.push(path);
      const ref = entry.isFile() ? componentOfPath(path.split(sep).join('/')) : null;
      if (ref)
        files.push({
          ...ref,
          path: pathOfComponent(ref),
          source: portable(root, path),
          content: await readBounded(path),
        });
    }
  }
  return files.sort((one, other) => (one.source < other.source ? -1 : 1));
}

function portable(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}

async function readBounded(path: string): Promise<Buffer> {
  return readWhole(path, mostBytes).catch((error: unknown) => {
    throw fileReason('ProjectUnreadable', path, error);
  });
}

async function readManifests(root: string) {
  const others = (await readdir(root)).filter((name) => /^package-[\w.-]{1,100}\.xml$/.test(name)).slice(0, 100);
  const found: { source: string; content: Uint8Array }[] = [];
  for (const source of ['package.xml', 'manifest/package.xml', ...others.sort()]) {
    if (await isThere(join(root, source))) found.push({ source, content: await readBounded(join(root, source)) });
  }
  return found;
}

/** Next to the app's own files, otherwise where the CLI puts new ones. */
function sourcesIn(root: string, first: string, [known]: readonly ProjectFile[]): string {
  return known ? posix.dirname(posix.dirname(known.source)) : portable(root, join(first, 'main', 'default'));
}

/** Keeps the mode of the file. Read-only files are not changed. */
async function write(path: string, content: Uint8Array | null): Promise<void> {
  await orFileReason('FileUnwritable', path, async () => {
    if (content === null) return rm(path, { force: true });
    const before = await stat(path).catch(() => null);
    const mode = before ? before.mode & 0o777 : 0o644;
    if (before && (mode & 0o200) === 0) throw reason('FileUnwritable', { path, problem: fileProblems.readOnly });
    await mkdir(dirname(path), { recursive: true });
    await writeDurably({ path, content });
    await chmod(path, mode);
  });
}

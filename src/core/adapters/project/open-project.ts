import { readdir, realpath } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathOfComponent } from '../../external-client-app/component-path.ts';
import type { DamagedFile, Manifest, Project, ProjectFile } from '../../project/project.ts';
import { fileProblem } from '../file-problem.ts';
import { readWhole } from '../regular-file.ts';
import { definitionName, readDefinition } from './definition.ts';
import { forceIgnoreOf } from './force-ignore.ts';
import { insideOf, isInside, isThere, readProjectFile, writeProjectFile } from './project-file.ts';
import { replacementsOf } from './replacements.ts';
import { findSources, portable, type Source } from './sources.ts';

/**
 * The Salesforce DX project in a folder or above it, or null. It is read as the Salesforce CLI reads it.
 * @param env for `replacements`
 * @throws ProjectUnreadable where the Salesforce CLI refuses the project, too, and for a folder that can't be read
 */
export async function openProject(
  folder: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<Project | null> {
  const root = await findRoot(resolve(folder));
  if (root === null) return null;
  const { folders, first, apiVersion, namespace, replacements } = await readDefinition(root);
  const fill = replacementsOf(root, replacements, env);
  const realRoot = await realpath(root);
  const files: ProjectFile[] = [];
  const damaged: DamagedFile[] = [];
  for (const source of await findSources(root, folders)) {
    const named = namesOf(root, source);
    try {
      const onDisk = await readWhole(source.path);
      const filled = await fill(source.path, onDisk);
      const isOutside = !isInside(realRoot, source.real);
      if ('problem' in filled) damaged.push({ ...named, problem: filled.problem, content: onDisk });
      else files.push({ ...named, path: pathOfComponent(source.ref), content: filled.content, onDisk, isOutside });
    } catch (error) {
      damaged.push({ ...named, problem: fileProblem(error), content: null });
    }
  }
  const packages = await Promise.all(folders.map(async (one) => ({ one, rules: await forceIgnoreOf(one) })));
  return {
    root,
    isInGit: (await above(root, '.git')) !== null,
    apiVersion,
    namespace,
    newSources: portable(root, join(first, 'main', 'default')),
    files,
    damaged,
    manifests: await readManifests(root),
    ignores: (source) => {
      const path = join(root, source);
      return packages.filter(({ one }) => isInside(one, path)).every(({ rules }) => rules.ignoresFile(path));
    },
    read: async (source) => {
      const path = await insideOf(root, source);
      return (await isThere(path)) ? readProjectFile(path) : null;
    },
    write: (source, content) => writeProjectFile(root, source, content),
  };
}

function namesOf(root: string, { ref, path }: Source) {
  return { ...ref, source: portable(root, path) };
}

async function findRoot(folder: string): Promise<string | null> {
  const found = await above(folder, definitionName);
  return found === null ? null : dirname(found);
}

async function above(folder: string, name: string): Promise<string | null> {
  for (let at = folder; ; at = dirname(at)) {
    if (await isThere(join(at, name))) return join(at, name);
    if (dirname(at) === at) return null;
  }
}

async function readManifests(root: string): Promise<readonly Manifest[]> {
  const others = (await readdir(root)).filter((name) => /^package-[\w.-]{1,100}\.xml$/.test(name)).slice(0, 100);
  const found: Manifest[] = [];
  for (const source of ['package.xml', 'manifest/package.xml', ...others.sort()]) {
    if (await isThere(join(root, source))) found.push({ source, content: await manifestOf(root, source) });
  }
  return found;
}

/** Null: keyturn leaves it alone. */
async function manifestOf(root: string, source: string): Promise<Uint8Array | null> {
  try {
    return await readWhole(await insideOf(root, source));
  } catch {
    return null;
  }
}

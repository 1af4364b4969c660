import { basename } from 'node:path';
import { build } from 'esbuild';

const merged = 'shared.js';

/**
 * Joins files of esbuild into one. Node takes longer to find and open a file than to read it, and esbuild makes hundreds: one for each
 * set of commands that share code, and one for each part that is loaded late.
 * @param outputs esbuild's files by name: their `text`, the names that each `exports`, and whether it `isLate`, loaded by its name
 * @param names the files to join. What they import statically is joined as well, or doesn't import any of them. What is loaded late by
 * one of them still runs only then
 * @returns the text of all files by name
 */
export async function mergeChunks(outputs, names, options) {
  const places = new Map(names.map((name, place) => [name, place]));
  const exported = (name, inOrder) =>
    outputs.get(name).exports.map((each) => inOrder(each, `of${places.get(name)}_${each}`).join(' as '));
  // Two chunks may export the same name.
  const all = names.map((name) => `export{${exported(name, (own, unique) => [own, unique])}}from"./${name}";`);
  const others = [...outputs.keys()].filter((name) => !places.has(name));
  const place = (name) => `export{${exported(name, (own, unique) => [unique, own])}}from"./${merged}";`;
  return new Map([
    ...(await rewritten(
      [merged],
      () => all.join(''),
      (name) => outputs.get(name).text,
      true,
    )),
    ...(await rewritten(others, (name) => outputs.get(name).text, place)),
    // Others load them by their names.
    ...names.filter((name) => outputs.get(name).isLate).map((name) => [name, place(name)]),
  ]);

  /** Each file on its own. Of what it imports, only the joined chunks become a part of it. */
  async function rewritten(entryPoints, textOf, textOfChunk, isWhole = false) {
    const plugin = {
      name: 'chunks',
      setup: ({ onResolve, onLoad }) => {
        onResolve({ filter: /.*/ }, ({ path, kind }) => {
          const name = basename(path);
          if (kind === 'entry-point') return { path: name, namespace: 'whole' };
          const isJoined = kind !== 'dynamic-import' || isWhole;
          if (path.startsWith('./') && places.has(name) && isJoined) return { path: name, namespace: 'chunk' };
          return { path, external: true };
        });
        onLoad({ filter: /.*/, namespace: 'whole' }, ({ path }) => ({ contents: textOf(path) }));
        onLoad({ filter: /.*/, namespace: 'chunk' }, ({ path }) => ({ contents: textOfChunk(path) }));
      },
    };
    const { outputFiles } = await build({ ...options, entryPoints, outdir: 'dist', write: false, plugins: [plugin] });
    return outputFiles.map(({ path, text }) => [basename(path), text]);
  }
}

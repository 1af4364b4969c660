import { basename } from 'node:path';
import { build } from 'esbuild';

const merged = 'shared.js';

/**
 * Joins chunks of esbuild into one file. Node takes longer to find and open a file than to read it, and esbuild makes hundreds:
 * one for each set of commands that share code.
 * @param outputs esbuild's files by name: their `text`, and the names that each `exports`
 * @param names the chunks to join. What they import statically is joined as well, or doesn't import any of them
 * @returns the text of all files by name
 */
export async function mergeChunks(outputs, names, options) {
  const places = new Map(names.map((name, place) => [name, place]));
  const exported = (name, inOrder) =>
    outputs.get(name).exports.map((each) => inOrder(each, `of${places.get(name)}_${each}`).join(' as '));
  // Two chunks may export the same name.
  const all = names.map((name) => `export{${exported(name, (own, unique) => [own, unique])}}from"./${name}";`);
  const others = [...outputs.keys()].filter((name) => !places.has(name));
  return new Map([
    ...(await rewritten(
      [merged],
      () => all.join(''),
      (name) => outputs.get(name).text,
    )),
    ...(await rewritten(
      others,
      (name) => outputs.get(name).text,
      (name) => `export{${exported(name, (own, unique) => [unique, own])}}from"./${merged}";`,
    )),
  ]);

  /** Each file on its own. Of what it imports, only the joined chunks become a part of it. */
  async function rewritten(entryPoints, textOf, textOfChunk) {
    const plugin = {
      name: 'chunks',
      setup: ({ onResolve, onLoad }) => {
        onResolve({ filter: /.*/ }, ({ path, kind }) => {
          const name = basename(path);
          if (kind === 'entry-point') return { path: name, namespace: 'whole' };
          if (path.startsWith('./') && places.has(name)) return { path: name, namespace: 'chunk' };
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

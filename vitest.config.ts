import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The kind of a run, chosen with `--mode`: `test` (the default), `full`, `conformance` or `long`. Files named
 * `*.full.test.ts` and whole tables belong to `full`. docs/testing.md describes the kinds.
 */
const kinds: Readonly<Record<string, { include: string[]; exclude?: string[] }>> = {
  test: { include: ['test/**/*.test.{ts,tsx}'], exclude: ['test/**/*.full.test.ts'] },
  full: { include: ['test/**/*.test.{ts,tsx}'] },
  conformance: { include: ['test/conformance/**/*.conformance.ts'] },
  long: { include: ['test/long/**/*.long.ts'] },
};

/** The longest tests start first, so that none of them runs alone at the end. */
const longest = [/killed-|race/, /crash|pasted/, /journeys\//, /rotation-http\//, /docs\//, /contract|setup\//];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const index = longest.findIndex((kind) => kind.test(moduleId));
      return index < 0 ? longest.length : index;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

/** `RANDOM_SEED` repeats the choices of an earlier run, which printed its seed. */
const seed = Number(process.env.RANDOM_SEED ?? Math.floor(Math.random() * 2 ** 31));

export default defineConfig(({ mode }) => ({
  test: {
    ...kinds[mode],
    environment: 'node',
    // A process for each file would spend more time on loading modules than on tests. So tests must clean up after
    // themselves.
    isolate: false,
    restoreMocks: true,
    // Only for tests that hang. It is far more than any test needs, so a busy computer causes no failure.
    testTimeout: mode === 'long' ? 14_400_000 : 900_000,
    hookTimeout: 900_000,
    expect: { poll: { timeout: 120_000 } },
    provide: { sampling: { isFull: mode !== 'test', seed } },
    globalSetup: ['test/support/one-temp-folder.ts'],
    setupFiles: ['test/support/private-home.ts'],
    sequence: { sequencer: LongestFirst },
    // Most tests wait for programs that they started, so fewer workers would leave a core idle.
    maxWorkers: Math.max(2, availableParallelism()),
  },
}));

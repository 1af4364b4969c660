import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What a run is about, chosen with `--mode`: `test` (the default), `conformance` or `long`. */
const kinds: Readonly<Record<string, { include: string[]; testTimeout: number }>> = {
  test: { include: ['test/**/*.test.{ts,tsx}'], testTimeout: 20_000 },
  conformance: { include: ['test/conformance/**/*.conformance.ts'], testTimeout: 120_000 },
  long: { include: ['test/long/**/*.long.ts'], testTimeout: 600_000 },
};

/** Files that take minutes, the longest first: begun last they would run alone in the end. */
const longest = [
  'killed-tick',
  'killed-rotation',
  'crash-table',
  'journeys/rotate.',
  'killed-emergency',
  'rotation-race',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const index = longest.findIndex((name) => moduleId.includes(name));
      return index < 0 ? longest.length : index;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig(({ mode }) => ({
  test: {
    ...kinds[mode],
    environment: 'node',
    restoreMocks: true,
    hookTimeout: 60_000,
    globalSetup: ['test/support/one-temp-folder.ts'],
    setupFiles: ['test/support/private-home.ts'],
    // Most of them wait for programs that they started: a core less would stand idle.
    maxWorkers: Math.max(2, availableParallelism()),
    sequence: { sequencer: LongestFirst },
  },
}));

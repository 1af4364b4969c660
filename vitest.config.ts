import { defineConfig } from 'vitest/config';

/** What a run is about, chosen with `--mode`: `test` (the default), `conformance` or `long`. */
const kinds: Readonly<Record<string, { include: string[]; testTimeout: number }>> = {
  test: { include: ['test/**/*.test.{ts,tsx}'], testTimeout: 20_000 },
  conformance: { include: ['test/conformance/**/*.conformance.ts'], testTimeout: 120_000 },
  long: { include: ['test/long/**/*.long.ts'], testTimeout: 600_000 },
};

export default defineConfig(({ mode }) => ({
  test: {
    ...kinds[mode],
    environment: 'node',
    restoreMocks: true,
    hookTimeout: 60_000,
    globalSetup: ['test/support/one-temp-folder.ts'],
    setupFiles: ['test/support/private-home.ts'],
  },
}));

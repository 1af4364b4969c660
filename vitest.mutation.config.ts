import { defineConfig } from 'vitest/config';

/** Only quick tests. Each mutant runs those that reach it, so all together must take less than a minute. */
export default defineConfig({
  test: {
    include: [
      'test/core/{machine,rotation,proof,reminders,acts}/*.test.ts',
      'test/core/adapters/secret-store/*.test.ts',
      'test/core/adapters/state/leases.test.ts',
    ],
    // Tests that start processes, play whole runs or walk a table are too slow here.
    exclude: ['**/*{crash,random,mutants,containment,table,taking-over,shared-freeze,shared-secret-access}*'],
    environment: 'node',
    // Instrumented code is slow, especially on a busy computer.
    testTimeout: 60_000,
    globalSetup: ['test/support/one-temp-folder.ts'],
    setupFiles: ['test/support/private-home.ts'],
  },
});

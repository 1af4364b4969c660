import { defineConfig } from 'vitest/config';

/** The quick tests alone: each mutant runs those that reach it, so together they have to take less than a minute. */
export default defineConfig({
  test: {
    include: [
      'test/core/{machine,rotation,proof,reminders,acts}/*.test.ts',
      'test/core/adapters/secret-store/*.test.ts',
      'test/core/adapters/state/leases.test.ts',
    ],
    // What starts processes, plays whole runs or walks a table says more, and says it too late.
    exclude: ['**/*{crash,random,mutants,containment}*'],
    environment: 'node',
    // Code that counts what it does is slow, and a busy computer more so.
    testTimeout: 60_000,
    globalSetup: ['test/support/one-temp-folder.ts'],
    setupFiles: ['test/support/private-home.ts'],
  },
});

import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
import { tellingContainments } from '../../src/compose/state-notices.ts';
import type { Incidents } from '../../src/core/ports/ports.ts';

it('lets nobody else hear that a state does not open, while it looks for records of containments', async () => {
  const unheard: unknown[] = [];
  const hear = (error: unknown) => void unheard.push(error);
  process.on('unhandledRejection', hear);
  onTestFinished(() => void process.off('unhandledRejection', hear));
  const opening = Promise.reject(new Error('lost'));
  const incidents = async () => {
    await turn();
    return { keptRecords: async () => [] } as unknown as Incidents;
  };
  const wanted = { containments: [], notices: [], adoptsBy: null };
  const atEnd = await tellingContainments(opening, incidents, wanted);
  await turn();
  await atEnd();
  expect(unheard).toEqual([]);
});

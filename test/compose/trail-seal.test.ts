import { expect, it, onTestFinished } from 'vitest';
import { createTrailSealing } from '../../src/compose/trail-seal.ts';
import { rewindSeals, sealTrail } from '../../src/core/acts/seal-trail.ts';
import { openState } from '../../src/core/adapters/state/open-state.ts';
import type { SecretStore, SecretStores } from '../../src/core/ports/ports.ts';
import { deployIntended } from '../core/adapters/state/state-fixtures.ts';
import { memoryStore } from '../core/store-move/memory-store.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { noAppSettings } from '../support/no-app-settings.ts';
import { tempFolder } from '../support/temp-folder.ts';

const clock = new FakeClock();

async function stateWith(lines: number) {
  const state = await openState({ folder: tempFolder(), clock, actor: 'ana@laptop', appSettings: noAppSettings });
  onTestFinished(() => state.close());
  for (let line = 0; line < lines; line++) await state.journal.append(deployIntended);
  return state;
}

it('is over before a restore makes a slow store forget the seals of the replaced state', async () => {
  const usual = memoryStore('file', new Map<string, string>());
  const state = await stateWith(1);
  await sealTrail(usual, { state, clock });
  const restored = { latest: await state.seals.latest(), place: await state.seals.place() };
  await state.journal.append(deployIntended);
  const { promise: turn, resolve: write } = Promise.withResolvers<void>();
  const slow: SecretStore = {
    ...usual,
    put: async (pair) => {
      await turn;
      await usual.put(pair);
    },
  };
  const sealing = createTrailSealing({
    clock: async () => clock,
    log: { debug: () => undefined, warn: () => undefined },
    warn: (text) => expect.fail(text),
    inBackground: (work) => work(),
  });
  sealing.state(state);
  await sealing.stores({ open: async () => slow } as unknown as SecretStores).open('file', null as never);
  const settled = sealing.settled();
  write();
  await settled;
  const seals = { ...state.seals, latest: async () => restored.latest, place: async () => restored.place };
  expect(await rewindSeals(usual, { seals }, state)).toBe(2);
  expect(await sealTrail(usual, { state: { ...state, seals }, clock })).toMatchObject({ fault: null });
});

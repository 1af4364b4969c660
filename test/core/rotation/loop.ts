import type { Action } from '../../../src/core/machine/action.ts';
import { runRotation } from '../../../src/core/rotation/rotate.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { noon } from '../watch/watched-apps.ts';
import { oldKey, slot, watched } from './given.ts';
import { issued, runWith, type Situation } from './run-with.ts';

export const rest: Action = { do: 'rest', why: 'grace', until: noon + 1000 };

/** Nothing is found; what was not seen is not read. */
export const reconcile = (_rotation: unknown, seen: unknown) => {
  if (seen === null) throw new Error('nothing was seen');
  return [];
};

/** The loop over a machine that says what it is told to say. */
export function loopOver(
  script: readonly Action[],
  { faults = [], ...situation }: Situation & { faults?: (Error | null)[] } = {},
) {
  const asked: string[] = [];
  const todo = [...script];
  const access = { isOn: false };
  const hear = (call: string) => {
    asked.push(call);
    const fault = faults.shift();
    if (fault) throw fault;
  };
  const made = runWith({
    ...situation,
    org: {
      secretAccess: (async () => access.isOn) as never,
      apps: {
        consumers: async () => [{ id: watched.consumerId, name: fromOutside('c'), consumerKey: oldKey }],
        staged: async () => {
          hear('look');
          return [slot()];
        },
        rotate: async () => hear('rotate'),
        deleteStaged: async () => hear('delete'),
      },
      tokens: {
        clientCredentials: async () => issued,
        callWith: async () => {
          asked.push('call');
          return null;
        },
      },
      metadata: {
        setSecretAccess: async (wanted) => {
          asked.push(wanted ? 'on' : 'off');
          access.isOn = wanted;
        },
      },
      ...situation.org,
    },
    ports: { rules: { decide: () => todo.shift() ?? rest, reconcile }, ...situation.ports },
    run: { seen: null, ...situation.run },
  });
  const { run } = made;
  const start = { rotation: run.rotation, watched: run.watched, lease: run.lease, seen: run.seen };
  const { prepared } = run;
  const goOn = () => runRotation(run.ports, start, { patienceMs: 120_000, isSelf: false, prepared });
  const kept = () => made.memory.runs[0];
  return { ...made, asked, goOn, kept };
}

export const toRotate: Action = { do: 'rotate', stagedId: '0xS1' };
export const toDelete: Action = { do: 'delete', stagedId: '0xS1' };
export const toCall: Action = { do: 'call' };

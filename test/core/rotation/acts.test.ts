import { describe, expect, it } from 'vitest';
import type { Action } from '../../../src/core/machine/action.ts';
import type { SalesforceOrg } from '../../../src/core/ports/ports.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { runRotation } from '../../../src/core/rotation/rotate.ts';
import { noon } from '../watch/watched-apps.ts';
import { look, newKey, oldKey, slot, watched } from './given.ts';
import { emergency, runWith } from './run-with.ts';

const [stagedId, consumerKey] = ['0xS1', newKey];
const open = { wasSo: false, intendedAt: noon, containedAt: noon, provedAt: noon, openedAt: noon };

/** Every action that a run performs, how it begins as far as anybody hears of it, and whether it touches pairs in the org. */
const actions: readonly [action: Action, begins: string, touchesPairs: boolean][] = [
  [{ do: 'observe' }, 'apps.consumers', true],
  [{ do: 'stage' }, 'doing stage', true],
  [{ do: 'read-staged', stagedId, consumerKey }, 'apps.stagedSecret', true],
  [{ do: 'drop-staged', stagedId, consumerKey }, 'warning secret-hidden', true],
  [{ do: 'rotate', stagedId }, 'doing rotate new pair', true],
  [{ do: 'delete', stagedId }, 'doing delete-pair leaked pair', true],
  [{ do: 'free-slot', stagedId, consumerKey }, 'doing free-slot', true],
  [{ do: 'prove-staged' }, 'doing prove new pair', false],
  [{ do: 'prove-primary' }, 'doing prove primary pair', false],
  [{ do: 'deliver', targets: [] }, 'doing deliver new pair', false],
  [{ do: 'call' }, 'doing call', false],
  [{ do: 'prove-refused' }, 'doing prove-refused deleted pair', false],
  [{ do: 'contain', by: 'freeze' }, 'doing look-contained freeze', false],
  [{ do: 'replace-by-deploy' }, 'apps.readPair', false],
  [{ do: 'read-primary' }, 'doing read-pair', false],
  [{ do: 'reset-flags' }, 'metadata.list', false],
  [{ do: 'open-again' }, 'doing open-again freeze', false],
  [{ do: 'end-access' }, 'doing prove-refused leaked pair', false],
  [{ do: 'sweep-sessions' }, 'sessions.list', false],
  [{ do: 'report' }, 'doing report', false],
];

/** Performs these one after another; `heard` is what was said and asked, in its order. */
function performing(script: readonly Action[], isSeen: boolean) {
  const heard: string[] = [];
  const todo = [...script];
  const part = (name: string, answers: object = {}) =>
    new Proxy(answers, {
      get: (known, call) => async () => {
        heard.push(`${name}.${String(call)}`);
        if (call in known) return known[call as keyof typeof known];
        throw reason('OrgRefused', { call: 'the call', errorCode: 'NO', message: 'not now' });
      },
    });
  const consumer = { id: watched.consumerId, name: 'c', consumerKey: oldKey };
  const parts = ['metadata', 'users', 'sessions', 'tokens', 'people'].map((name) => [name, part(name)]);
  const { run } = runWith({
    rotation: emergency({ containment: { by: 'freeze', ...open } }),
    org: {
      ...Object.fromEntries(parts),
      permissions: async () => ({ granted: new Set(), missing: new Set(), unknown: new Set() }),
      apps: part('apps', { consumers: [consumer], staged: [slot()] }) as SalesforceOrg['apps'],
    },
    ports: {
      tell: (one) => {
        const { kind, act, warning, pair, by } = one as unknown as Readonly<Record<string, string>>;
        heard.push([kind, act ?? warning, pair ?? by].filter(Boolean).join(' '));
      },
      rules: {
        decide: () => todo.shift() ?? { do: 'rest', why: 'grace', until: noon + 1000 },
        reconcile: () => [],
      },
    },
    run: { seen: isSeen ? look({ slot: slot() }) : null },
  });
  const done = runRotation(run.ports, { ...run }, { patienceMs: 0, isSelf: false });
  return {
    heard,
    done: done.then(
      () => heard,
      () => heard,
    ),
  };
}

describe('a run', () => {
  it.each(actions)('does what the machine asks for, and that alone: %o', async (action, begins) => {
    const { done } = performing([action], true);
    expect((await done)[0]).toBe(begins);
  });

  it.each(actions)(
    'looks at the org before it touches a pair, and not for anything else: %o',
    async (action, _begins, touchesPairs) => {
      const { done } = performing([{ do: 'observe' }, { do: 'deliver', targets: [] }, action], false);
      const heard = await done;
      const after = heard.slice(heard.indexOf('doing deliver new pair') + 1);
      expect(after[0] === 'apps.consumers').toBe(touchesPairs);
    },
  );
});

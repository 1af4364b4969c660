import { describe, expect, it } from 'vitest';
import type { TokenAnswer } from '../../../src/core/model/token-answer.ts';
import type { Prover } from '../../../src/core/ports/ports.ts';
import { notePrimary, noteProof, token } from '../../../src/core/rotation/ask-token.ts';
import { fromOutside } from '../../support/from-outside.ts';
import { noon } from '../watch/watched-apps.ts';
import { newKey, oldKey, watched } from './given.ts';
import { issued, runWith } from './run-with.ts';

const told: TokenAnswer = { kind: 'told', verdict: 'accepted', program: 'probe', detail: fromOutside('') };

/** A run that proves from here, or through another host. */
function bench(isElsewhere: boolean) {
  const asked: unknown[] = [];
  const prover = {
    prove: async (question: unknown) => {
      asked.push(question);
      return told;
    },
  } as unknown as Prover;
  const made = runWith({
    org: {
      tokens: {
        clientCredentials: async (...question) => {
          asked.push(question);
          return issued;
        },
      },
    },
    ports: { prover: isElsewhere ? prover : null },
  });
  return { ...made, asked };
}

const pair = { consumerKey: newKey } as never;

describe('a token for a pair', () => {
  it('is asked of the org, without asking whose it is', async () => {
    const { run, asked } = bench(false);
    expect(await token(run, pair)).toBe(issued);
    expect(asked).toEqual([[pair, { signal: run.ports.signal, withUsername: false }]]);
  });

  it('is asked for by another host where one proves', async () => {
    const { run, asked } = bench(true);
    expect(await token(run, pair)).toBe(told);
    const tokenUrl = `${watched.instanceUrl}/services/oauth2/token`;
    expect(asked).toEqual([{ pair, tokenUrl, app: watched.app, org: 'acme' }]);
  });
});

describe('a proof', () => {
  it.each([false, true])('is noted with its answer, and with the host that got it: elsewhere %s', async (elsewhere) => {
    const { run, memory, notes } = bench(elsewhere);
    await noteProof(run, newKey, 'refused', 'no\u001b[31m way');
    const proof = { consumerKey: newKey, answer: 'refused', detail: 'no way' };
    expect(notes()).toEqual([{ event: 'noted', action: 'prove', ...proof, elsewhere, rotation: run.rotation.id }]);
    expect(memory.runs[0]?.proofs).toEqual([{ ...proof, at: noon }]);
  });

  it('of the pair under watch is kept with the app, and that of no other pair', async () => {
    const { run } = bench(false);
    await noteProof(run, newKey, 'refused', 'no');
    expect(await run.ports.state.apps.list()).toEqual([]);
    await noteProof(run, oldKey, 'refused', 'n\u001b[31mo');
    const lastProof = { at: noon, answer: 'refused', detail: 'no' };
    expect(run.watched.lastProof).toMatchObject(lastProof);
    expect(await run.ports.state.apps.list()).toMatchObject([{ lastProof }]);
  });

  it('of the primary pair is written down once', async () => {
    const { run, notes } = bench(false);
    await notePrimary(run);
    await notePrimary(run);
    expect(run.rotation).toMatchObject({
      primaryProvedAt: noon,
      proofs: [{ consumerKey: newKey, answer: 'accepted' }],
    });
    expect(notes()).toHaveLength(1);
  });

  it('is none of a pair that is not there yet', async () => {
    const { run, notes } = bench(false);
    run.rotation = { ...run.rotation, stays: null };
    await notePrimary(run);
    expect([notes(), run.rotation.primaryProvedAt]).toEqual([[], null]);
  });
});

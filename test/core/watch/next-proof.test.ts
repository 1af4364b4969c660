import { expect, it } from 'vitest';
import { nextProof } from '../../../src/core/model/watched-app.ts';
import { noon } from './watched-apps.ts';

const proof = (answer: 'accepted' | 'refused' | 'inconclusive', at: number) => ({ answer, at, detail: '' });

it('remembers since when a proof has had the same answer', () => {
  const first = nextProof(null, proof('refused', noon));
  expect(first).toEqual(proof('refused', noon));
  const second = nextProof(first, proof('refused', noon + 1));
  expect(second).toEqual({ ...proof('refused', noon + 1), since: noon });
  expect(nextProof(second, proof('refused', noon + 2)).since).toBe(noon);
  expect(nextProof(second, proof('accepted', noon + 2)).since).toBe(undefined);
});

import { describe, expect, it } from 'vitest';
import type { Call } from '../../src/cli/commands.ts';
import { policyOf } from '../../src/cli/policy-flags.ts';

const flags = (given: Partial<Call<'watch'>>) => given as Call<'watch'>;

describe('the policy from flags', () => {
  it('refuses parts that contradict each other', () => {
    expect(() => policyOf(flags({ remind: '100d', maxAge: '30d' }), {}, null)).toThrow(
      'a reminder 100 days ahead is longer than the maximum age of 30 days',
    );
    expect(() => policyOf(flags({ remind: '100d' }), {}, null)).toThrow('the maximum age of 90 days');
    expect(() => policyOf(flags({ maxAge: '10d' }), {}, 14)).toThrow('keyturn stages 14 days ahead');
  });

  it('fits what no flag names into a shorter maximum age', () => {
    expect(policyOf(flags({ maxAge: '5d' }), {}, null)).toMatchObject({ remindDays: [3, 1], graceDays: 5 });
  });

  it('changes nothing without a flag, whatever the policy is', () => {
    const odd = { maxAgeDays: 5, remindDays: [30], graceDays: 7, automation: 'stage' } as const;
    expect(policyOf(flags({}), odd, 14)).toEqual(odd);
  });
});

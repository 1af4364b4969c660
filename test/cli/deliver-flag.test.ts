import { describe, expect, it } from 'vitest';
import { checkedDeliveries } from '../../src/cli/deliver-flag.ts';
import { targets } from '../support/targets.ts';

describe('--deliver', () => {
  for (const target of ['file:/etc/billing.env', 'exec:/usr/local/bin/hand-over', 'manual:Nightly job']) {
    it(`takes ${target}`, () => expect(checkedDeliveries([target], 'rotate')).toEqual(targets(target)));
  }
  const wrong: readonly [string, string][] = [
    ['ftp:/x', 'must start with file:, exec: or manual:'],
    ['/etc/billing.env', 'must start with file:, exec: or manual:'],
    ['manual: ', 'nothing follows manual:'],
    ['exec:hand-over', 'absolute path'],
  ];
  for (const [target, problem] of wrong) {
    it(`refuses ${JSON.stringify(target)}: ${problem}`, () => {
      expect(() => checkedDeliveries([target], 'rotate')).toThrow(problem);
    });
  }
});

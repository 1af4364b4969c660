import type { OperatePorts } from '../../src/core/operate/operate-request.ts';

/** The ports of a tick with which nothing is to be done in any org. */
export function idleOperate(
  own: Pick<OperatePorts, 'state' | 'clock'> & Partial<Pick<OperatePorts, 'openOrg'>>,
): OperatePorts {
  return {
    signIns: { list: async () => [] },
    chance: () => 0.5,
    signal: new AbortController().signal,
    tell: () => undefined,
    openOrg: () => Promise.reject(new Error('nothing is to be done in the org')),
    ...own,
  } as unknown as OperatePorts;
}

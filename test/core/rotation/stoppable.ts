import type { Containment } from '../../../src/core/model/emergency-run.ts';
import type { TokenAnswer } from '../../../src/core/model/token-answer.ts';
import { reason } from '../../../src/core/reasons/errors.ts';
import { noon } from '../watch/watched-apps.ts';
import { emergency, refusal, runWith, type Situation } from './run-with.ts';

export const flowOff = refusal('invalid_grant', 400, 'client credentials flow not enabled');

interface Setup {
  readonly isOn?: boolean;
  readonly isFrozen?: boolean;
  readonly token?: TokenAnswer;
  readonly containBy?: 'flow' | 'freeze' | 'flow-or-freeze';
  readonly containment?: Partial<Containment>;
  readonly refuses?: boolean;
  readonly situation?: Situation;
}

/** A run of an emergency in an org whose flow and user can be stopped. */
export function stoppable({
  isOn = true,
  isFrozen = false,
  token = flowOff,
  containBy = 'flow',
  refuses,
  ...rest
}: Setup = {}) {
  const asked: string[] = [];
  const now = { isOn, isFrozen };
  const policy = () => ({ isOauthPluginEnabled: now.isOn, isEnabled: true });
  const containment: Containment = {
    ...{ by: containBy === 'freeze' ? 'freeze' : 'flow', wasSo: false, intendedAt: noon },
    ...{ containedAt: noon, provedAt: null, openedAt: null },
    ...rest.containment,
  };
  const made = runWith({
    rotation: emergency({ containBy, containment: rest.containment ? containment : null }),
    token: () => token,
    org: {
      metadata: {
        appPolicy: async () => policy() as never,
        setOauthPlugin: async (_policy, wanted) => {
          asked.push(`flow ${wanted ? 'on' : 'off'}`);
          if (refuses) throw reason('PermissionMissing', { username: 'ada', permissions: ['ManageApps'] });
          now.isOn = wanted;
        },
      },
      users: {
        freezeState: async () => ({ isFrozen: now.isFrozen }) as never,
        setFrozen: async (_state, wanted) => {
          asked.push(wanted ? 'freeze' : 'unfreeze');
          now.isFrozen = wanted;
        },
      },
    },
    ...rest.situation,
  });
  return { ...made, asked, contained: () => made.run.rotation.emergency?.containment ?? null };
}

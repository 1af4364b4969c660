import { describe, expect, it } from 'vitest';
import type { WatchedApp } from '../../../src/core/model/watched-app.ts';
import { knownAccess } from '../../../src/core/status/known-access.ts';
import { incident } from '../emergency/incident.ts';
import { noon, watchedApp } from '../watch/watched-apps.ts';

const user = { id: '005000000000001AAA', username: 'svc.erp@acme.example' };
const containment = { by: 'freeze', wasSo: false, intendedAt: noon, containedAt: noon, provedAt: null, openedAt: null };
const { rotation } = incident({ emergency: { containment: { ...containment, by: 'freeze', user } } }).end;
/** An emergency of an app that is no longer watched. It was abandoned at noon, with the user frozen. */
const abandoned = { ...rotation, app: 'ERP_Bridge', consumerId: '888000000000009AAA', endedAt: null, finishedAt: noon };

async function known(differs: Partial<WatchedApp>): Promise<string> {
  const app = watchedApp({ app: 'Data_Lake', orgId: rotation.orgId, executionUser: user, lastProof: null, ...differs });
  const state = { apps: { list: async () => [app] }, rotations: { newest: async () => [abandoned] } };
  return (await knownAccess(state as never, 'Data_Lake')).map(({ what }) => what).join(' ');
}

const proof = (at: number, answer: 'accepted' | 'refused' = 'accepted') => ({ lastProof: { at, answer, detail: '' } });

describe('a user whom the abandoned emergency of another app froze', () => {
  it('is named for an app until that gets a token again', async () => {
    expect(await known(proof(noon + 1))).toBe('');
  });

  it.each<[string, Partial<WatchedApp>]>([
    ['it last got one before', proof(noon)],
    ['its credentials were refused since', proof(noon + 1, 'refused')],
    ['its credentials were never verified', {}],
  ])('is named while %s', async (_why, differs) => {
    const text = await known(differs);
    expect(text).toContain('keyturn froze svc.erp@acme.example, the execution user of Data_Lake');
    expect(text).toContain('Unless a person has unfrozen the user since, Data_Lake gets no token.');
  });
});

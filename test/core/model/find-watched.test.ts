import { describe, expect, it } from 'vitest';
import { findWatched } from '../../../src/core/model/find-watched.ts';
import { watchedApp } from '../watch/watched-apps.ts';

const acme = watchedApp();
const eu = watchedApp({ orgId: '00D000000000002AAA', org: 'acme-eu' });
const batch = watchedApp({ app: 'Loader', consumerId: '888b', consumerKey: 'key-b' });
const nightly = watchedApp({ app: 'Loader', consumerId: '888n', consumerKey: 'key-n' });

describe('finding a watched app by its name', () => {
  const found: readonly [string, string, string | undefined, unknown][] = [
    ['by developer name, whatever the case', 'loader', '888n', nightly],
    ['by org and developer name where two orgs have it', 'acme-eu/Billing_Sync', undefined, eu],
    ['by org id, as that of a sandbox before its refresh', '00D000000000002AAA/Billing_Sync', undefined, eu],
    ['by consumer key where an app has several consumers', 'Loader', 'key-b', batch],
  ];
  for (const [title, name, consumer, app] of found) {
    it(title, () => expect(findWatched([acme, eu, batch, nightly], name, consumer)).toBe(app));
  }

  const erp = watchedApp({ app: 'ERP_Bridge', label: 'ERP Bridge' });
  const other = watchedApp({ app: 'Other', label: 'ERP_Bridge' });
  const slashed = watchedApp({ app: 'Sales', label: 'EU/Sales feed' });

  it.each([
    ['ERP Bridge', erp],
    ['erp bridge', erp],
    ['acme/ERP Bridge', erp],
    ['EU/Sales feed', slashed],
  ])('takes the label, in any case: %s', (name, app) => {
    expect(findWatched([acme, erp, slashed], name)).toBe(app);
  });

  it('takes the developer name first when another app has it as its label', () => {
    expect(findWatched([other, erp], 'ERP_Bridge')).toBe(erp);
    expect(findWatched([erp, other], 'acme/ERP_Bridge')).toBe(erp);
    expect(findWatched([erp, other], 'acme/Other')).toBe(other);
  });

  it('takes the beginning of a name only where that is allowed, and only if it is unique', () => {
    const found = (name: string) => findWatched([acme, erp, batch, nightly], name, undefined, { byBeginning: true });
    expect(found('erp')).toBe(erp);
    expect(findWatched([erp, slashed], 'eu/s', undefined, { byBeginning: true })).toBe(slashed);
    expect(() => findWatched([acme, erp], 'erp')).toThrow(expect.objectContaining({ code: 'AppNotWatched' }));
    expect(() => found('')).toThrow(expect.objectContaining({ code: 'AppNotWatched' }));
    const two = [erp, watchedApp({ app: 'ERP_Other', label: 'Another' })];
    const ambiguous = expect.objectContaining({ code: 'AppAmbiguous' });
    expect(() => findWatched(two, 'ERP', undefined, { byBeginning: true })).toThrow(ambiguous);
    expect(findWatched(two, 'ERP Bridge', undefined, { byBeginning: true })).toBe(erp);
  });

  const refused: readonly [string, string, string][] = [
    ['a name that nobody has', 'Nope', 'AppNotWatched'],
    ['a name that two orgs have', 'Billing_Sync', 'AppAmbiguous'],
    ['an app with two consumers and none named', 'Loader', 'ConsumerAmbiguous'],
  ];
  for (const [title, name, code] of refused) {
    it(`refuses ${title}: ${code}`, () => {
      expect(() => findWatched([acme, eu, batch, nightly], name)).toThrow(expect.objectContaining({ code }));
    });
  }

  it('names the consumers there are where the one that is named is none of them', () => {
    const code = 'NoSuchConsumer';
    const actions = (one: string) => [one];
    const one = {
      code,
      actions: actions('There is only one: 888000000000001AAA (3MVG9key). Leave out `--oauth-consumer`.'),
    };
    expect(() => findWatched([acme, batch], 'Billing_Sync', '888000')).toThrow(expect.objectContaining(one));
    const several = { code, actions: actions('Use one of: 888b (key-b); 888n (key-n).') };
    expect(() => findWatched([batch, nightly], 'Loader', '888000')).toThrow(expect.objectContaining(several));
  });

  it('tells two orgs of the same name apart by their ids', () => {
    const refreshed = watchedApp({ orgId: '00D000000000003AAA' });
    const ids = ['00D000000000001AAA', '00D000000000003AAA'].map((id) => `${id}/Billing_Sync`);
    const actions = [`Name one: ${ids.join(', ')}.`];
    expect(() => findWatched([acme, refreshed], 'Billing_Sync')).toThrow(expect.objectContaining({ actions }));
  });
});

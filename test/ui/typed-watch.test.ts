import { expect, it } from 'vitest';
import { statusOf } from '../../src/core/status/status.ts';
import { typedLine } from '../../src/ui/watch/typed-watch.ts';
import { keyOf } from '../../src/ui/watch/watch-list.ts';
import { noon, watchedApp } from '../core/watch/watched-apps.ts';

const rows = [
  watchedApp({ app: 'Mailer', label: 'Mailer', org: 'acme', orgId: '00D000000000001AAA' }),
  watchedApp({ app: 'Mailer', label: 'Mailer', org: 'uat', orgId: '00D000000000002AAA' }),
  watchedApp({ app: 'ERP', label: 'ERP Bridge', org: 'uat', orgId: '00D000000000002AAA', consumerId: '888' }),
].map((watched) => statusOf(watched, null, noon));
const [acme = '', uat = '', erp = ''] = rows.map(keyOf);
const typed = (line: string) => typedLine(line, { rows, numbered: [acme, uat, erp], current: null });

it('acts on no app if a typed name is the name of several, and says what tells them apart', () => {
  const several = { kind: 'same-name', names: ['acme/Mailer', 'uat/Mailer'] };
  expect([typed('mailer'), typed('r Mailer')]).toEqual([several, several]);
  expect(typed('UAT/mailer')).toEqual({ kind: 'details', app: uat });
  expect(typed('r acme/Mailer')).toEqual({ kind: 'act', app: acme, action: 'rotate' });
  expect(typed('r 2')).toEqual({ kind: 'act', app: uat, action: 'rotate' });
  expect(typed('erp bridge')).toEqual({ kind: 'details', app: erp });
});

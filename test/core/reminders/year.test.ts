import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../support/fake-clock.ts';
import { figure } from '../../support/figure.ts';
import { targets } from '../../support/targets.ts';
import { day, hour, policy } from '../automation/app-facts.ts';
import { watchedApp } from '../watch/watched-apps.ts';
import { type Settings, SmallApp, type Told, ToldOnce } from './small-world.ts';

const start = Date.parse('2027-01-04T09:00:00Z');
const on = (days: number) => start + days * day;
const usual: Settings = { window: null, stageAheadDays: 14, checkEveryMs: 6 * hour };

/** Rotated by hand, when somebody comes round to it. */
const mailer = () =>
  new SmallApp(
    watchedApp({
      app: 'Mailer',
      policy: policy({ automation: 'remind' }),
      label: 'Mailer',
      consumerId: '888m',
      consumerKey: 'Mailer-key-0',
      issuedAt: on(-40),
      adoptedAt: on(0),
    }),
    usual,
  );
/** Left to the daemon, late in the evening in Berlin. */
const billing = () =>
  new SmallApp(
    watchedApp({
      app: 'Billing',
      policy: policy({ automation: 'rotate' }),
      label: 'Billing',
      consumerId: '888b',
      consumerKey: 'Billing-key-0',
      issuedAt: on(0),
      adoptedAt: on(0),
      deliveries: targets('file:/erp'),
    }),
    {
      ...usual,
      window: {
        from: '22:00',
        to: '23:00',
        timeZone: 'Europe/Berlin',
        days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
      },
    },
  );
/** Staged ahead, and never rotated. Nobody knows how old its secret is. */
const loader = () =>
  new SmallApp(
    watchedApp({
      app: 'Loader',
      label: 'Loader',
      consumerId: '888l',
      consumerKey: 'Loader-key-0',
      issuedAt: null,
      ageSource: 'unknown',
      adoptedAt: on(0),
    }),
    usual,
  );

/** A year of hourly ticks of two daemons that share a state, on a computer that sleeps 45 days and is set back 2. */
function year() {
  const apps = { mailer: mailer(), billing: billing(), loader: loader() };
  const all = Object.values(apps);
  const told = new ToldOnce();
  const clock = new FakeClock(start);
  const acknowledged = { by: 'ada', why: 'after the release' };
  const people: [number, (now: number) => void][] = [
    [52.5, (now) => apps.mailer.handOver(now, 'CI')],
    [58.5, (now) => apps.mailer.rotate(now)],
    [90, (now) => apps.mailer.finish(now)],
    [92, (now) => attend(apps.loader, { acknowledged: { ...acknowledged, at: now, consumerKey: 'Loader-key-0' } })],
    [100, () => apps.billing.drifts('policy-loosened')],
    [101, () => apps.billing.drifts()],
    [196.5, (now) => attend(apps.mailer, { acknowledged: { ...acknowledged, at: now, consumerKey: 'Mailer-key-1' } })],
    [200.5, (now) => apps.mailer.replace(now)],
    [220, () => apps.mailer.drifts('user-frozen')],
    [223, () => apps.mailer.drifts()],
    [291, () => attend(apps.mailer, { snoozedUntil: on(301) })],
    [300, () => apps.loader.signIn(false)],
    [302.5, (now) => apps.mailer.replace(now)],
    [304, () => apps.loader.signIn(true)],
  ];
  let [ticks, doubled, isSetBack] = [0, 0, false];
  for (; clock.now() < on(365); clock.advance(hour)) {
    if (clock.now() === on(150)) clock.advance(45 * day);
    if (clock.now() === on(280) && !isSetBack) {
      isSetBack = true;
      clock.advance(-2 * day);
    }
    const now = clock.now();
    while (people[0] && on(people[0][0]) <= now) people.shift()?.[1](now);
    for (const daemon of [0, 1]) {
      ticks += 1;
      for (const app of (ticks + daemon) % 2 === 0 ? all : all.toReversed()) {
        app.work(now);
        const fresh = told.tell(app, now);
        if (daemon === 1) doubled += fresh;
      }
    }
  }
  return { told: told.list, ticks, doubled };
}

function attend(app: SmallApp, attention: Partial<SmallApp['watched']['attention']>): void {
  app.watched = { ...app.watched, attention: { ...app.watched.attention, ...attention } };
}

/** Day of the year and threshold, for each kind of an app in the order in which they were told. */
function timeline(told: readonly Told[], app: string): Record<string, string> {
  const byKind = Map.groupBy(
    told.filter(({ notice }) => notice.app === app),
    ({ notice }) => notice.kind,
  );
  const line = (list: readonly Told[]) =>
    list.map(({ at, notice }) => `${Math.floor((at - start) / hour / 2.4) / 10} ${notice.threshold}`).join(' · ');
  return Object.fromEntries([...byKind].map(([kind, list]) => [kind, line(list)]));
}

describe('a year of ticks', () => {
  const begun = performance.now();
  const { told, ticks, doubled } = year();
  const took = performance.now() - begun;
  figure(`a year: ${ticks} ticks over 3 apps in ${Math.round(took)} ms, ${told.length} notices`);

  it('tells what a person does late, and leaves out the days that were slept through, snoozed or acknowledged', () => {
    expect(timeline(told, 'Mailer')).toEqual({
      'secret-age': [
        '20 30d · 36 14d · 43 7d · 47 3d · 49 1d · 50 due · 51 overdue 1d · 52 overdue 2d · 53 overdue 3d',
        '54 overdue 4d · 55 overdue 5d · 56 overdue 6d · 57 overdue 7d · 58 overdue 8d',
        // The second pair is due on day 148.5; from day 150 the computer sleeps.
        '118.5 30d · 134.5 14d · 141.5 7d · 145.5 3d · 147.5 1d · 148.5 due · 149.5 overdue 1d · 195 overdue 46d',
        // Acknowledged on day 196.5, rotated on day 200.5; the next is snoozed from day 291 to 301.
        '195.5 overdue 47d · 260.5 30d · 276.5 14d · 283.5 7d · 287.5 3d · 289.5 1d · 290.5 due · 301 overdue 10d',
        '301.5 overdue 11d · 362.5 30d',
      ].join(' · '),
      'consumers-unconfirmed': '53.5 1d · 56.5 4d',
      'overlap-ends': '81.5 7d · 86.5 2d · 87.5 1d · 88.5 over',
      drift: '220 user-frozen',
    });
  });

  it('tells little of the app that is rotated by itself: on the evening of day 83, on waking up, and before the clock goes back', () => {
    expect(timeline(told, 'Billing')).toEqual({
      'secret-age': [
        '60 30d · 76 14d · 83 7d · 143.4 30d · 195 overdue 21d',
        // Rotated by the window on day 278.4: nothing of that again when the clock is set back from day 280 to 278.
        '255.4 30d · 271.4 14d · 338.4 30d · 354.4 14d · 361.4 7d',
      ].join(' · '),
      'staged-waiting': '76 0d · 83 7d · 195 0d · 271.4 0d · 354.4 0d · 361.4 7d',
      drift: '100 policy-loosened',
    });
  });

  it('tells of a staged pair that nobody rotates until somebody is on it, and of a sign-in that is broken', () => {
    expect(timeline(told, 'Loader')).toEqual({
      'age-unknown': '0 0d · 90 90d · 195 180d · 270 270d · 360 360d',
      'secret-age': '60 30d · 76 14d · 83 7d · 87 3d · 89 1d · 90 due · 91 overdue 1d',
      'staged-waiting': '76 0d · 83 7d · 90 14d',
      // Replaced 3 days before it expires, each time; only on day 303 the org can't be reached for that.
      'staged-expires': '99 7d · 126 7d · 218 7d · 245 7d · 272 7d · 299 7d · 304 2d · 327.1 7d · 354.1 7d',
      'sign-in-broken': '300.1 0d · 301.1 1d · 302.1 2d · 303.1 3d',
    });
  });

  it('tells each thing within the hour, but for what was slept through or snoozed', () => {
    const late = told.filter(({ at, notice }) => at - notice.since >= hour);
    expect(late.map(({ at, notice }) => `${(at - start) / day} ${notice.app} ${notice.kind}`)).toEqual([
      '195 Loader age-unknown',
      '195 Billing secret-age',
      '195 Mailer secret-age',
      '301 Mailer secret-age',
    ]);
  });

  it('leaves nothing for the other daemon', () => expect(doubled).toBe(0));
});

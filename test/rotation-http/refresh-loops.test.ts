import { expect, it } from 'vitest';
import { cliSignInsIn, signInByBrowser } from '../support/browser-sign-in.ts';
import { figure } from '../support/figure.ts';
import { type RotationBench, withRotationBench } from '../support/rotation-bench.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { Person } from './person.ts';

/**
 * In the order in which a rotation meets them. Reads go side by side; turning the setting on, giving it back, and giving
 * back what the command before could not, are calls of their own.
 */
const refused = [
  { what: 'who is signed in', calls: 2, path: '/query' },
  { what: 'the primary pair', calls: 2, path: '/apps/oauth/credentials/', method: 'GET' },
  { what: 'turning the setting on', calls: 3, path: '/services/Soap/', contains: '<deploy' },
  { what: 'the deploy of the setting', calls: 3, path: '/services/Soap/', contains: '<checkDeployStatus' },
  { what: 'staging', calls: 1, path: '/staged', method: 'POST' },
  { what: 'rotating', calls: 1, path: '/staged/', method: 'PATCH' },
  { what: 'deleting', calls: 1, path: '/staged/', method: 'DELETE' },
  { what: 'everything', calls: 2, path: '/services/data/v68' },
];
const command = { kind: 'rotate', graceDays: 0, confirm: true } as const;

interface Refused {
  readonly renewals: number;
  readonly calls: number;
  readonly line: string;
}

const quiet = { debug: () => undefined, warn: () => undefined };

it('renews a session of the CLI at most once for a call that is refused for good, at every step of a rotation', async () => {
  await withRotationBench({ isOff: true }, async (bench) => {
    const { instanceUrl, username } = await bench.watched();
    const signIns = await cliSignInsIn(tempFolder(), { clock: bench.clock, log: quiet });
    try {
      await signInByBrowser(signIns, { instanceUrl, username });
      const person = new Person({
        ...bench,
        ports: { ...bench.ports, signIns, openOrg: () => signIns.open(username) },
      });
      const told: Refused[] = [];
      for (const one of refused) told.push(await refuse(person, bench, one));
      await person.run((await person.open()) ? { kind: 'resume' } : command);
      await person.checkEnd({ isOff: true });
      figure(`refresh loops: ${told.map(({ line }) => line).join(', ')}`);
      expect(person.stops).toEqual(refused.map(() => 'SessionExpired'));
      for (const { renewals, calls, line } of told) expect(renewals, line).toBeLessThanOrEqual(calls);
    } finally {
      signIns.close();
    }
  });
});

/** One command under a refusal that lasts. */
async function refuse(
  person: Person,
  bench: RotationBench,
  { what, calls, ...which }: (typeof refused)[number],
): Promise<Refused> {
  await bench.control('POST', '/faults', { kind: 'unauthorized', times: 0, ...which });
  const before = await renewalsOf(bench);
  await person.run((await person.open()) ? { kind: 'resume' } : command);
  const renewals = (await renewalsOf(bench)) - before;
  await bench.control('DELETE', '/faults');
  return { renewals, calls, line: `${what} ${renewals}` };
}

/** A renewal opens a new session. */
async function renewalsOf(bench: RotationBench): Promise<number> {
  const { sessions } = (await bench.control('GET', '/state')) as { sessions: readonly { kind: string }[] };
  return sessions.filter(({ kind }) => kind === 'web').length;
}

import { expect, it } from 'vitest';
import type { OrgState } from '../practice-org/support/running-org.ts';
import { type InProcess, inProcess } from '../support/in-process.ts';

const app = 'Mailer';

async function isAccepted(bench: InProcess): Promise<boolean> {
  const { apps } = (await bench.control('GET', '/state')) as unknown as OrgState;
  const pairs = apps.find(({ developerName }) => developerName === app)?.consumers[0]?.pairs ?? [];
  return pairs.some(({ slot, accepted }) => slot === 'primary' && accepted);
}

/** The commands of a sentence, as a person pastes them. */
async function paste(bench: InProcess, sentence: string): Promise<void> {
  const commands = [...sentence.matchAll(/`(?:keyturn|node \S+) ([^`]+)`/g)].map(([, one = '']) => one);
  expect(commands.length).toBeGreaterThan(1);
  for (const each of commands) {
    const args = each.split(' ').filter((one) => one !== '--practice');
    expect([each, (await bench.call(...args)).code]).toEqual([each, 0]);
  }
}

it('names everything that the app needs to get tokens again after its end, also the user that keyturn froze', async () => {
  const bench = await inProcess();
  await bench.works('watch', app);
  const flags = ['--freeze-user', '--confirm', app, '--still-used-ok'];
  const { stdout } = await bench.call('decommission', app, '--freeze-user', '--dry-run');
  const planned = stdout.replace(/\s+/g, ' ');
  expect(planned).toMatch(/turn on OAuth \(`keyturn practice act oauthOn --app Mailer`\), unfreeze \S+@\S+ \(`/);
  const { nextSteps } = await bench.works('decommission', app, ...flags);
  const needed = (nextSteps as string[]).find((one) => one.includes('needed after all')) ?? '';
  expect(needed).toContain('practice act unfreeze --username ');
  expect(await isAccepted(bench)).toBe(false);
  await paste(bench, needed);
  expect(await isAccepted(bench)).toBe(true);
  const [now] = (await bench.works('status', app)).apps as { lastProof: { answer: string } }[];
  expect(now?.lastProof.answer).toBe('accepted');
});

it('names the user that keyturn froze at the end of an app whose OAuth was off before', async () => {
  const bench = await inProcess();
  await bench.works('watch', app);
  await bench.control('POST', '/act', { act: 'oauthOff', app: app });
  const { nextSteps } = await bench.works('decommission', app, '--freeze-user', '--confirm', app, '--still-used-ok');
  expect(nextSteps).toContainEqual(expect.stringMatching(/needed after all: .*practice act unfreeze --username \S+@/));
});

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { systemClock } from '../../src/core/adapters/system-clock.ts';
import { startPracticeOrg } from '../../src/practice-org/start.ts';
import { figure } from '../support/figure.ts';
import { type Hostile, hostileAnswers, millionsOfRows } from '../support/hostile/hostile-answers.ts';
import { call, openHome } from '../support/hostile/hostile-case.ts';
import { createHostileProxy } from '../support/hostile/hostile-proxy.ts';
import { makeQuickStore, type Place, place, program } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

/** What an answer may cost beyond what the command usually needs. In MB. */
const mostMore = 64;

const big = [
  'gigantic',
  'gigantic XML',
  'endless body',
  'deep JSON',
  'deep XML',
  'many values',
  'many elements',
  'gzip bomb',
  'entity bomb',
  'endless head',
  'small pages',
  'long texts',
  'a zip that lies',
];

const lines = [
  ['check', 'ERP_Bridge'],
  ['audit'],
  ['doctor'],
  ['watch', 'Mailer'],
  ['emergency', 'ERP_Bridge', '--dry-run'],
];

it('no answer of an org takes more than 64 MB of memory', async () => {
  const folder = tempFolder();
  const proxy = createHostileProxy();
  const named = hostileAnswers.filter(({ name }) => big.includes(name));
  expect(named).toHaveLength(big.length);
  const answers = [...named, ...millionsOfRows];
  const [watched, here] = [await watchedHome(join(folder, 'watched')), place(join(folder, 'here'))];
  const run = async (args: readonly string[], rule: (nth: number, url: string) => Hostile | null) => {
    const org = await openHome(watched, here, { proxy, rule });
    const peak = await peakOf(here, args, join(folder, 'peak'));
    const requests = proxy.count();
    await org.close();
    return { peak, requests };
  };
  const over: string[] = [];
  let runs = 0;
  for (const args of lines) {
    const calm = [await run(args, () => null), await run(args, () => null), await run(args, () => null)];
    const requests = Math.max(...calm.map((one) => one.requests));
    const usual = { peak: Math.max(...calm.map(({ peak }) => peak)), requests };
    let most = { peak: 0, what: '' };
    for (const { name, answer } of answers) {
      for (let from = 0; from < usual.requests; from += 1 + Math.floor(from / 2)) {
        const isRows = !big.includes(name);
        const isHostile = (nth: number, url: string) =>
          isRows ? nth === from || url.includes('/query/') : nth >= from;
        const { peak } = await run(args, (nth, url) => (isHostile(nth, url) ? answer : null));
        runs += 1;
        const what = `${name} from request ${from} on`;
        if (peak > most.peak) most = { peak, what };
        if (peak - usual.peak > mostMore) over.push(`${args.join(' ')}: ${what}: ${Math.round(peak - usual.peak)} MB`);
      }
    }
    const more = Math.round(most.peak - usual.peak);
    figure(`memory of ${args.join(' ')}: ${Math.round(usual.peak)} MB, at most ${more} MB more (${most.what})`);
  }
  await proxy.close();
  figure(`memory: ${runs} runs, ${over.length} over ${mostMore} MB`);
  expect(over).toEqual([]);
});

async function watchedHome(path: string): Promise<Place> {
  const here = place(path);
  mkdirSync(here.home, { recursive: true, mode: 0o700 });
  await makeQuickStore(here);
  const org = await startPracticeOrg({ folder: join(here.home, 'practice'), now: systemClock().now() });
  expect(await call(here, ['watch', 'ERP_Bridge'])).toMatchObject({ code: 0 });
  await org.close();
  return here;
}

/** The most memory that the real program has, in MB. */
async function peakOf({ env }: Place, args: readonly string[], file: string): Promise<number> {
  const preload = join(import.meta.dirname, '../support/peak-memory.mjs');
  const child = spawn(
    process.execPath,
    ['--import', preload, program, ...args, '--practice', '--json', '--no-prompt'],
    {
      env: { ...process.env, ...env, PEAK_MEMORY: file },
      stdio: 'ignore',
    },
  );
  await new Promise((resolve) => child.on('close', resolve));
  return Number(readFileSync(file, 'utf8')) / 1024;
}

import { afterAll, describe, expect, it } from 'vitest';
import { commandsIn, type PastedCommand } from '../support/pasted/commands.ts';
import { type Printed, Situation } from '../support/pasted/in-process.ts';
import { argumentsOf, paste, stopOf } from '../support/pasted/paste.ts';
import { type Step, situations } from '../support/pasted/situations.ts';
import { sample } from '../support/sample.ts';

/** What a person may look at in a situation. */
const looks = ['status', 'status ERP_Bridge', 'check', 'consumer list', 'history', 'doctor', 'daemon status'];

/** The sentence names something that only a person can do first, or a time to wait. So the same stop may come again. */
const conditions =
  /^(?:• |→ )?(?:Fix|Once|Find out|Ask|If|Or wait|Check|Grant|Setup|Sign in|Activate)|in a few minutes|by hand|in the way/;

async function play(steps: readonly Step[], situation: Situation): Promise<Printed> {
  let last: Printed = { code: 0, text: '' };
  for (const step of steps) {
    if (typeof step === 'string')
      last = await situation.run([...step.replaceAll('FOLDER', situation.folder).split(' '), '--practice']);
    else step(situation);
  }
  return last;
}

const counts = { printed: 0, run: 0 };

describe('every printed command works where it is printed', () => {
  afterAll(() => {
    process.stdout.write(
      `\n  ${counts.printed} printed commands, ${counts.run} different ones run in their situations\n`,
    );
  });

  it.each(sample(Object.keys(situations), 5))('%s', async (name) => {
    const { scenario = 'acme', steps } = situations[name] ?? { steps: [] };
    const situation = await Situation.open(scenario);
    const last = await play(steps, situation);
    const stop = stopOf(last);
    const printed: PastedCommand[] = [...commandsIn(last.text)];
    for (const look of looks)
      printed.push(...commandsIn((await situation.copy().run([...look.split(' '), '--practice'])).text));
    counts.printed += printed.length;
    const problems: string[] = [];
    const seen = new Set<string>();
    for (const one of printed) {
      if (seen.has(one.command)) continue;
      seen.add(one.command);
      counts.run += 1;
      const place = situation.copy();
      for (const command of one.after) await paste({ ...one, command }, place);
      const result = await paste(one, place);
      const again = stopOf(result);
      const said = `${argumentsOf(one, place).join(' ')} (in “${one.sentence.slice(0, 160)}”)`;
      if (result.code === 2) problems.push(`${said}: ${result.text.slice(0, 300)}`);
      else if (stop !== null && again === stop && !conditions.test(one.sentence))
        problems.push(`${said}: ${stop} again`);
      place.forget();
    }
    expect(problems, last.text).toEqual([]);
    situation.forget();
  });
});

import { expect, it } from 'vitest';
import { Situation } from '../support/pasted/in-process.ts';

const app = 'ERP_Bridge';

async function opened(...lines: readonly string[]) {
  const situation = await Situation.open();
  const run = (line: string) =>
    situation.run([...line.replaceAll('FOLDER', situation.folder).split(' '), '--practice']);
  for (const line of lines) await run(line);
  return situation;
}

/** How a command ends, and how its dry run does. Each one has a copy of the situation. */
async function bothEnds(situation: Situation, command: string, consent: string) {
  const end = async (line: string) => {
    const copy = situation.copy();
    const { code, text } = await copy.run([...line.trim().split(' '), '--json', '--practice']);
    copy.forget();
    const document = text.slice(0, text.indexOf('\n}\n') + 3);
    const { name, message, safe, actions } = JSON.parse(document) as Readonly<Record<string, unknown>>;
    return { command: line, code, name, message, safe, actions };
  };
  return { dry: await end(`${command} --dry-run`), real: await end(`${command} ${consent}`) };
}

it.each([true, false])(
  'the dry run of a command that would stop at a change made outside keyturn stops at it, too (REST access to secrets: %s)',
  async (isOn) => {
    const inGrace = await opened(`watch ${app} --deliver file:FOLDER/erp.env`, `rotate ${app} --yes`);
    inGrace.act({ act: 'rotateInSetup', app });
    const staged = await opened(`watch ${app} --deliver file:FOLDER/erp.env`, `stage ${app} --yes`);
    for (let each = 0; each < 2; each += 1) staged.act({ act: 'rotateInSetup', app });
    const commands = [
      [inGrace, `retire ${app}`, `--confirm ${app}`],
      [inGrace, `resume ${app}`, ''],
      [inGrace, 'resume', ''],
      [inGrace, `rotate ${app}`, '--yes'],
      [inGrace, `rotate ${app} --back`, '--yes'],
      [staged, `rotate ${app}`, '--yes'],
      [staged, `stage ${app}`, '--yes'],
      [staged, `resume ${app}`, ''],
    ] as const;
    for (const [situation, command, consent] of commands) {
      if (!isOn) situation.act({ act: 'secretAccess', on: false });
      const { dry, real } = await bothEnds(situation, command, consent);
      expect(dry).toEqual({ ...real, command: dry.command });
      expect(dry).toMatchObject({ code: 3, name: 'PrimaryChangedOutside' });
    }
    inGrace.forget();
    staged.forget();
  },
);

it('the dry run of a command that would wait for a person says so as the command does', async () => {
  const situation = await opened(`watch ${app} --deliver manual:Bob`, `rotate ${app} --yes`);
  for (const [command, consent] of [
    [`resume ${app}`, ''],
    [`rotate ${app}`, '--yes'],
  ] as const) {
    const { dry, real } = await bothEnds(situation, command, consent);
    expect(dry).toEqual({ ...real, command: dry.command });
  }
  situation.forget();
});

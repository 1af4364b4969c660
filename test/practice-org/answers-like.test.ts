import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { knobsLike, runPracticeOrg } from '../../src/compose/practice.ts';
import { readAnswersLike } from '../../src/practice-org/answers-like.ts';
import { knobs } from '../../src/practice-org/model/knobs.ts';
import { call } from '../support/call.ts';
import { place } from '../support/keyturn.ts';
import { tempFolder } from '../support/temp-folder.ts';

const file = (content: unknown) => readAnswersLike(typeof content === 'string' ? content : JSON.stringify(content));

it('reads every value of every knob', () => {
  for (const { name, values } of knobs) {
    for (const value of values) {
      expect(file({ version: 1, knobs: { [name]: value } })).toEqual({ knobs: { [name]: value } });
    }
  }
  expect(file({ version: 1, knobs: {} })).toEqual({ knobs: {} });
});

it.each<[content: unknown, problem: string]>([
  ['', 'it must contain a JSON object with version and knobs'],
  ['[]', 'it must contain a JSON object with version and knobs'],
  ['null', 'it must contain a JSON object with version and knobs'],
  ['['.repeat(500_000), 'it must contain a JSON object with version and knobs'],
  [{ knobs: {} }, 'version must be 1'],
  [{ version: 2, knobs: {} }, 'version must be 1'],
  [{ version: '1', knobs: {} }, 'version must be 1'],
  [{ version: 1 }, 'knobs must be an object'],
  [{ version: 1, knobs: [] }, 'knobs must be an object'],
  [{ version: 1, knobs: {}, apps: [] }, 'unknown key apps'],
  ['{"version":1,"knobs":{},"__proto__":{}}', 'unknown key __proto__'],
  ['{"version":1,"knobs":{"__proto__":true}}', 'unknown knob __proto__'],
  ['{"version":1,"knobs":{"constructor":true}}', 'unknown knob constructor'],
  [{ version: 1, knobs: { stagedUsable: 'false' } }, 'stagedUsable must be one of true, false'],
  [{ version: 1, knobs: { stagedUsable: false, idFollows: null } }, 'idFollows must be one of credential, slot'],
  ['{"version":1,"knobs":{"propagationMs":1e999}}', 'propagationMs must be a number of ms from 0 to 3600000'],
])('refuses a file with %j', (content, problem) => {
  expect(file(content)).toEqual({ problem });
});

it('starts an org that answers as the file says, keeps that, and forgets it with the next file', async () => {
  const home = tempFolder();
  const path = join(home, 'like.json');
  const knobsOf = async (content?: unknown) => {
    if (content !== undefined) writeFileSync(path, JSON.stringify(content));
    const read = content === undefined ? { knobs: null } : await knobsLike(path);
    if ('problem' in read) throw new Error(read.problem);
    const org = await runPracticeOrg(
      { KEYTURN_HOME: home },
      { name: null, ...(read.knobs ? { knobs: read.knobs } : {}) },
    );
    onTestFinished(org.close);
    const rows = (await (await fetch(`${org.controlUrl}/knobs`)).json()) as { name: string; value: unknown }[];
    await org.close();
    const defaults = new Map(knobs.map((knob) => [knob.name, knob.default]));
    return Object.fromEntries(rows.flatMap(({ name, value }) => (value === defaults.get(name) ? [] : [[name, value]])));
  };
  const answers = { stagedUsable: false, propagationMs: 40_000, edition: 'Developer Edition' };
  expect(await knobsOf({ version: 1, knobs: answers })).toEqual(answers);
  expect(await knobsOf()).toEqual(answers);
  expect(await knobsOf({ version: 1, knobs: { jwtTokens: true } })).toEqual({ jwtTokens: true });
});

it('says what is wrong with the file before anything starts, on one line and without control characters', async () => {
  const here = place(tempFolder());
  const path = join(tempFolder(), 'like.json');
  writeFileSync(path, JSON.stringify({ version: 1, knobs: { [`\u001b[2J${'x'.repeat(5_000)}`]: true } }));
  const { code, stdout } = await call(here, ['practice', '--like', path, '--json']);
  const { name, message } = JSON.parse(stdout) as { name: string; message: string };
  expect([code, name]).toEqual([2, 'UsageInvalid']);
  expect(message).toMatch(/^--like can't use .*like\.json: unknown knob /);
  expect(message.length).toBeLessThan(600);
  expect(message).not.toContain('\u001b');
  const missing = await call(here, ['practice', '--like', join(tempFolder(), 'none.json'), '--json']);
  expect([missing.code, JSON.parse(missing.stdout).name]).toEqual([2, 'FileUnreadable']);
});

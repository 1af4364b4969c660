import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';

const app = 'Mailer';

/** An app whose decommissioning turned OAuth off, and then stopped because the token endpoint didn't answer. */
async function unfinished() {
  const bench = await inProcess();
  const run = async (line: string) => {
    const { stdout, stderr } = await bench.call(...line.split(' '));
    return `${stdout}${stderr}`.replace(/\s+/g, ' ');
  };
  const act = (name: string) => bench.control('POST', '/act', { act: name, app });
  const fault = { kind: 'unavailable', path: '/services/oauth2/token', times: 0 };
  await run(`watch ${app}`);
  await bench.control('POST', '/faults', fault);
  expect(await run(`decommission ${app} --confirm ${app} --still-used-ok`)).toContain('DecommissionUnproved');
  return { run, act, bench };
}

const closed = 'OAuth was off when keyturn last looked';
const open = 'OAuth was on when keyturn last looked';

it('after a check that found OAuth on again, nothing says that the end of the app keeps it off', async () => {
  const { run, act, bench } = await unfinished();
  await bench.control('DELETE', '/faults');
  const others = [`rotate ${app} --yes`, `reveal ${app} --to-file /nonexist/x`, `emergency ${app} --dry-run`];
  expect(await run(`rotate ${app} --yes`)).toContain(closed);
  await act('oauthOn');
  const checked = await run(`check ${app}`);
  expect(checked).toContain(`▲ This app is being decommissioned, but ${open}`);
  expect(checked).toContain(`keyturn resume ${app}`);
  for (const command of others) {
    const text = await run(command);
    expect([command, text]).toEqual([command, expect.stringContaining(open)]);
    expect([command, text]).not.toEqual([
      command,
      expect.stringMatching(/OAuth was off|OAuth is off|turned OAuth off/),
    ]);
  }
  expect(await run(`status ${app}`)).toContain(`its decommissioning isn't finished, and ${open}: continue with`);
  await act('oauthOff');
  const off = await run(`check ${app}`);
  expect(off).not.toContain(open);
  expect(off).toMatch(/^▲ .*its decommissioning isn't finished, and keyturn turned OAuth off for it: continue with/);
  expect(await run(`rotate ${app} --yes`)).toContain(closed);
  expect(await run(`status ${app}`)).toContain('and keyturn turned OAuth off for it');
});

it('continuing closes an app that others opened again', async () => {
  const { run, act } = await unfinished();
  await act('oauthOn');
  await run(`check ${app}`);
  expect(await run(`resume ${app}`)).not.toContain('is decommissioned');
  expect(await run(`rotate ${app} --yes`)).toContain(closed);
});

import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';

const app = 'Mailer';

async function opened() {
  const bench = await inProcess();
  const run = async (line: string) => {
    const { stdout, stderr } = await bench.call(...line.split(' '));
    return `${stdout}${stderr}`.replace(/\s+/g, ' ');
  };
  const act = (name: string) => bench.control('POST', '/act', { act: name, app });
  await run(`watch ${app}`);
  return { bench, run, act };
}

it("doesn't say that keyturn turned off OAuth that was off before", async () => {
  const { run, act } = await opened();
  await act('oauthOff');
  const text = await run(`decommission ${app} --confirm ${app} --still-used-ok`);
  expect(text).toContain('is decommissioned');
  expect(text).not.toMatch(/OAuth turned off|Turning off OAuth/i);
});

it("doesn't say that keyturn turned on OAuth that others had turned on before", async () => {
  const { bench, run, act } = await opened();
  await bench.control('POST', '/faults', { kind: 'unavailable', path: '/services/oauth2/token', times: 0 });
  const stopped = await run(`decommission ${app} --confirm ${app} --still-used-ok`);
  expect(stopped).toMatch(/✔ OAuth turned off/);
  await bench.control('DELETE', '/faults');
  await act('oauthOn');
  const back = await run(`decommission ${app} --back --confirm ${app}`);
  expect(back).toContain('is back as it was');
  expect(back).not.toContain('turned back on');
});

import { describe, expect, it } from 'vitest';
import { Situation } from '../support/pasted/in-process.ts';

const app = 'ERP_Bridge';
const leaves = `keyturn unwatch ${app} --confirm ${app}`;

/** A rotation that waits for Bob, of an app that others have deleted since. */
async function gone({ checked = true } = {}) {
  const situation = await Situation.open();
  const run = async (line: string) => (await situation.run([...line.split(' '), '--practice'])).text;
  const document = async (line: string) => JSON.parse(await run(`${line} --json`));
  await run(`watch ${app} --deliver manual:Bob`);
  await run(`rotate ${app} --yes`);
  situation.act({ act: 'deleteApp', app });
  const text = checked ? await run(`check ${app}`) : '';
  return { situation, run, document, check: text };
}

describe('once a check has found that an app no longer exists', () => {
  it('nothing is said about its credentials, its slot and its consumers', async () => {
    const { run, document } = await gone();
    for (const line of [`status ${app}`, 'status']) {
      const text = await run(line);
      expect(text).toContain('no longer exists in the org');
      expect(text).not.toMatch(/still need|updated by hand|handed-over|staged|resume/);
    }
    const [row] = (await document('status')).result.apps;
    expect(row).toMatchObject({ state: 'drifted', staged: null, previous: null });
    expect(row.works).toContain("doesn't exist");
    expect(row.attention).toContain('no longer exists in the org');
    expect(await run(`unwatch ${app} --dry-run`)).not.toMatch(/staged credentials|staging slot|work until/);
    const { notices } = (await document('daemon --once')).result;
    expect(notices.map(({ kind }: { kind: string }) => kind)).toEqual(['drift']);
    expect(await run('status --ics')).not.toContain('BEGIN:VEVENT');
  });

  it.each(['check', 'unwatch', 'resume', 'decommission'])(
    '%s names the command that works, and no other',
    async (name) => {
      const { run, check } = await gone();
      const text = name === 'check' ? check : await run(`${name} ${app}`);
      expect(text).toContain(leaves);
      expect(text).not.toMatch(/keyturn (resume|discard|rotate|handed-over|unwatch ERP_Bridge`)/);
      expect(await run(`unwatch ${app} --confirm ${app}`)).toContain('Stopped watching');
    },
  );
});

it.each(['resume', 'discard', 'rotate', 'stage', 'retire', 'emergency'])(
  'before any check, %s of an app that is gone names the command that abandons the open run',
  async (name) => {
    const { run } = await gone({ checked: false });
    const confirmed = ['discard', 'retire', 'emergency'].includes(name) ? ` --confirm ${app}` : ' --yes';
    const text = await run(`${name} ${app}${confirmed}`);
    expect(text).toContain('AppUnknown');
    expect(text).toContain(leaves);
    expect(text).not.toContain(`keyturn unwatch ${app}\``);
  },
);

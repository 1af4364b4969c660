import { expect, it } from 'vitest';
import { Situation } from '../support/pasted/in-process.ts';

it.each(['rotate ERP_Bridge --yes', 'stage ERP_Bridge --yes'])('%s names the user that gets no token', async (line) => {
  const situation = await Situation.open();
  const run = (typed: string) =>
    situation.run([...typed.replaceAll('FOLDER', situation.folder).split(' '), '--practice']);
  await run('watch ERP_Bridge --deliver file:FOLDER/erp.env');
  const username = /svc\.erp@[\w.-]+\w/.exec((await run('status ERP_Bridge --json')).text)?.[0] ?? 'unknown';
  situation.act({ act: 'freeze', username });
  const { text } = await run(line);
  expect(text).toContain(`unfreeze --username ${username}`);
  expect(text).not.toContain('<username>');
  situation.forget();
});

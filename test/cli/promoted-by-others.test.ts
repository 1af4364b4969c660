import { expect, it } from 'vitest';
import { Situation } from '../support/pasted/in-process.ts';

it('a run for credentials that others promoted does not say that keyturn promoted them', async () => {
  const situation = await Situation.open();
  const run = (line: string) =>
    situation.run([...line.replaceAll('FOLDER', situation.folder).split(' '), '--practice']);
  await run('watch ERP_Bridge --deliver file:FOLDER/erp.env');
  await run('resume ERP_Bridge');
  situation.act({ act: 'rotateInSetup', app: 'ERP_Bridge' });
  await run('watch ERP_Bridge');
  const { text } = await run('resume ERP_Bridge');
  expect(text).toContain('Verified the current credentials of ERP Bridge in Acme Corp, which others promoted.');
  expect(text).not.toContain('Promoted the new');
  situation.forget();
});

import { expect, it } from 'vitest';
import { Situation } from '../support/pasted/in-process.ts';

it('after a refresh that a person accepted, nothing says that consumers keep their credentials', async () => {
  const situation = await Situation.open();
  const run = async (line: string) => (await situation.run([...line.split(' '), '--practice'])).text;
  const noAccess = /The org no longer has the previous credentials, .* lose access .* until they get the new ones/;
  await run('watch Mailer --deliver manual:Bob');
  situation.act({ act: 'refreshSandbox' });
  await run('check Mailer');
  await run('watch Mailer --accept');
  const stopped = (await run('resume Mailer')).replace(/\s+/g, ' ');
  expect(stopped).toContain('HandOverPending');
  expect(stopped).toMatch(noAccess);
  expect(JSON.parse(await run('resume Mailer --json'))).toMatchObject({ safe: expect.stringMatching(noAccess) });
  expect(JSON.parse(await run('resume Mailer --dry-run --json'))).toMatchObject({
    safe: expect.stringMatching(noAccess),
  });
  expect(JSON.parse(await run('status Mailer --json'))).toMatchObject({
    result: { apps: [{ works: expect.stringMatching(noAccess) }] },
  });
  situation.forget();
});

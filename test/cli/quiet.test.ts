import { expect, it } from 'vitest';
import { inProcess } from '../support/in-process.ts';

it('shows which reminders are off, and turns them on again', async () => {
  const bench = await inProcess();
  await bench.works('watch', 'ERP_Bridge');
  const status = async () => {
    const { apps } = (await bench.works('status')) as { apps: { snoozedUntil: unknown; acknowledged: unknown }[] };
    return { text: (await bench.call('status')).stdout, json: apps[0] };
  };
  expect(await status()).toMatchObject({ json: { snoozedUntil: null, acknowledged: null } });
  await bench.works('snooze', 'ERP_Bridge', '3d');
  await bench.works('ack', 'ERP_Bridge', '--by', 'Ana', '--why', 'on it');
  const quiet = await status();
  expect(quiet.json).toMatchObject({ snoozedUntil: expect.any(String), acknowledged: { by: 'Ana', why: 'on it' } });
  expect(quiet.text).toMatch(/ERP_Bridge: Reminders are paused until .*`keyturn snooze ERP_Bridge 0 --practice`/);
  expect(quiet.text).toMatch(/ERP_Bridge: Acknowledged by Ana .*`keyturn ack ERP_Bridge --undo --practice`/);
  expect(await bench.works('snooze', 'ERP_Bridge', '0')).toMatchObject({ snoozedUntil: null });
  expect(await bench.works('ack', 'ERP_Bridge', '--undo')).toMatchObject({ undone: true });
  expect(await status()).toMatchObject({
    json: { snoozedUntil: null, acknowledged: null },
    text: expect.not.stringMatching(/paused|Acknowledged/),
  });
  const { stdout } = await bench.call('history', 'ERP_Bridge');
  expect(stdout).toMatch(/Reminders no longer snoozed[\s\S]*Acknowledgment undone/);
});

import { expect, onTestFinished, test } from 'vitest';
import { noDaemon } from '../../src/core/status/read-daemon.ts';
import { systemTimer } from '../../src/ui/kit/timer.ts';
import { runWatch } from '../../src/ui/run-watch.tsx';
import { day, noon, watchedApp } from '../core/watch/watched-apps.ts';
import { openScreen } from '../support/screen.ts';
import { FakeDesk } from './fake-desk.ts';

const late = watchedApp({ issuedAt: noon - 100 * day });
const apps = Array.from({ length: 12 }, (_, index) => ({
  watched: { ...late, app: `App_${index}`, label: `App ${index}`, consumerId: `888${index}` },
  rotation: null,
}));
const running = { ...noDaemon, running: true };

test.each([
  ['the daemon is off', noDaemon, 'daemon ○ off', ''],
  ['its next check is overdue', { ...running, nextTickAt: noon - 76 * day }, 'daemon ● up', 'overdue since'],
  ['it fails', { ...running, isFailing: true }, 'daemon ▲ failing', ''],
])('the title of the watch leaves out whole facts in a narrow window: %s', async (_case, keeper, state, next) => {
  for (const columns of [60, 76, 80, 100, 140]) {
    const screen = openScreen({ columns, rows: 24 });
    onTestFinished(() => void screen.signals.emit('SIGHUP'));
    const { stdin, stdout, stopping } = screen;
    const desk = Object.assign(new FakeDesk(), { keeper, apps });
    void runWatch({
      desk,
      isPractice: true,
      env: {},
      stdin,
      stdout,
      stopping,
      timer: systemTimer,
      runSetup: async () => undefined,
    });
    await screen.waitFor('App 11');
    const [title = ''] = screen.lines();
    expect(title).toContain('12 apps in 1 org · 12 need');
    if (columns > 60) expect(title).not.toContain('…');
    if (columns > 60) expect(title).toContain('practice org');
    if (columns >= 80) expect(title).toContain(state);
    if (columns >= 140) expect(title).toContain(next);
  }
});

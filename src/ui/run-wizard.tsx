import { render } from 'ink';
import { createLeaving } from './kit/leave.ts';
import { leaveOnSignals } from './kit/signals.ts';
import { themeFor } from './kit/theme.ts';
import { systemTimer } from './kit/timer.ts';
import { farewell, sceneOf } from './wizard/farewell.ts';
import { leavableSetup } from './wizard/leavable-setup.ts';
import { followToTheEnd, type WizardOutcome } from './wizard/outcome.ts';
import { Wizard } from './wizard/Wizard.tsx';
import type { WizardRequest } from './wizard/wizard-request.ts';
import { createScreenAsker, createWizardStore } from './wizard/wizard-store.ts';

/**
 * The guided setup on a terminal. Leaves the terminal as it was, prints how it ended, and never exits the process.
 * @throws what broke the screen itself
 */
export async function runWizard(request: WizardRequest): Promise<WizardOutcome> {
  const {
    begin,
    env,
    stdin,
    stdout,
    now,
    isPractice,
    stopwatch = () => performance.now(),
    timer = systemTimer,
  } = request;
  const store = createWizardStore(stopwatch);
  const leaving = createLeaving(leavableSetup(store), timer);
  const asker = createScreenAsker(store, leaving.signal);
  const silence = () => {};
  const stopListening = leaveOnSignals(request.signals, leaving);
  // A terminal that was closed can't be written to any more; that is no reason to fail in the middle of leaving.
  stdout.on('error', silence);
  const theme = themeFor(env);
  const leave = leaving.request;
  const screen = render(<Wizard {...{ store, theme, isPractice, answering: asker, leave, stopwatch, now, timer }} />, {
    stdin,
    stdout,
    alternateScreen: true,
    interactive: true,
    patchConsole: false,
    exitOnCtrlC: false,
  });
  const broken = screen.waitUntilExit().then(() => new Promise<never>(() => {}));
  try {
    await screen.waitUntilRenderFlush();
    const run = async () => begin({ asker, tell: store.tell, signal: leaving.signal });
    const outcome = await Promise.race([followToTheEnd(run, leaving, () => store.view().touch), broken]);
    screen.unmount();
    await screen.waitUntilExit();
    stdout.write(farewell(outcome, sceneOf(store.view(), isPractice, stdout)));
    return outcome;
  } finally {
    if (!leaving.signal.aborted) leaving.force();
    screen.unmount();
    stopListening();
    stdout.off('error', silence);
  }
}

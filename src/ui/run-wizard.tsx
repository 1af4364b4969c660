import { onTerminal } from './kit/on-terminal.tsx';
import { themeFor } from './kit/theme.ts';
import { systemTimer } from './kit/timer.ts';
import { asShown } from './paint.ts';
import { farewell, sceneOf } from './wizard/farewell.ts';
import { followToTheEnd, type WizardOutcome } from './wizard/outcome.ts';
import { Wizard } from './wizard/Wizard.tsx';
import type { WizardRequest } from './wizard/wizard-request.ts';
import { createScreenAsker, createWizardStore } from './wizard/wizard-store.ts';

/**
 * The guided setup on a terminal. Restores the terminal, prints how the setup ended, and never exits the process.
 * @throws the error that broke the screen
 */
export async function runWizard(request: WizardRequest): Promise<WizardOutcome> {
  const { begin, env, stdout, now, isPractice, stopwatch = () => performance.now(), timer = systemTimer } = request;
  const store = createWizardStore(stopwatch);
  return onTerminal(request, {
    store,
    show: async ({ leaving, draw }) => {
      const asker = createScreenAsker(store, leaving.signal);
      const run = async () => begin({ asker, tell: store.tell, signal: leaving.signal });
      const { quit: leave } = leaving;
      const interrupt = request.stopping.ask;
      const theme = themeFor(env);
      const outcome = await draw(
        <Wizard {...{ store, theme, isPractice, answering: asker, leave, interrupt, stopwatch, now, timer }} />,
        () => [followToTheEnd(run, leaving, () => store.view().touch)],
      );
      stdout.write(asShown(stdout, env, farewell(outcome, sceneOf(store.view(), isPractice, stdout))));
      return outcome;
    },
  });
}

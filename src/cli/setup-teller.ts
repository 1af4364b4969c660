import { plainText, sentenceText } from '../core/plain/text.ts';
import type { SetupEvent } from '../core/setup/setup-events.ts';
import { checkTitles } from '../core/words/preflight.ts';
import { propagationWords, stepTitles } from '../core/words/setup.ts';
import { cancelingDeploy, interruptedDeploy } from '../core/words/waiting.ts';
import type { Output } from './output.ts';

/** Progress as plain lines on stderr, for runs without a screen. */
export function createSetupTeller(output: Output): (event: SetupEvent) => void {
  return (event) => {
    switch (event.kind) {
      case 'step':
        if (event.status === 'done') output.note(`✔ ${stepTitles[event.step]}: ${plainText(event.summary ?? '')}`);
        return;
      case 'warning':
        return output.warn(sentenceText(event.text));
      case 'deploy-queued':
        return output.note(`  waiting: ${plainText(event.detail)}`);
      case 'deploy-interrupted':
        return output.note(
          event.now === 'canceling'
            ? `  ${cancelingDeploy}. Press ctrl+c again to quit at once.`
            : `  ${interruptedDeploy[event.now](event.id)}.`,
        );
      case 'waiting':
        return output.note(`  ${propagationWords}; retrying (${event.attempt})`);
      case 'sign-in-address':
        return output.note(`  Open this address: ${event.url}`);
      case 'check':
        if (event.check.status === 'failed')
          output.note(`✖ ${checkTitles[event.check.id]}: ${plainText(event.check.finding ?? '', 400)}`);
        return;
      case 'touch':
        if (event.touch.kind !== 'untouched') output.note(`  ${event.touch.kind}: ${plainText(event.touch.what, 300)}`);
        return;
      case 'practice':
      case 'doing':
      case 'deploy':
      case 'proof':
        return;
    }
  };
}

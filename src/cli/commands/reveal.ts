import { textFiles } from '../../compose.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import { reason } from '../../core/reasons/errors.ts';
import type { ShownPair } from '../../core/status/desk.ts';
import type { Call, RunCommand } from '../commands.ts';
import { terminalOf } from '../context.ts';
import { openApp } from '../open-app.ts';
import { openChosenStore } from '../open-store.ts';
import { takePair } from '../take-pair.ts';

/** `keyturn reveal <app>`: the only command that shows a secret. */
export const reveal: RunCommand<'reveal'> = async (context, call) => {
  const { output } = context;
  const { slot, toFile: path = null, unsafeStdout: mayPrint } = call;
  const toScreen = context.canAsk && path === null && !mayPrint;
  // Finds the app first, so that a wrong name isn't met with advice about pipes.
  const { composition, state, watched } = await openApp(context, call.app);
  if (path === null && !toScreen && !mayPrint) throw reason('RevealNeedsTerminal', {});
  const pair = await takePair(state, watched, {
    slot,
    to: path ?? (toScreen ? 'screen' : 'stdout'),
    openStore: (kind) => openChosenStore(composition, context, kind),
  });
  const text = exported(call.format, watched, pair);
  const document = { org: watched.org, app: watched.app, slot, consumerKey: pair.consumerKey };
  if (path !== null) {
    await (await textFiles()).writeNew(path, text);
    output.succeed({ ...document, path }, [
      `✔ Wrote ${path}, which only you can read. Delete the file after delivery.`,
    ]);
    return 0;
  }
  if (toScreen) {
    const { showPair } = await import('../../ui/reveal-screen.ts');
    await showPair({ ...pair, ...terminalOf(context) });
    return 0;
  }
  const secret = { ...document, consumerSecret: pair.consumerSecret.reveal() };
  output.succeed(secret, [text.trimEnd()]);
  return 0;
};

function exported(format: Call<'reveal'>['format'], { instanceUrl, app }: WatchedApp, pair: ShownPair): string {
  const { consumerKey } = pair;
  const consumerSecret = pair.consumerSecret.reveal();
  if (format === 'json') return `${JSON.stringify({ consumerKey, consumerSecret }, null, 2)}\n`;
  if (format === 'env') return `SALESFORCE_CONSUMER_KEY=${consumerKey}\nSALESFORCE_CONSUMER_SECRET=${consumerSecret}\n`;
  return `${JSON.stringify({ consumerKey, consumerSecret, baseUri: instanceUrl, appId: app }, null, 2)}\n`;
}

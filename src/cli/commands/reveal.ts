import { textFiles } from '../../compose.ts';
import { findWatched } from '../../core/model/find-watched.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import type { StoredPair } from '../../core/ports/ports.ts';
import { reason } from '../../core/reasons/errors.ts';
import type { Slot } from '../../core/status/desk.ts';
import type { Action } from '../context.ts';
import { openChosenStore } from '../open-store.ts';
import { takePair } from '../take-pair.ts';

/** `keyturn reveal <app>`: the one place where a secret leaves the store. */
export const reveal: Action = async (context, [name = ''], options) => {
  const { flags, output, streams } = context;
  const path = typeof options.toFile === 'string' ? options.toFile : null;
  const mayPrint = options.unsafeStdout === true;
  const toScreen = context.canAsk && path === null && !mayPrint;
  if (path === null && !toScreen && !mayPrint) throw reason('RevealNeedsTerminal', {});
  const composition = await context.compose();
  const state = await composition.state();
  const watched = findWatched(await state.apps.list(), name, flags.consumer);
  const slot: Slot = options.slot === 'staged' || options.slot === 'previous' ? options.slot : 'primary';
  const pair = await takePair(state, watched, {
    slot,
    to: path ?? (toScreen ? 'screen' : 'stdout'),
    openStore: (kind) => openChosenStore(composition, context, kind),
  });
  const text = exported(String(options.format), watched, pair);
  const document = { org: watched.org, app: watched.app, slot, consumerKey: pair.consumerKey };
  if (path !== null) {
    await (await textFiles()).writeNew(path, text);
    output.succeed({ ...document, path }, [
      `✔ Written to ${path}, which only you can read. Remove it when it was handed over.`,
    ]);
    return 0;
  }
  if (toScreen) {
    const { showPair } = await import('../../ui/reveal-screen.ts');
    const { stdin, stdout } = streams;
    const { consumerKey, consumerSecret } = pair;
    const shown = { app: watched.label || watched.app, org: watched.org, slot, consumerKey, consumerSecret };
    await showPair({ ...shown, stdin, stdout, signals: process });
    return 0;
  }
  const secret = { ...document, consumerSecret: pair.consumerSecret.reveal() };
  output.succeed(secret, [text.trimEnd()]);
  return 0;
};

function exported(format: string, { instanceUrl, app }: WatchedApp, pair: StoredPair): string {
  const { consumerKey } = pair;
  const consumerSecret = pair.consumerSecret.reveal();
  if (format === 'json') return `${JSON.stringify({ consumerKey, consumerSecret }, null, 2)}\n`;
  if (format === 'env') return `SALESFORCE_CONSUMER_KEY=${consumerKey}\nSALESFORCE_CONSUMER_SECRET=${consumerSecret}\n`;
  return `${JSON.stringify({ consumerKey, consumerSecret, baseUri: instanceUrl, appId: app }, null, 2)}\n`;
}

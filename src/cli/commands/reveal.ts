import { sealing, textFiles } from '../../compose.ts';
import { spareState } from '../../core/acts/spare-state.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import { envValue } from '../../core/plain/credential.ts';
import { plainText, shortPublicKey } from '../../core/plain/text.ts';
import { reason } from '../../core/reasons/errors.ts';
import type { ShownPair } from '../../core/status/desk.ts';
import { homeCareWords } from '../../core/words/home-care.ts';
import type { Call, RunCommand } from '../commands.ts';
import { terminalOf } from '../context.ts';
import { openApp } from '../open-app.ts';
import { openChosenStore } from '../open-store.ts';
import { type Recipient, recipientIn } from '../recipients.ts';
import { takePair } from '../take-pair.ts';
import { wrongCall } from '../wrong-call.ts';

/** `keyturn reveal <app>`: the only command that shows a secret. */
export const reveal: RunCommand<'reveal'> = async (context, call) => {
  const { output } = context;
  const { slot, toFile, for: who, unsafeStdout: mayPrint } = call;
  if (who !== undefined && mayPrint) throw wrongCall('reveal', '--for writes a file, so leave out --unsafe-stdout');
  const toScreen = context.canAsk && toFile === undefined && who === undefined && !mayPrint;
  // Finds the app first, so that a wrong name isn't met with advice about pipes.
  const { composition, state, watched } = await openApp(context, call.app);
  if (toFile === undefined && who === undefined && !toScreen && !mayPrint) throw reason('RevealNeedsTerminal', {});
  const recipient = who === undefined ? null : await recipientIn(who, watched);
  const isFile = toFile !== undefined || recipient !== null;
  let path = '';
  const clock = await composition.clock();
  const spare = spareState(state, { clock });
  const pair = await takePair(spare.state, watched, {
    slot,
    now: clock.now(),
    to: toFile ?? (recipient ? 'file' : toScreen ? 'screen' : 'stdout'),
    recipient: recipient?.name ?? null,
    openStore: (kind) => openChosenStore(composition, context, kind),
    ...(isFile
      ? {
          write: async (shown) => {
            const text = exported(call.format, watched, shown);
            const sealed = recipient ? await (await sealing()).sealText(recipient.keys, text) : text;
            const name = toFile ?? (recipient ? fileFor(watched, recipient, shown) : '');
            path = await (await textFiles()).writeNew(name, sealed);
          },
        }
      : {}),
  });
  const fault = spare.fault();
  if (fault) output.warn(homeCareWords.notRecorded('reveal', fault.message));
  for (const caution of pair.cautions) output.warn(caution);
  const document = { org: watched.org, app: watched.app, slot, consumerKey: pair.consumerKey };
  if (recipient) {
    output.succeed({ ...document, path, for: recipient.name, keys: recipient.keys }, sealedLines(path, recipient));
    return 0;
  }
  if (toFile !== undefined) {
    output.succeed({ ...document, path: toFile }, [
      `✔ Wrote ${toFile}, which only you can read. Delete the file after delivery.`,
    ]);
    return 0;
  }
  if (toScreen) {
    const { showPair } = await import('../../ui/reveal-screen.ts');
    await showPair({ ...pair, ...terminalOf(context) });
    return 0;
  }
  const secret = { ...document, consumerSecret: pair.consumerSecret.reveal() };
  output.succeed(secret, [exported(call.format, watched, pair).trimEnd()]);
  return 0;
};

function sealedLines(path: string, { name, isConsumer, keys }: Recipient): readonly string[] {
  const holder = isConsumer ? plainText(name, 80) : `the owner of ${name}`;
  const key = keys.some((one) => one.startsWith('ssh-')) ? '~/.ssh/<private key>' : 'key.txt';
  return [
    `✔ Wrote ${path}. Only ${holder} can decrypt it.`,
    ...(isConsumer ? [`  key      ${keys.map(shortPublicKey).join(', ')}`] : []),
    `  decrypt  age -d -i ${key} ${plainText(path.slice(path.lastIndexOf('/') + 1), 200)}`,
  ];
}

/** A name that says for which app, for whom, and for which credentials. */
function fileFor({ app }: WatchedApp, { name, isConsumer }: Recipient, { consumerKey }: ShownPair): string {
  const parts = [app, ...(isConsumer ? [name] : []), consumerKey.slice(-4)];
  return `${parts.map((part) => part.replace(/[^\p{L}\p{N}_.]+/gu, '_').replace(/^\.+/, '')).join('-')}.age`;
}

function exported(format: Call<'reveal'>['format'], { instanceUrl, app }: WatchedApp, pair: ShownPair): string {
  const { consumerKey } = pair;
  const consumerSecret = pair.consumerSecret.reveal();
  if (format === 'json') return `${JSON.stringify({ consumerKey, consumerSecret }, null, 2)}\n`;
  if (format === 'env')
    return `SALESFORCE_CONSUMER_KEY=${envValue(consumerKey)}\nSALESFORCE_CONSUMER_SECRET=${envValue(consumerSecret)}\n`;
  return `${JSON.stringify({ consumerKey, consumerSecret, baseUri: instanceUrl, appId: app }, null, 2)}\n`;
}

import { openNotifiers } from '../../compose/notifiers.ts';
import type { Message, Notifier } from '../../core/model/notice.ts';
import { plainText } from '../../core/plain/text.ts';
import type { RunCommand } from '../commands.ts';
import { openUsualStore } from '../usual-store.ts';
import { wrongCall } from '../wrong-call.ts';

/** `keyturn daemon test-notify [channel …]`: sends a test message to every channel, or to the named ones. */
export const testNotify: RunCommand<'daemon test-notify'> = async (context, { channels: names }) => {
  const { env, output, streams } = context;
  const composition = await context.compose();
  const notifiers = await openNotifiers(composition, {
    env,
    openStore: (known) => openUsualStore(composition, context, known),
    // With --json, stdout is for the document only.
    writeLine: (line) => void (output.isJson ? streams.stderr : streams.stdout).write(`${line}\n`),
  });
  const message = sample((await composition.clock()).now());
  const channels = await Promise.all(
    chosen(notifiers, names, composition.isPractice).map((notifier) => tried(notifier, message)),
  );
  const width = Math.max(...channels.map(({ channel }) => channel.length));
  output.succeed(
    { channels },
    channels.map(({ channel, problem }) => {
      return `${problem === null ? '✔' : '✖'} ${channel.padEnd(width)}  ${problem ?? 'sent'}`;
    }),
  );
  return channels.some(({ status }) => status === 'failed') ? 1 : 0;
};

function chosen(notifiers: readonly Notifier[], names: readonly string[], isPractice: boolean): readonly Notifier[] {
  const known = notifiers.map(({ name }) => name);
  if (known.length === 0) {
    const none = isPractice ? 'The settings have no channel for the practice org' : 'The settings have no channel';
    throw wrongCall(null, `${none}: add one under \`channels\` in config.json5`);
  }
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const where = isPractice ? 'for the practice org ' : '';
    throw wrongCall(null, `No channel ${where}is called ${plainText(unknown, 40)}: ${known.join(', ')}`);
  }
  return names.length === 0 ? notifiers : notifiers.filter(({ name }) => names.includes(name));
}

async function tried({ name, send }: Notifier, message: Message) {
  const problem = await send(message);
  return { channel: name, status: problem === null ? 'sent' : 'failed', problem } as const;
}

function sample(at: number): Message {
  const id = `test-${crypto.randomUUID()}`;
  return {
    id,
    at,
    notices: [
      {
        id,
        kind: 'done-by-daemon',
        orgId: '000000000000000',
        org: 'sample',
        orgName: 'Sample',
        app: 'Sample_App',
        label: 'Sample App',
        consumerId: '000000000000000',
        threshold: 'test',
        severity: 'note',
        title: 'keyturn reaches this channel',
        text: 'This is a test. Reminders about External Client Apps and their secrets arrive here.',
        actions: ["You don't need to do anything. `keyturn status` shows the watched apps."],
        since: at,
      },
    ],
  };
}

import { spawn } from 'node:child_process';
import type { Message } from '../../model/notice.ts';
import { outsideText } from '../../plain/outside-text.ts';
import { channelProblems } from '../../words/channels.ts';
import { childEnvironment } from '../child-environment.ts';
import { keptText } from '../exec-program.ts';
import { systemCode } from '../file-problem.ts';
import type { ChannelTools, Send } from './channel.ts';
import { escapeMarkup, type PlainMessage, plainMessage } from './plain-message.ts';

const deadlineMs = 10_000;
const keptOutput = 4_000;

interface Run {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * A notification on this computer's desktop. If its program is missing, the first message reports that and later ones are
 * dropped. Shows nothing on a build machine.
 */
export function desktop(tools: ChannelTools): Send {
  let isMissing = false;
  return async (message, signal) => {
    if (isMissing || tools.env.CI) return null;
    const run = runOf(tools.platform ?? process.platform, message);
    const problem = await show(run, tools, signal);
    if (problem !== missing) return problem;
    isMissing = true;
    return channelProblems.programMissing(run.program);
  };
}

const missing: unique symbol = Symbol('missing');

function show({ program, args, env }: Run, tools: ChannelTools, signal?: AbortSignal) {
  return new Promise<string | null | typeof missing>((resolve) => {
    const child = spawn(program, args, {
      env: { ...childEnvironment('notification', tools.env), ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: false,
      signal,
      timeout: tools.deadlineMs ?? deadlineMs,
      killSignal: 'SIGKILL',
    });
    const said = keptText(child.stderr, keptOutput);
    child.on('error', (error) => {
      if (signal?.aborted) resolve(channelProblems.interrupted);
      else
        resolve(systemCode(error) === 'ENOENT' ? missing : channelProblems.programUnusable(program, systemCode(error)));
    });
    child.on('exit', (code, killedBy) => {
      if (code === 0) return resolve(null);
      resolve(channelProblems.programEnded(program, killedBy ?? code, outsideText(said(), 200)));
    });
  });
}

function runOf(platform: NodeJS.Platform, message: Message): Run {
  const words = plainMessage(message, 3);
  const title = `keyturn: ${words.subject}`;
  const body = bodyOf(words);
  // Texts are arguments or variables of fixed scripts, never part of the script.
  if (platform === 'darwin') return { program: 'osascript', args: [...appleScript, title, body] };
  if (platform === 'win32') {
    const args = ['-NoProfile', '-NonInteractive', '-EncodedCommand', encodedToast];
    return { program: 'powershell.exe', args, env: { KEYTURN_TITLE: title, KEYTURN_BODY: body } };
  }
  const isUrgent = words.notices.some(({ severity }) => severity === 'danger');
  const options = ['--app-name=keyturn', `--urgency=${isUrgent ? 'critical' : 'normal'}`];
  // The specification of desktop notifications treats the body as markup.
  return { program: 'notify-send', args: [...options, '--', title, escapeMarkup(body)] };
}

function bodyOf({ notices, more }: PlainMessage): string {
  const [only] = notices;
  const lines =
    notices.length === 1 && only
      ? [only.text, only.place, ...only.actions.slice(0, 1)]
      : notices.map(({ title, place }) => `${title} · ${place}`);
  return [...lines, ...(more === null ? [] : [more])].join('\n').replaceAll('`', '');
}

const appleScript = [
  ...['-e', 'on run argv'],
  ...['-e', 'display notification (item 2 of argv) with title (item 1 of argv)'],
  ...['-e', 'end run'],
  '--',
];

/** Windows shows a toast only for a registered app. PowerShell is one. */
const toast = `
$ErrorActionPreference = 'Stop'
[void][Windows.UI.Notifications.ToastNotificationManager, Windows.UI.Notifications, ContentType = WindowsRuntime]
$type = [Windows.UI.Notifications.ToastTemplateType]::ToastText02
$xml = [Windows.UI.Notifications.ToastNotificationManager]::GetTemplateContent($type)
$lines = $xml.GetElementsByTagName('text')
[void]$lines.Item(0).AppendChild($xml.CreateTextNode($env:KEYTURN_TITLE))
[void]$lines.Item(1).AppendChild($xml.CreateTextNode($env:KEYTURN_BODY))
$app = '{1AC14E77-02E7-4E5D-B744-2EB1AE5198B7}\\WindowsPowerShell\\v1.0\\powershell.exe'
$shown = [Windows.UI.Notifications.ToastNotification]::new($xml)
[Windows.UI.Notifications.ToastNotificationManager]::CreateToastNotifier($app).Show($shown)
`;
const encodedToast = Buffer.from(toast, 'utf16le').toString('base64');

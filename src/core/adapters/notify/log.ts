import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { channelProblems } from '../../words/channels.ts';
import type { ChannelOf } from '../config-channels.ts';
import { fileProblem } from '../file-problem.ts';
import type { ChannelTools, Send } from './channel.ts';
import { documentOf } from './plain-message.ts';

/** One JSON line per message, for log collectors. */
export function log({ file }: ChannelOf<'log'>, { writeLine }: ChannelTools): Send {
  return async (message) => {
    if (message.contact) return channelProblems.noCodes;
    const line = JSON.stringify(documentOf(message));
    if (file === undefined) writeLine(line);
    else return append(file, `${line}\n`);
    return null;
  };
}

/** A pipe that nobody reads would wait forever. */
const { O_WRONLY, O_CREAT, O_APPEND, O_NONBLOCK = 0 } = constants;
const appends = O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK;

async function append(path: string, text: string): Promise<string | null> {
  try {
    const handle = await open(path, appends, 0o600);
    try {
      await handle.appendFile(text);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    return null;
  } catch (error) {
    return channelProblems.fileUnwritable(path, fileProblem(error));
  }
}

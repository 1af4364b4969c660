import { channelProblems } from '../../words/channels.ts';
import { programEnvironment } from '../child-environment.ts';
import type { ChannelOf } from '../config-channels.ts';
import { ProgramUntrusted, runProgram, trustedProgram } from '../exec-program.ts';
import type { ChannelTools, Send } from './channel.ts';
import { documentOf } from './plain-message.ts';

const deadlineMs = 30_000;

/** Passes the message to a program as JSON on its standard input. Exit code 0 means that the program accepted it. */
export function command({ program: path }: ChannelOf<'command'>, tools: ChannelTools): Send {
  return async (message, signal) => {
    try {
      const program = await trustedProgram(path);
      const { problem } = await runProgram({
        program,
        input: documentOf(message),
        sent: [],
        deadlineMs: tools.deadlineMs ?? deadlineMs,
        environment: programEnvironment(tools, path),
        signal,
      });
      return problem;
    } catch (error) {
      if (error instanceof ProgramUntrusted) return channelProblems.programUntrusted(path, error.message);
      throw error;
    }
  };
}

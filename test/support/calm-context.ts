import type { CommandContext } from '../../src/cli/context.ts';

const never = new AbortController().signal;

/** The part of a command's context where nobody presses Ctrl-C and commands stay as they are written. */
export const calmContext: Pick<CommandContext, 'interruption' | 'wording' | 'enterPractice' | 'why'> = {
  interruption: {
    signal: never,
    take: () => never,
    screen: () => ({ signal: never, again: never, ask: () => undefined, timeIsUp: () => new Promise(() => undefined) }),
    spareHangUp: () => undefined,
    ended: new Promise(() => undefined),
    errorFor: (error) => error,
    hold: () => () => undefined,
    requireResult: () => undefined,
    patient: (work) => work,
    known: (error, work) => work(error),
    release: () => undefined,
  },
  wording: (text) => text,
  why: null,
  enterPractice: () => () => undefined,
};

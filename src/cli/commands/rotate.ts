import { reason } from '../../core/reasons/errors.ts';
import type { Action } from '../context.ts';
import { runOperation } from '../run-operation.ts';

/** `keyturn rotate <app>`, and with `--back` the way back within the overlap. */
export const rotate: Action = async (context, [app = ''], options) => {
  const isBack = options.back === true;
  if (isBack && options.grace !== undefined) {
    throw reason('UsageInvalid', { problem: '--back and --grace contradict each other', command: 'rotate' });
  }
  return runOperation(context, { kind: isBack ? 'back' : 'rotate', app, options });
};

import type { Action } from '../context.ts';
import { runOperation } from '../run-operation.ts';

/** `keyturn discard <app>`: deletes the staged pair that never was primary. */
export const discard: Action = (context, [app = ''], options) =>
  runOperation(context, { kind: 'discard', app, options });

import type { Action } from '../context.ts';
import { runOperation } from '../run-operation.ts';

/** `keyturn retire <app>`: deletes the previous pair now and proves that it is refused. */
export const retire: Action = (context, [app = ''], options) => runOperation(context, { kind: 'retire', app, options });

import type { Action } from '../context.ts';
import { runOperation } from '../run-operation.ts';

/** `keyturn stage <app>`: stages a new pair, saves it and proves it; nothing else changes. */
export const stage: Action = (context, [app = ''], options) => runOperation(context, { kind: 'stage', app, options });

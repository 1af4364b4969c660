import { findWatched } from '../core/model/find-watched.ts';
import type { OperationKind } from '../core/model/rotation.ts';
import { operate } from '../core/operate/operate.ts';
import { parseDays } from '../core/plain/duration.ts';
import { reason } from '../core/reasons/errors.ts';
import { createAgree } from './agree.ts';
import type { CommandContext } from './context.ts';
import { openOperating } from './operating.ts';
import { rotationDocument, rotationSummary } from './rotation-document.ts';
import { deliveriesOf } from './setup-flags.ts';

type Options = Readonly<Record<string, unknown>>;

/** One command that changes pairs: the plan, the agreement, the run, the result. */
export async function runOperation(
  context: CommandContext,
  { kind, app, options }: { readonly kind: OperationKind; readonly app: string; readonly options: Options },
): Promise<number> {
  const wanted = wantedOf(kind, options);
  const { watched: all, ports, requestOf, portsFor, storeOf } = await openOperating(context, options);
  const watched = findWatched(all, app, context.flags.consumer);
  const agree = createAgree(context, options, ports.clock);
  const end = await operate(portsFor(watched), { ...requestOf(watched), kind, ...wanted }, agree);
  const store = await storeOf(end.watched);
  context.output.succeed(await rotationDocument(end, ports.state, store), rotationSummary(end));
  return 0;
}

function wantedOf(kind: OperationKind, options: Options) {
  const deliveries = deliveriesOf(options, kind);
  const noConsumers = options.consumers === false;
  if (noConsumers && deliveries.length > 0) {
    throw reason('UsageInvalid', { problem: '--no-consumers and --deliver contradict each other', command: kind });
  }
  return { deliveries: deliveries.length > 0 ? deliveries : null, noConsumers, graceDays: graceOf(kind, options) };
}

function graceOf(kind: OperationKind, { grace }: Options): number | null {
  if (typeof grace !== 'string') return null;
  const parsed = parseDays(grace, { min: 0, max: 30 });
  if (parsed.ok) return parsed.value;
  throw reason('UsageInvalid', { problem: `--grace: ${parsed.problem}`, command: kind });
}

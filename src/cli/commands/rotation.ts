import { findConsumer } from '../../core/model/consumer.ts';
import { findWatched } from '../../core/model/find-watched.ts';
import type { OperationKind } from '../../core/model/rotation.ts';
import type { Target } from '../../core/model/target.ts';
import type { WatchedApp } from '../../core/model/watched-app.ts';
import { operate } from '../../core/operate/operate.ts';
import { plainText } from '../../core/plain/text.ts';
import { reason } from '../../core/reasons/errors.ts';
import { operationWords } from '../../core/words/dry-run.ts';
import { createAgree } from '../agree.ts';
import type { Call, ContextOf, RunCommand } from '../commands.ts';
import { checkedDeliveries } from '../deliver-flag.ts';
import { endDryRun } from '../dry-run.ts';
import { openOperating } from '../operating.ts';
import { graceOf } from '../policy-flags.ts';
import { rotationDocument, rotationSummary } from '../rotation-document.ts';
import { wrongCall } from '../wrong-call.ts';

/** `keyturn stage <app>`: stages, saves and verifies new credentials. */
export const stage: RunCommand<'stage'> = (context, call) => runOperation(context, 'stage', call);

/** `keyturn rotate <app>`; with `--back` it switches back to the previous credentials. */
export const rotate: RunCommand<'rotate'> = async (context, call) => {
  if (call.back && call.grace !== undefined) {
    throw reason('UsageInvalid', { problem: "--back and --grace can't be used together", command: 'rotate' });
  }
  return runOperation(context, call.back ? 'back' : 'rotate', call);
};

/** `keyturn retire <app>`: deletes the previous credentials and verifies that Salesforce refuses them. */
export const retire: RunCommand<'retire'> = (context, call) => runOperation(context, 'retire', call);

/** `keyturn discard <app>`: deletes staged credentials that were never promoted. */
export const discard: RunCommand<'discard'> = (context, call) => runOperation(context, 'discard', call);

type OperationCall = Call<'retire'> & Partial<Call<'rotate'>>;

/** Plan, consent, run and result of one command. */
async function runOperation(context: ContextOf<'rotate'>, kind: OperationKind, call: OperationCall): Promise<number> {
  const wanted = wantedOf(kind, call);
  const { watched: all, ports, requestOf, portsFor, storeOf } = await openOperating(context, call);
  const watched = findWatched(all, call.app, context.flags.consumer);
  if (wanted.noConsumers && watched.consumers.length > 0) {
    const names = watched.consumers.map(({ name }) => plainText(name, 60)).join(', ');
    throw wrongCall(kind, `--no-consumers, but the app has consumers: ${names}. Leave it out, or remove them first`);
  }
  const byHand = targetsCalled(watched, call.byHand ?? []);
  const request = { ...requestOf(watched), kind, ...wanted, byHand };
  if (call.dryRun) {
    const { foresee } = await import('../../core/operate/foresee.ts');
    const found = await foresee(portsFor(watched), request);
    return endDryRun(context.output, [{ watched, ...operationWords(found, ports.clock.now()) }]);
  }
  const agree = createAgree(context, call, ports.clock);
  const end = await operate(portsFor(watched), request, agree);
  const store = await storeOf(end.watched);
  context.output.succeed(await rotationDocument(end, ports.state, store), rotationSummary(end));
  return 0;
}

function wantedOf(kind: OperationKind, { deliver = [], noConsumers = false, grace }: OperationCall) {
  const deliveries = checkedDeliveries(deliver, kind, noConsumers);
  return { deliveries: deliveries.length > 0 ? deliveries : null, noConsumers, graceDays: graceOf(grace, kind) };
}

/** The targets of consumers that `--by-hand` names. @throws ConsumerUnknown */
function targetsCalled({ app, consumers }: WatchedApp, names: readonly string[]): readonly Target[] {
  return names.map((name) => {
    const found = findConsumer(consumers, name);
    if (found) return found.target;
    throw reason('ConsumerUnknown', { app, name, known: consumers.map((one) => one.name), isWaiting: false });
  });
}

import { unwrittenFiles } from '../../core/acts/unwritten-files.ts';
import { findWatched } from '../../core/model/find-watched.ts';
import type { Target } from '../../core/model/target.ts';
import { linesOf } from '../../core/plain/text.ts';
import {
  addConsumer,
  type ConsumerChange,
  type ConsumerPorts,
  editConsumer,
  removeConsumer,
  testConsumers,
} from '../../core/watch/consumers.ts';
import { consumerProblems, unwrittenWords } from '../../core/words/consumers.ts';
import { writtenInPlace } from '../../core/words/deliveries.ts';
import type { RunCommand } from '../commands.ts';
import {
  type ConsumerDone,
  changedConsumerLines,
  consumerDocument,
  consumerPage,
  consumersDocument,
  testedConsumerLines,
} from '../consumer-document.ts';
import type { CommandContext } from '../context.ts';
import { checkedDeliveries } from '../deliver-flag.ts';
import { fileCautions } from '../file-cautions.ts';
import { openApp } from '../open-app.ts';
import { keysIn } from '../recipients.ts';
import { wrongCall } from '../wrong-call.ts';

/** `keyturn consumer list [app]`: the consumers of an app, or of every watched app. */
export const listConsumers: RunCommand<'consumer list'> = (context, { app }) => list(context, app);

/** `keyturn consumer`: the same for every app. */
export const consumers: RunCommand<'consumer'> = (context) => list(context, undefined);

/** `keyturn consumer add <app> [name]`. A consumer without a target is updated by a person. */
export const add: RunCommand<'consumer add'> = async (context, { app, name, deliver, contact, notes, key }) => {
  const target = targetOf(deliver, 'consumer add') ?? (name === undefined ? null : personCalled(name));
  if (target === null) throw wrongCall('consumer add', consumerProblems.noTarget);
  const fields = {
    name: name ?? null,
    target,
    contact: contact ?? null,
    notes: notes ?? null,
    keys: await keysOf(key),
  };
  const { ports, watched } = await open(context, app);
  return report(context, ports, 'Added', await addConsumer(ports, watched, fields));
};

/** `keyturn consumer edit <app> <name>`. */
export const edit: RunCommand<'consumer edit'> = async (
  context,
  { app, name, rename, deliver, contact, notes, key },
) => {
  const target = targetOf(deliver, 'consumer edit');
  const fields = {
    ...{ name: rename ?? null, target, contact: contact ?? null, notes: notes ?? null },
    keys: await keysOf(key),
  };
  if (Object.values(fields).every((field) => field === null)) {
    throw wrongCall('consumer edit', consumerProblems.nothingToEdit);
  }
  const { ports, watched } = await open(context, app);
  return report(context, ports, target ? 'Moved' : 'Changed', await editConsumer(ports, watched, name, fields));
};

/** `keyturn consumer remove <app> <name>`. */
export const remove: RunCommand<'consumer remove'> = async (context, { app, name }) => {
  const { ports, watched } = await open(context, app);
  return report(context, ports, 'Removed', await removeConsumer(ports, watched, name));
};

/** `keyturn consumer test <app> [name]`: tests targets, and delivers nothing. */
export const test: RunCommand<'consumer test'> = async (context, { app, name, exitCode }) => {
  const { ports, watched: before } = await open(context, app);
  const { watched, rotation, found } = await testConsumers(ports, before, name ?? null);
  const tested = found.map(({ target }) => target);
  for (const warning of await fileCautions(ports.deliveries, tested)) context.output.warn(warning);
  const lines = testedConsumerLines(found);
  context.output.succeed(
    { org: watched.org, app: watched.app, consumers: found.map((one) => testDocument(one, rotation, watched)) },
    lines.length > 0 ? lines : consumerPage(watched, rotation, ports.clock.now()),
  );
  return exitCode && found.some((one) => one.test?.problem != null) ? 4 : 0;
};

function testDocument(...[consumer, rotation, watched]: Parameters<typeof consumerDocument>) {
  const { test } = consumer;
  return { ...consumerDocument(consumer, rotation, watched), usable: test && test.problem === null };
}

async function list(context: CommandContext, name: string | undefined): Promise<number> {
  const composition = await context.compose();
  const [state, clock] = await Promise.all([composition.state(), composition.clock()]);
  const all = await state.apps.list();
  const chosen = name === undefined ? all : [findWatched(all, name, context.flags.consumer)];
  const rows = await Promise.all(
    chosen.map(async (watched) => ({
      watched,
      rotation: await state.rotations.latest(watched.orgId, watched.consumerId),
    })),
  );
  context.output.succeed(
    {
      apps: rows.map(({ watched, rotation }) => ({
        ...{ org: watched.org, app: watched.app },
        consumers: consumersDocument(watched, rotation),
      })),
    },
    rows.length > 0
      ? rows.flatMap(({ watched, rotation }) => consumerPage(watched, rotation, clock.now()))
      : ['No watched apps yet.'],
  );
  return 0;
}

async function open(context: CommandContext, app: string) {
  const { composition, state, clock, watched } = await openApp(context, app);
  const ports = { state, clock, deliveries: await composition.deliveries() } satisfies ConsumerPorts;
  return { ports, watched };
}

function targetOf(deliver: string | undefined, command: string): Target | null {
  return checkedDeliveries(deliver === undefined ? [] : [deliver], command)[0] ?? null;
}

/** An empty key clears the keys that are there. */
async function keysOf(key: string | undefined): Promise<readonly string[] | null> {
  if (key === undefined) return null;
  return key.trim() === '' ? [] : keysIn(key);
}

function personCalled(name: string): Target {
  return { kind: 'manual', name };
}

/** @param done `Moved`: it has another target now */
async function report(
  context: CommandContext,
  { deliveries }: Awaited<ReturnType<typeof open>>['ports'],
  done: ConsumerDone,
  change: ConsumerChange,
): Promise<number> {
  const { watched, rotation, consumer } = change;
  const isNewTarget = done === 'Added' || done === 'Moved';
  if (isNewTarget && consumer.target.kind === 'file') context.output.warn(writtenInPlace);
  const cautions = isNewTarget ? await fileCautions(deliveries, [consumer.target]) : [];
  for (const warning of cautions) context.output.warn(warning);
  const unwritten = isNewTarget ? await unwrittenFiles(deliveries, watched, rotation) : [];
  const next = unwrittenWords(
    watched.app,
    unwritten.filter(({ name }) => name === consumer.name),
  );
  context.output.succeed(
    {
      org: watched.org,
      app: watched.app,
      consumer: consumerDocument(consumer, rotation, watched),
      consumers: consumersDocument(watched, rotation),
    },
    linesOf(changedConsumerLines(done, change), next && `  ${next}`),
  );
  return 0;
}

import { describe, expect, it } from 'vitest';
import type { SalesforceOrg, SignIns } from '../../../src/core/ports/ports.ts';
import { untouched } from '../../../src/core/reasons/reason.ts';
import { createFlagAsker } from '../../../src/core/setup/askers.ts';
import { runSetup } from '../../../src/core/setup/run-steps.ts';
import type { SetupEvent } from '../../../src/core/setup/setup-events.ts';
import { unfinishedSetups } from '../../../src/core/status/unfinished-setups.ts';
import { type PracticeBench, practiceBench } from '../../support/practice.ts';
import { usualAnswers } from './usual-answers.ts';

const app = 'ERP_Bridge';
const again = { kind: 'never' } as const;

interface Story {
  /** When the person presses ctrl+c. */
  readonly at: (event: SetupEvent) => boolean;
  /** Before the deploy is sent, and before Salesforce is asked to cancel it. */
  readonly beforeDeploy?: () => Promise<unknown>;
  readonly beforeCancel?: () => Promise<unknown>;
}

/** A setup from flags that is interrupted. Time passes only in the practice org, and when somebody waits. */
async function interrupted(bench: PracticeBench, { at, beforeDeploy, beforeCancel }: Story) {
  const given = usualAnswers(bench, app);
  const controller = new AbortController();
  const events: SetupEvent[] = [];
  const start = bench.ports.clock.now();
  let [now, passed] = [start, 0];
  const deadlines: { readonly at: number; readonly controller: AbortController }[] = [];
  const clock = {
    now: () => now,
    deadline: (ms: number) => {
      const over = { at: now + ms, controller: new AbortController() };
      deadlines.push(over);
      return over.controller.signal;
    },
    sleep: async (ms: number, signal?: AbortSignal) => {
      signal?.throwIfAborted();
      now += ms;
      const seconds = Math.floor((now - start) / 1000) - passed;
      passed += seconds;
      if (seconds > 0) await bench.control('POST', '/clock', { advance: `${seconds}s` });
      for (const over of deadlines) if (over.at <= now) over.controller.abort();
      signal?.throwIfAborted();
    },
  };
  const signIns: SignIns = {
    ...bench.ports.signIns,
    open: async (...args) => {
      const org = await bench.ports.signIns.open(...args);
      const { startDeploy, cancelDeploy } = org.metadata;
      const metadata: SalesforceOrg['metadata'] = {
        ...org.metadata,
        startDeploy: async (request) => {
          if (!request.checkOnly) await beforeDeploy?.();
          return startDeploy(request);
        },
        cancelDeploy: async (id) => {
          await beforeCancel?.();
          return cancelDeploy(id);
        },
      };
      return { ...org, metadata };
    },
  };
  const result = runSetup({
    ports: { ...bench.ports, clock, signIns },
    io: {
      asker: createFlagAsker(given),
      tell: (event) => {
        events.push(event);
        if (at(event)) controller.abort();
      },
      signal: controller.signal,
    },
    options: {
      ...{ dryRun: false, yes: true, noPrompt: true, deliveries: [], noConsumers: true },
      ...{ saveAnswersTo: null, projectDir: null },
    },
    answers: given,
  });
  const error = await result.then(
    () => again,
    (thrown: unknown) => thrown,
  );
  const ends = events.flatMap((event) => (event.kind === 'deploy-interrupted' ? [event.now] : []));
  return { error, ends, events };
}

const isRunning = (event: SetupEvent) =>
  event.kind === 'deploy' && !event.progress.checkOnly && event.progress.status === 'InProgress';
const isChanging = (event: SetupEvent) => event.kind === 'touch' && event.touch.kind === 'changing';

const ranAs = async (bench: PracticeBench) =>
  (await bench.state()).apps.find(({ developerName }) => developerName === app)?.executionUser;
const deployed = async (bench: PracticeBench) =>
  (await bench.state()).deploys.flatMap(({ checkOnly, status }) => (checkOnly ? [] : [status]));

async function world(knobs: Record<string, string | number | boolean> = {}) {
  const bench = await practiceBench();
  await bench.control('PUT', '/knobs', { deployMs: 5000, ...knobs });
  return { bench, before: await ranAs(bench) };
}

/** The next setup finds the truth and finishes. */
async function expectFinished(bench: PracticeBench) {
  await bench.control('PUT', '/knobs', { deployMs: 300, cancelDeploy: 'stops' });
  expect((await interrupted(bench, { at: () => false })).error).toBe(again);
  expect(await ranAs(bench)).toBe(bench.username('int.billing'));
  expect([await unfinishedSetups(bench.ports.state), await bench.ports.state.journal.open()]).toEqual([[], []]);
}

describe('ctrl+c while the deploy of a setup runs', () => {
  it('asks Salesforce to cancel the deploy, and says that nothing changed', async () => {
    const { bench, before } = await world();
    const { error, ends } = await interrupted(bench, { at: isRunning });
    expect(ends).toEqual(['canceling', 'canceled']);
    expect(error).toMatchObject({
      code: 'Interrupted',
      message: expect.stringMatching(/^Interrupted while deploying\. Salesforce canceled deploy 0Af/),
      safe: untouched,
      actions: [expect.stringMatching(/`keyturn setup --app ERP_Bridge /)],
    });
    expect([await deployed(bench), await ranAs(bench)]).toEqual([['Canceled'], before]);
    expect([await unfinishedSetups(bench.ports.state), await bench.ports.state.journal.open()]).toEqual([[], []]);
    await expectFinished(bench);
  });

  it('in the queue: Salesforce cancels it before it begins', async () => {
    const { bench, before } = await world();
    const { error, ends } = await interrupted(bench, {
      beforeDeploy: () => bench.control('PUT', '/knobs', { deployRunning: true }),
      at: (event) => event.kind === 'deploy' && !event.progress.checkOnly && event.progress.status === 'Pending',
    });
    expect(ends).toEqual(['canceling', 'canceled']);
    expect(error).toMatchObject({ code: 'Interrupted', safe: untouched });
    expect([await deployed(bench), await ranAs(bench)]).toEqual([['InProgress', 'Canceled'], before]);
  });

  it('before it is sent: nothing is sent', async () => {
    const { bench, before } = await world();
    const { error, ends } = await interrupted(bench, { at: isChanging });
    expect(ends).toEqual([]);
    expect(error).toMatchObject({ code: 'Interrupted', safe: untouched });
    expect([await deployed(bench), await ranAs(bench)]).toEqual([[], before]);
    expect([await unfinishedSetups(bench.ports.state), await bench.ports.state.journal.open()]).toEqual([[], []]);
  });

  it('while another deploy keeps the org busy: nothing was sent', async () => {
    const { bench, before } = await world();
    const { error, ends } = await interrupted(bench, {
      beforeDeploy: () => bench.control('PUT', '/knobs', { deployRunning: 'refused' }),
      at: ({ kind }) => kind === 'deploy-queued',
    });
    expect(ends).toEqual([]);
    expect(error).toMatchObject({ code: 'Interrupted', safe: untouched });
    expect(await ranAs(bench)).toBe(before);
    expect(await bench.ports.state.journal.open()).toEqual([]);
  });

  it.each([
    ['late', 'is canceled too late'],
    ['refused', "can't be canceled any more"],
  ])('%s: the deploy %s, and that it changed the org is said', async (cancelDeploy) => {
    const { bench } = await world({ cancelDeploy });
    const { error, ends } = await interrupted(bench, { at: isRunning });
    expect(ends).toEqual(['canceling', 'finished']);
    expect(error).toMatchObject({
      code: 'Interrupted',
      message: expect.stringMatching(/deploying\. Deploy 0Af\w+ succeeded before Salesforce could cancel it$/),
      safe: expect.stringMatching(/^This run had already changed the org: deployed .*runs as int\.billing@/),
    });
    expect([await deployed(bench), await ranAs(bench)]).toEqual([['Succeeded'], bench.username('int.billing')]);
    expect(await unfinishedSetups(bench.ports.state)).toMatchObject([{ app }]);
    await expectFinished(bench);
  });

  it('that is canceled and committed all the same: the org is believed, not the status', async () => {
    const { bench } = await world({ cancelDeploy: 'commits' });
    const { error, ends } = await interrupted(bench, { at: isRunning });
    expect(ends).toEqual(['canceling', 'applied']);
    expect(error).toMatchObject({ safe: expect.stringContaining('had already changed the org') });
    expect([await deployed(bench), await ranAs(bench)]).toEqual([['Canceled'], bench.username('int.billing')]);
    await expectFinished(bench);
  });

  it('that never ends: the wait is bounded, and nothing is claimed', async () => {
    const { bench } = await world({ cancelDeploy: 'hangs' });
    const { error, ends } = await interrupted(bench, { at: isRunning });
    expect(ends).toEqual(['canceling', 'unknown']);
    expect(error).toMatchObject({
      message: expect.stringMatching(
        /keyturn asked Salesforce to cancel deploy 0Af\w+, but doesn't know yet whether it did$/,
      ),
      safe: expect.stringMatching(/^Salesforce may still finish this change: deploying /),
    });
    expect(await unfinishedSetups(bench.ports.state)).toMatchObject([{ app }]);
    await bench.control('POST', '/clock', { advance: '61m' });
    await expectFinished(bench);
  });

  it.each([
    ['the request to cancel', { method: 'PATCH', path: '/metadata/deployRequest' }, 'finished'],
    ['the status', { contains: 'checkDeployStatus' }, 'unknown'],
    ['what is in the org', { contains: 'retrieve' }, 'unknown'],
  ] as const)('when %s is never answered: says what is known', async (_title, what, end) => {
    const { bench } = await world();
    const { error, ends } = await interrupted(bench, {
      at: isRunning,
      beforeCancel: () => bench.control('POST', '/faults', { kind: 'drop', times: 0, path: '/services/', ...what }),
    });
    expect(ends).toEqual(['canceling', end]);
    expect(error).toMatchObject({ code: 'Interrupted', safe: expect.not.stringContaining('Nothing changed') });
    await bench.control('DELETE', '/faults');
    await expectFinished(bench);
  });
});

it('ctrl+c while a setup asks for a token says nothing about the token endpoint', async () => {
  const { bench } = await world();
  const isAsking = (event: SetupEvent) => event.kind === 'doing' && event.doing === 'ask-for-token';
  const { error, events } = await interrupted(bench, { at: isAsking });
  expect(error).toMatchObject({ code: 'Interrupted' });
  expect(events.filter(({ kind }) => kind === 'proof' || kind === 'waiting')).toEqual([]);
});

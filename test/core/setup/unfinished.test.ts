import { describe, expect, it } from 'vitest';
import { parseTarget } from '../../../src/core/model/target.ts';
import { whyOf } from '../../../src/core/model/why.ts';
import { createFlagAsker } from '../../../src/core/setup/askers.ts';
import { runSetup } from '../../../src/core/setup/run-steps.ts';
import type { SetupOptions } from '../../../src/core/setup/setup-io.ts';
import { unfinishedSetups } from '../../../src/core/status/unfinished-setups.ts';
import { type PracticeBench, practiceBench } from '../../support/practice.ts';
import { usualAnswers } from './usual-answers.ts';

/** A setup from flags that is interrupted when this is first told of the org. */
async function interruptedAt(
  bench: PracticeBench,
  at: 'check' | 'deploy' | 'never',
  given: { readonly app?: string; readonly options?: Partial<SetupOptions>; readonly warnings?: string[] } = {},
) {
  const { app, options = {}, warnings = [] } = given;
  const answers = usualAnswers(bench, app);
  const controller = new AbortController();
  const { clock } = bench.ports;
  const sleep: typeof clock.sleep = async (ms, signal) => {
    signal?.throwIfAborted();
    return clock.sleep(ms);
  };
  return runSetup({
    ports: { ...bench.ports, clock: { ...clock, sleep } },
    io: {
      asker: createFlagAsker(answers),
      tell: (event) => {
        if (event.kind === 'warning') warnings.push(event.text);
        if (at === 'check' && event.kind === 'step' && event.step === 'policy') controller.abort();
        if (at === 'deploy' && event.kind === 'deploy' && !event.progress.checkOnly) controller.abort();
      },
      signal: controller.signal,
    },
    options: {
      ...{ dryRun: false, yes: true, noPrompt: true, deliveries: [], noConsumers: true },
      ...{ saveAnswersTo: null, projectDir: null, ...options },
    },
    answers,
  });
}

describe('a setup that is interrupted', () => {
  it('while its deploy runs: says whether it changed the org, and the command continues this setup', async () => {
    const bench = await practiceBench();
    await bench.control('PUT', '/knobs', { cancelDeploy: 'late' });
    const user = bench.username('int.billing');
    const command = `setup --app ERP_Bridge --oauth-consumer ${await consumerOf(bench)} --execution-user ${user} --confirm ERP_Bridge --store file --no-certificate --no-consumers --yes`;
    const error = await interruptedAt(bench, 'deploy').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'Interrupted',
      safe: expect.stringMatching(/^This run had already changed the org: deployed .*runs as int\.billing@/),
      actions: [expect.stringContaining(`\`keyturn ${command}\``)],
    });
    expect(await unfinishedSetups(bench.ports.state)).toMatchObject([{ app: 'ERP_Bridge', user, command }]);
    await interruptedAt(bench, 'never');
    expect(await unfinishedSetups(bench.ports.state)).toEqual([]);
    expect(await bench.ports.state.journal.open()).toEqual([]);
  });

  it("names the consumers that the setup which ends it doesn't add", async () => {
    const bench = await practiceBench();
    await bench.control('PUT', '/knobs', { cancelDeploy: 'late' });
    const deliveries = [parseTarget('manual:Ada'), parseTarget('manual:Bob')];
    const options = { deliveries, noConsumers: false };
    await expect(interruptedAt(bench, 'deploy', { options })).rejects.toMatchObject({ code: 'Interrupted' });
    const warnings: string[] = [];
    await interruptedAt(bench, 'never', { options: { ...options, deliveries: deliveries.slice(1) }, warnings });
    const [warning] = warnings.filter((text) => text.startsWith('A setup that stopped'));
    expect(warning).toMatch(/would have added manual:Ada\. .*: `keyturn consumer add \S+\/ERP_Bridge Ada`\.$/);
    expect(await unfinishedSetups(bench.ports.state)).toEqual([]);
  });

  it('before the first change: nothing is unfinished, and the command keeps the flags', async () => {
    const bench = await practiceBench();
    await expect(interruptedAt(bench, 'check')).rejects.toMatchObject({
      safe: 'Everything keyturn started is recorded in the audit trail.',
      actions: [expect.stringMatching(/`keyturn setup --app ERP_Bridge --execution-user .* --no-consumers --yes`/)],
    });
    expect(await unfinishedSetups(bench.ports.state)).toEqual([]);
  });

  it('is continued with every flag that was given, and a dry run as a dry run', async () => {
    const bench = await practiceBench();
    const why = whyOf({ ticket: 'CHG-7', reason: "Ada's request" });
    const options = {
      why,
      apiVersion: '66.0',
      proveWith: '/opt/prove it',
      dryRun: true,
      saveAnswersTo: '/tmp/plan.json',
    };
    await expect(interruptedAt(bench, 'check', { options })).rejects.toMatchObject({
      actions: [
        expect.stringContaining(
          " --no-consumers --api-version 66.0 --prove-with '/opt/prove it' --save-answers /tmp/plan.json --ticket CHG-7 --reason 'Ada'\\''s request' --dry-run --yes`",
        ),
      ],
    });
    await expect(interruptedAt(bench, 'check', { options: { ...options, noPrompt: false } })).rejects.toMatchObject({
      actions: [
        expect.stringMatching(
          /`keyturn setup --app ERP_Bridge --execution-user .* --no-consumers --api-version 66\.0 .* --dry-run --yes`/,
        ),
      ],
    });
  });

  it('that leaves the org as it was is not unfinished', async () => {
    const bench = await practiceBench();
    await bench.control('POST', '/faults', {
      ...{ kind: 'status', status: 400, path: '/services/oauth2/token', times: 0 },
      body: JSON.stringify({ error: 'invalid_client', error_description: 'invalid client credentials' }),
    });
    await expect(interruptedAt(bench, 'never', { app: 'Billing_Sync' })).rejects.toMatchObject({
      code: 'ProofRefused',
    });
    expect(await unfinishedSetups(bench.ports.state)).toEqual([]);
  });
});

async function consumerOf(bench: PracticeBench): Promise<string> {
  const org = await bench.ports.signIns.open((await bench.ports.signIns.list())[0]?.username ?? '', {});
  const app = (await org.apps.list()).find(({ developerName }) => developerName === 'ERP_Bridge');
  return (await org.apps.consumers(app?.id ?? ''))[0]?.id ?? '';
}

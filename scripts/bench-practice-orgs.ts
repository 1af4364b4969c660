/**
 * Runs many practice orgs with many apps in one process. Prints their addresses in the first line, and ends when its input
 * closes.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../src/core/adapters/system-clock.ts';
import { addApp, setupNames } from '../src/practice-org/seeds/apps.ts';
import { createOrg } from '../src/practice-org/seeds/scenarios.ts';
import { startPracticeOrg } from '../src/practice-org/start.ts';

export interface BenchOrg {
  readonly instanceUrl: string;
  readonly orgId: string;
  readonly username: string;
  readonly accessToken: string;
  readonly controlUrl: string;
  readonly apps: readonly {
    readonly app: string;
    readonly appId: string;
    readonly consumerId: string;
    readonly key: string;
    readonly secret: string;
  }[];
}

const [root = '', orgCount = '20', appCount = '50'] = process.argv.slice(2);
const running = await Promise.all(Array.from({ length: Number(orgCount) }, (_, number) => start(number)));
process.stdout.write(`${JSON.stringify(running.map(({ org }) => org))}\n`);
process.stdin.resume().on('end', () => void Promise.all(running.map(({ close }) => close())));

async function start(number: number) {
  const folder = join(root, `org-${number}`);
  const now = systemClock().now();
  const model = createOrg('acme', now);
  const seeded = Array.from({ length: Number(appCount) }, (_, index) => {
    return addApp(model, { developerName: `Integration_${index}`, names: setupNames, runsAs: 'svc.erp', ageDays: 20 });
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'org.json'), JSON.stringify(model.data));
  const { close, instanceUrl, orgId, username, accessToken, controlUrl } = await startPracticeOrg({ folder, now });
  const apps = seeded.map(({ developerName, id, consumers: [consumer] }) => ({
    ...{ app: developerName, appId: id, consumerId: consumer?.id ?? '' },
    ...{ key: consumer?.primary.key ?? '', secret: consumer?.primary.secret ?? '' },
  }));
  return { close, org: { instanceUrl, orgId, username, accessToken, controlUrl, apps } satisfies BenchOrg };
}

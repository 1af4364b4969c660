import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createNetwork } from '../../src/core/adapters/network.ts';
import { createCliSignIns } from '../../src/core/adapters/sign-ins/cli-sign-ins.ts';
import type { Clock, Log, SignIns } from '../../src/core/ports/ports.ts';

/** The Salesforce CLI's sign-ins in their own home. The callback port is a free one. */
export async function cliSignInsIn(
  home: string,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<SignIns & { close(): void }> {
  const project = { packageDirectories: [{ path: 'force-app', default: true }], oauthLocalPort: await freePort() };
  writeFileSync(join(home, 'sfdx-project.json'), JSON.stringify(project));
  const environment = { HOME: home, USERPROFILE: home, SF_USE_GENERIC_UNIX_KEYCHAIN: 'true' };
  const hosts = { named: [], watchedAt: async () => [] };
  return createCliSignIns({ clock, log, environment, folder: home, network: createNetwork({}), hosts });
}

/** Signs in to a practice org as a person does in a browser. */
export function signInByBrowser(
  signIns: SignIns,
  { username, instanceUrl }: { readonly username: string; readonly instanceUrl: string },
): ReturnType<SignIns['login']> {
  const onAddress = (address: string) => void browse(address, username).catch(() => {});
  return signIns.login({ loginUrl: instanceUrl, openBrowser: false, onAddress });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, 'localhost', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** Opens the login page, presses its button, and follows the redirect. */
async function browse(address: string, username: string): Promise<void> {
  const page = await fetch(address);
  if (!page.headers.get('content-type')?.includes('html') || new URL(page.url).port !== new URL(address).port) return;
  const text = await page.text();
  const fields = new URLSearchParams();
  for (const [input] of text.matchAll(/<input[^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(input)?.[1];
    if (name) fields.set(name, decode(/value="([^"]*)"/.exec(input)?.[1] ?? ''));
  }
  fields.set('username', username);
  const action = new URL(decode(/<form[^>]*action="([^"]*)"/.exec(text)?.[1] ?? ''), page.url);
  await fetch(action, { method: 'POST', body: fields });
}

function decode(text: string): string {
  return text.replace(
    /&(amp|quot|#39|lt|gt);/g,
    (entity) => ({ '&amp;': '&', '&quot;': '"', '&#39;': "'", '&lt;': '<', '&gt;': '>' })[entity] ?? entity,
  );
}

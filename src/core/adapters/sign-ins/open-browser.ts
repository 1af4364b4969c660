import { spawn } from 'node:child_process';
import { childEnvironment } from '../child-environment.ts';

/** Tries to open an address in the browser. The address is also on the screen in case that fails. */
export function openBrowser(url: string, platform: NodeJS.Platform = process.platform): void {
  const { program, arguments: rest } = openerOf(platform);
  const env = childEnvironment('browser');
  const opener = spawn(program, [...rest, url], { env, detached: true, stdio: 'ignore', shell: false });
  opener.on('error', () => {});
  opener.unref();
}

function openerOf(platform: NodeJS.Platform): { program: string; arguments: readonly string[] } {
  if (platform === 'darwin') return { program: 'open', arguments: [] };
  // Not `start`: it belongs to cmd.exe, which interprets & in an address.
  if (platform === 'win32') return { program: 'rundll32', arguments: ['url.dll,FileProtocolHandler'] };
  return { program: 'xdg-open', arguments: [] };
}

import { spawn } from 'node:child_process';

/** Opens an address in the person's browser, as well as this computer can: where it can't, the address is on the screen. */
export function openBrowser(url: string, platform: NodeJS.Platform = process.platform): void {
  const { program, arguments: rest } = openerOf(platform);
  const opener = spawn(program, [...rest, url], { detached: true, stdio: 'ignore', shell: false });
  opener.on('error', () => {});
  opener.unref();
}

function openerOf(platform: NodeJS.Platform): { program: string; arguments: readonly string[] } {
  if (platform === 'darwin') return { program: 'open', arguments: [] };
  // `start` is a word of cmd.exe, which reads & in an address as its own.
  if (platform === 'win32') return { program: 'rundll32', arguments: ['url.dll,FileProtocolHandler'] };
  return { program: 'xdg-open', arguments: [] };
}

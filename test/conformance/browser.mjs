#!/usr/bin/env node
/**
 * The browser of a machine without one: opens the address it is given and follows where that leads. Like a real one it
 * returns to its caller at once, and works on by itself.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [address = '', isOpen] = process.argv.slice(2);
if (!isOpen) {
  const self = fileURLToPath(import.meta.url);
  spawn(process.execPath, [self, address, 'open'], { detached: true, stdio: 'ignore' }).unref();
} else {
  const { headers } = await fetch(address, { redirect: 'manual' });
  // Who asked may not listen yet: such a request is never answered, and nothing was used up by it.
  for (let tries = 0; tries < 10; tries += 1) {
    const answer = await fetch(headers.get('location'), { signal: AbortSignal.timeout(2_000) }).catch(() => null);
    if (answer) break;
  }
}

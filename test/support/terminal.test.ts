import { expect, it, onTestFinished } from 'vitest';
import { openTerminal, type TerminalProgram } from './terminal.ts';

it('shows what a program writes, types to it, and gives its exit code', async () => {
  const terminal = open('read name; printf "hello %s\\n" "$name"; exit 3');
  terminal.press('Ada\r');
  await terminal.waitFor('hello Ada');
  expect(await terminal.exited).toBe(3);
});

it('shows the current screen, not everything that was ever written', async () => {
  const terminal = open('printf first; printf "\\033[2J\\033[Hsecond\\n"; read end');
  await terminal.waitFor('second');
  expect(terminal.screen()).not.toContain('first');
  expect(terminal.written()).toContain('first');
});

it('shows no frame before it is drawn to its end', async () => {
  const terminal = open(
    'printf "\\033[?2026hfirst, "; read go; printf "second\\033[?2026l"; read go; printf "\\033[?2026hthird"; exit 4',
  );
  await expect.poll(() => terminal.written()).toContain('first');
  const whole = terminal.waitFor('first');
  terminal.press('\r');
  await whole;
  expect(terminal.screen()).toContain('second');
  terminal.press('\r');
  await terminal.waitFor('third');
  expect(terminal.screen()).toContain('first');
});

it('notifies the program when its window changes', async () => {
  const program =
    'process.stdout.on("resize", () => console.log(process.stdout.getWindowSize())); console.log("ready")';
  const terminal = open(`exec node -e '${program}; setInterval(() => {}, 1000)'`);
  await terminal.waitFor('ready');
  terminal.resize(100, 30);
  await terminal.waitFor('[ 100, 30 ]');
});

it('gives up with the screen when the text never comes', async () => {
  const terminal = open('echo something else; read end');
  await terminal.waitFor('something');
  await expect(terminal.waitFor('the text', 50)).rejects.toThrow(/50 ms.*the text[\s\S]*something else/);
});

it('gives up at once when the program ends without the text', async () => {
  const terminal = open('echo last words; exit 7');
  await expect(terminal.waitFor('the text', 10_000)).rejects.toThrow(/ended with 7[\s\S]*last words/);
});

it('counts a killed program as one that ended by a signal', async () => {
  const terminal = open('echo ready; read end');
  await terminal.waitFor('ready');
  terminal.kill('SIGTERM');
  expect(await terminal.exited).toBe(128 + 15);
});

function open(script: string, options: Partial<TerminalProgram> = {}) {
  const terminal = openTerminal({ command: 'bash', args: ['-c', script], ...options });
  onTestFinished(() => terminal.kill());
  return terminal;
}

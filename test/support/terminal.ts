import { spawn } from '@lydell/node-pty';
import headless from '@xterm/headless';

export interface TerminalProgram {
  readonly command: string;
  readonly args?: readonly string[];
  readonly cwd?: string;
  /** Added to this process's environment. Undefined removes a name. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** 80 if missing. */
  readonly cols?: number;
  /** 24 if missing. */
  readonly rows?: number;
  /** Gets the screen after each output that changes it. */
  readonly onScreen?: (screen: string) => void;
}

export interface Terminal {
  /** Types text or key codes, exactly as given: `'\r'` is Enter, `'\x1b[B'` is arrow down. */
  press(keys: string): void;
  /**
   * Resolves when the screen shows the text. Checked after each output. To see another text, wait for it, too: a program may write it
   * a moment later.
   * @throws Error with the screen after `timeoutMs` (default: two minutes), or if the program ends first
   */
  waitFor(text: string | RegExp, timeoutMs?: number): Promise<void>;
  /** The visible rows without trailing spaces. While a frame is being drawn, those before it. */
  screen(): string;
  /** Everything that the program has written, with control sequences. */
  written(): string;
  resize(cols: number, rows: number): void;
  /** The exit code; 128 plus the signal number if the program was killed. */
  readonly exited: Promise<number>;
  readonly pid: number;
  kill(signal?: NodeJS.Signals): void;
  /** Closes the terminal as its window would be closed. */
  close(): void;
}

/** Ink writes them around each frame. A person sees nothing in between. */
const [frameBegins, frameEnds] = ['\x1b[?2026h', '\x1b[?2026l'];

/** Runs a program in a pseudo-terminal, so that it behaves as it does for a person. */
export function openTerminal(program: TerminalProgram): Terminal {
  const { command, args = [], cols = 80, rows = 24 } = program;
  const emulator = new headless.Terminal({ cols, rows, allowProposedApi: true });
  const wanted = { ...process.env, TERM: 'xterm-256color', LC_ALL: 'C.UTF-8', ...program.env };
  // The pseudo-terminal would pass undefined as the text "undefined".
  const env = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
  const child = spawn(command, [...args], {
    name: env.TERM ?? 'xterm-256color',
    cols,
    rows,
    cwd: program.cwd ?? process.cwd(),
    env,
  });
  const watchers = new Set<() => void>();
  let last = '';
  let written = '';
  let screen = '';
  const show = () => {
    screen = screenOf(emulator);
    for (const watcher of watchers) watcher();
    if (!program.onScreen || screen === last) return;
    last = screen;
    program.onScreen(last);
  };
  const isDrawing = () => written.lastIndexOf(frameBegins) > written.lastIndexOf(frameEnds);
  let exitCode: number | null = null;

  // Programs ask the terminal for cursor position and features, and wait for the answer.
  emulator.onData((answer) => child.write(answer));
  child.onData((data) => {
    written += data;
    // The rest of a frame may come later.
    if (isDrawing()) emulator.write(data);
    else emulator.write(data, show);
  });
  const exited = new Promise<number>((resolve) => {
    child.onExit(({ exitCode: code, signal }) => {
      const told = signal ? 128 + signal : code;
      // An empty write calls back when everything before it is on the screen.
      emulator.write('', () => {
        exitCode = told;
        show();
        resolve(told);
      });
    });
  });

  const waitFor = (text: string | RegExp, timeoutMs = 120_000) =>
    new Promise<void>((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        watchers.delete(check);
        settle();
      };
      const giveUp = (problem: string) =>
        finish(() => reject(new Error(`${problem} without showing ${text}. The screen:\n${screen}`)));
      const check = () => {
        if (typeof text === 'string' ? screen.includes(text) : text.test(screen)) finish(resolve);
        else if (exitCode !== null) giveUp(`The program ended with ${exitCode}`);
      };
      const timer = setTimeout(() => giveUp(`${timeoutMs} ms went by`), timeoutMs);
      watchers.add(check);
      check();
    });

  return {
    press: (keys) => child.write(keys),
    waitFor,
    screen: () => screen,
    written: () => written,
    resize: (width, height) => {
      emulator.resize(width, height);
      screen = screenOf(emulator);
      child.resize(width, height);
    },
    exited,
    pid: child.pid,
    kill: (signal = 'SIGKILL') => {
      if (exitCode === null) child.kill(signal);
    },
    // The library's types leave it out.
    close: () => (child as typeof child & { destroy(): void }).destroy(),
  };
}

function screenOf(emulator: InstanceType<typeof headless.Terminal>): string {
  const { active } = emulator.buffer;
  const lines = Array.from({ length: emulator.rows }, (_, row) =>
    (active.getLine(active.viewportY + row)?.translateToString(true) ?? '').trimEnd(),
  );
  return lines.join('\n').trimEnd();
}

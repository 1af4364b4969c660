import { EventEmitter } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import xterm from '@xterm/headless';
import stringWidth from 'string-width';
import { expect, onTestFinished } from 'vitest';
import { listenForInterruption } from '../../src/cli/interruption.ts';
import { inPlainCharacters } from '../../src/core/plain/plain-characters.ts';

const keys = {
  enter: '\r',
  escape: '\x1b',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  pageUp: '\x1b[5~',
  pageDown: '\x1b[6~',
  home: '\x1b[H',
  end: '\x1b[F',
  tab: '\t',
  backspace: '\x7f',
  'ctrl+c': '\x03',
  'ctrl+d': '\x04',
  'ctrl+u': '\x15',
} as const;

/** Time limit of every wait. If the text doesn't appear, the test fails and shows the screen. */
const patienceMs = 120_000;

class Keyboard extends PassThrough {
  readonly isTTY = true;
  isRaw = false;

  setRawMode(isRaw: boolean): this {
    this.isRaw = isRaw;
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}

class Output extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  readonly #onText: (text: string) => void;

  constructor(columns: number, rows: number, onText: (text: string) => void) {
    super({ decodeStrings: false });
    this.columns = columns;
    this.rows = rows;
    this.#onText = onText;
  }

  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    this.#onText(String(chunk));
    done();
  }
}

/** Every screen of every test is one for a terminal without Unicode, too: the same layout in ASCII. Returns what isn't. */
function unlikeInPlain(text: string): readonly string[] {
  const plain = inPlainCharacters(text);
  if (!/^[\0-~]*$/.test(plain)) return [plain];
  const rows = plain.split('\n');
  return text.split('\n').filter((row, at) => stringWidth(row) !== stringWidth(rows[at] ?? ''));
}

export type KeyName = keyof typeof keys;

/** A terminal of any size, with its screen and a keyboard. */
export function openScreen({ columns = 80, rows = 24 } = {}) {
  const terminal = new xterm.Terminal({
    cols: columns,
    rows,
    allowProposedApi: true,
    scrollback: 500,
    convertEol: true,
  });
  const written: string[] = [];
  const unlike: string[] = [];
  onTestFinished(() => expect(unlike, 'the same layout in ASCII').toEqual([]));
  const signals = Object.assign(new EventEmitter(), { exit: () => undefined });
  const stopping = listenForInterruption('', signals as unknown as NodeJS.Process).screen();
  const stdin = new Keyboard();
  const stdout = new Output(columns, rows, (text) => {
    written.push(text);
    unlike.push(...unlikeInPlain(text));
    terminal.write(text);
  });
  const lines = () => {
    const { active } = terminal.buffer;
    return Array.from({ length: terminal.rows }, (_, row) =>
      (active.getLine(active.viewportY + row)?.translateToString(true) ?? '').trimEnd(),
    );
  };
  const text = () => lines().join('\n');
  const waitUntil = async (isSo: () => boolean, what: string) => {
    const end = performance.now() + patienceMs;
    while (!isSo()) {
      if (performance.now() > end) throw new Error(`Never came: ${what}\nThe screen:\n${text()}`);
      await pause(5);
    }
  };
  return {
    stdin,
    stdout,
    signals,
    stopping,
    lines,
    text,
    waitUntil,
    /** Waits until the screen shows the text. */
    waitFor: (wanted: string | RegExp) =>
      waitUntil(() => (typeof wanted === 'string' ? text().includes(wanted) : wanted.test(text())), String(wanted)),
    waitForNo: (unwanted: string) => waitUntil(() => !text().includes(unwanted), `the end of ${unwanted}`),
    /** Everything that was ever written, even if the screen no longer shows it. */
    written: () => written.join(''),
    isAlternate: () => terminal.buffer.active.type === 'alternate',
    press: (name: KeyName) => stdin.write(keys[name]),
    type: (typed: string) => stdin.write(typed),
    paste: (pasted: string) => stdin.write(`\x1b[200~${pasted}\x1b[201~`),
    resize: (size: { columns: number; rows: number }) => {
      terminal.resize(size.columns, size.rows);
      stdout.columns = size.columns;
      stdout.rows = size.rows;
      stdout.emit('resize');
    },
  };
}

export type TestScreen = ReturnType<typeof openScreen>;

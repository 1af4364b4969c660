import type { WaitingLine } from './lines.ts';
import type { Wait } from './waits.ts';

/** A screen, or the same as lines of text, and the keys after which it waits. */
export interface ScreenLine extends WaitingLine {
  readonly keys: Keys;
  /** Shown when it waits for a person; otherwise, the one that it waits for sees that. */
  readonly at?: Text | undefined;
  /** The exit code after an interruption. */
  readonly code: number;
}

type Text = string | RegExp;
/** Keys, each with the text that must be on the screen first. */
type Keys = readonly (readonly [text: Text, keys: string])[];
type Way = readonly [wait: Wait, keys: Keys, at?: Text];

const [enter, down] = ['\r', '\x1b[B'];

/** A setup with answers up to its review. */
const setup = ['setup', '--app', 'Billing_Sync', '--execution-user', 'USER', '--no-certificate', '--no-consumers'];
const reviewing = (text: Text, keys: string): Keys => [
  [text, enter],
  ['changes the org as shown above', keys],
];
const validate = reviewing('Recommended', enter);
const deploy = reviewing('Recommended', `${down}${enter}`);
const validateInLines = reviewing('Press Enter for Recommended', `1${enter}`);
const deployInLines = reviewing('Press Enter for Recommended', `2${enter}`);

const name: Keys = [['Type ERP_Bridge', `ERP_Bridge${enter}`]];
const agree: Keys = [['Continue with this plan?', 'y']];
const emergencies: readonly Way[] = [
  ['org', []],
  ['person', [], 'Type ERP_Bridge'],
  ['change', name],
  ['program', name],
];

/** Presses keys in the list of the watch. */
const list = (keys: string): Keys => [['▸ ERP Bridge', keys]];
/** Types a line in the watch for screen readers. */
const line = (typed: string): Keys => [['q to quit', `${typed}${enter}`]];
const add = 'What do you want to add?';

/** What is interrupted in its middle. */
const interrupted: readonly (readonly [args: readonly string[], ways: readonly Way[]])[] = [
  [
    ['setup'],
    [
      ['org', []],
      ['person', [], 'Which External Client App?'],
    ],
  ],
  [
    ['setup', '--screen-reader'],
    [
      ['org', []],
      ['person', [], /Which External Client App\?[\s\S]*for help/],
    ],
  ],
  [
    setup,
    [
      ['deploy', validate],
      ['real-deploy', deploy],
      ['deployed', deploy],
      ['token', deploy],
    ],
  ],
  [
    [...setup, '--screen-reader'],
    [
      ['deploy', validateInLines],
      ['real-deploy', deployInLines],
      ['deployed', deployInLines],
      ['token', deployInLines],
    ],
  ],
  [['emergency', 'ERP_Bridge'], emergencies],
  [['emergency', 'ERP_Bridge', '--screen-reader'], emergencies],
  [
    [],
    [
      ['person', [...list('v'), ['Which credentials', 'y']], 'Press any key to clear the screen'],
      ['person', list('e'), 'Type ERP_Bridge'],
      ['org', [...list('n'), [add, `${down}${enter}`]]],
      ['token', [...list('s'), ...agree]],
      ['change', [...list('s'), ...agree]],
      ['program', [...list('r'), ...agree]],
      ['change', [...list('e'), ...name]],
    ],
  ],
  [
    ['--screen-reader'],
    [
      ['change', [...line('s 1'), ['Type y to continue', `y${enter}`]]],
      ['change', [...line('e 1'), ...name]],
    ],
  ],
];

/** What is only closed. */
const closed: typeof interrupted = [
  [
    [],
    [
      ['person', [], '▸ ERP Bridge'],
      ['person', list('?'), 'show this help'],
      ['person', list('s'), 'Continue with this plan?'],
      ['person', list('u'), 'Add a consumer'],
      ['person', list('p'), 'How much should keyturn do automatically?'],
      ['person', list('n'), add],
      ['org', list('c')],
      ['token', list('c')],
      ['org', list('s')],
      ['org', list('e')],
      ['org', [...list('n'), [add, enter]]],
      ['state', list('a')],
    ],
  ],
  [
    ['--screen-reader'],
    [
      ['person', [], 'q to quit'],
      ['org', line('c 1')],
    ],
  ],
  [['reveal', 'ERP_Bridge'], [['person', [], 'Press any key to clear the screen']]],
  [
    ['daemon'],
    [
      ['person', [], 'Next check'],
      ['org', []],
      ['token', []],
    ],
  ],
];

export function screenLines(): readonly ScreenLine[] {
  const linesOf = (code: number, all: typeof interrupted) =>
    all.flatMap(([args, ways]) => ways.map(([wait, keys, at]) => ({ home: 'watched', args, wait, keys, at, code })));
  return [...linesOf(130, interrupted), ...linesOf(0, closed)];
}

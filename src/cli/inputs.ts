/** A flag or an argument of a command, with the type of its value. */
export interface Input<Value> {
  /** The value in the help: `<duration>`, `[app]`; empty for a switch. */
  readonly usage: string;
  readonly description: string;
  readonly isArgument?: boolean;
  readonly choices?: readonly string[];
  /** The default. */
  readonly usual?: string | undefined;
  /** Repeatable. */
  readonly isList?: boolean;
  readonly isHidden?: boolean;
  /** One letter, as in `-o`. */
  readonly short?: string;
  /** Gives commander's value its type. */
  readonly read: (given: unknown) => Value;
}

export type Inputs = Readonly<Record<string, Input<unknown>>>;

export type ValuesOf<Wanted extends Inputs> = {
  readonly [Name in keyof Wanted]: ReturnType<Wanted[Name]['read']>;
};

const textOf = (given: unknown) => (typeof given === 'string' ? given : undefined);
const listOf = (given: unknown): readonly string[] => (Array.isArray(given) ? given.map(String) : []);
const isArgument = true;

/** Flags are named by their keys: `otherFlowsOk` is `--other-flows-ok`. */
export const flag = {
  on: (description: string) => ({ usage: '', description, read: (given: unknown) => given === true }),
  /** `noPrompt` is true with `--no-prompt`. */
  off: (description: string) => ({ usage: '', description, read: (given: unknown) => given === false }),
  text: (usage: string, description: string) => ({ usage, description, read: textOf }),
  /** Its value is optional: without one, it is true. */
  textOrOn: (usage: string, description: string) => ({
    ...{ usage, description },
    read: (given: unknown) => (given === true ? given : textOf(given)),
  }),
  list: (usage: string, description: string) => ({ usage, description, isList: true, read: listOf }),
  choice: <const Choice extends string, Usual extends Choice | undefined = undefined>(
    ...[usage, description, choices, usual]: [string, string, readonly Choice[], Usual?]
  ) => ({ usage, description, choices, usual, read: (given: unknown) => given as Choice | Usual }),
};

/** The order of the keys is the order of the arguments. */
export const argument = {
  required: (usage: string, description = '') => ({ usage, description, isArgument, read: String }),
  optional: (usage: string, description = '') => ({ usage, description, isArgument, read: textOf }),
  choice: <const Choice extends string>(usage: string, choices: readonly Choice[]) => ({
    ...{ usage, description: '', isArgument, choices },
    read: (given: unknown) => given as Choice,
  }),
  rest: (usage: string, description: string) => ({ usage, description, isArgument, isList: true, read: listOf }),
};

/** @param given options and arguments from commander; left out when one command calls another */
export function valuesOf<Wanted extends Inputs>(
  inputs: Wanted,
  { options = {}, args = [] }: { readonly options?: object; readonly args?: readonly string[] } = {},
): ValuesOf<Wanted> {
  const found: Readonly<Record<string, unknown>> = { ...options };
  let position = 0;
  const values = Object.entries(inputs).map(([key, input]) => {
    if (!input.isArgument) return [key, input.read(found[optionOf(key)])];
    const from = position++;
    return [key, input.read(input.isList ? args.slice(from) : args[from])];
  });
  return Object.fromEntries(values) as ValuesOf<Wanted>;
}

/** Commander's name of a flag: `--no-prompt` is `prompt: false` there. */
function optionOf(key: string): string {
  return /^no[A-Z]/.test(key) ? key.charAt(2).toLowerCase() + key.slice(3) : key;
}

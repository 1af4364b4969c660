import { execFile } from 'node:child_process';

/** The official CLI, as the run that started these tests names it. */
const sf = process.env.KEYTURN_SF ?? 'sf';

export interface Answer {
  readonly status: number;
  readonly result?: unknown;
  readonly message?: string;
  readonly name?: string;
}

export type Surroundings = Readonly<Record<string, string>>;

export interface Cli {
  /** What a command tells with `--json`. */
  call(args: readonly string[], env?: Surroundings): Promise<Answer>;
  /** The result alone. @throws Error when the command fails */
  ask(args: readonly string[], env?: Surroundings): Promise<unknown>;
  /** What a command tells a person. */
  read(args: readonly string[], env?: Surroundings): Promise<string>;
}

/** The CLI in a home of its own, which neither phones home nor looks for a newer version. */
export function cliIn(home: string, folder: string, usual: Surroundings = {}): Cli {
  const surroundings = {
    PATH: process.env.PATH,
    HOME: home,
    SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
    SF_DISABLE_TELEMETRY: 'true',
    SF_DISABLE_AUTOUPDATE: 'true',
    SF_SKIP_NEW_VERSION_CHECK: 'true',
    SF_USE_PROGRESS_BAR: 'false',
    SF_DISABLE_LOG_FILE: 'true',
    ...usual,
  };
  const run = (args: readonly string[], env: Surroundings) =>
    new Promise<{ stdout: string; told: string }>((resolve) => {
      const options = { cwd: folder, env: { ...surroundings, ...env }, timeout: 300_000 };
      execFile(sf, [...args], options, (error, stdout, stderr) =>
        resolve({ stdout, told: `${error?.message ?? ''} ${stdout} ${stderr}` }),
      );
    });
  const call = async (args: readonly string[], env: Surroundings = {}) => {
    const { stdout, told } = await run([...args, '--json'], env);
    try {
      return JSON.parse(stdout) as Answer;
    } catch {
      throw new Error(`sf ${args.join(' ')} told no JSON: ${told}`);
    }
  };
  return {
    call,
    ask: async (args, env) => {
      const answer = await call(args, env);
      if (answer.status !== 0) throw new Error(`sf ${args.join(' ')}: ${JSON.stringify(answer)}`);
      return answer.result;
    },
    read: async (args, env = {}) => (await run(args, env)).told,
  };
}

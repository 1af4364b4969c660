import type { TokenAnswer } from '../../model/token-answer.ts';
import { outsideError, outsideText } from '../../plain/outside-text.ts';
import type { Prover } from '../../ports/ports.ts';
import { reason } from '../../reasons/errors.ts';
import { type ProgramVariables, programEnvironment } from '../child-environment.ts';
import { execPrefix, runProgram, trustedProgram } from '../exec-program.ts';

const deadlineMs = 60_000;

export interface ExecProverInit {
  /** `exec:<absolute path>`, or the path alone. */
  readonly program: string;
  readonly deadlineMs?: number;
  readonly variables?: ProgramVariables;
  readonly signal?: AbortSignal;
}

/**
 * Verifies credentials through a program, for example on a host that may sign in. The program gets them as JSON on standard
 * input, never as an argument or in the environment. Exit code: 0 accepted, 1 refused, anything else inconclusive.
 * @throws ProverFailed if somebody else could have written the program
 */
export function createExecProver(init: ExecProverInit): Prover {
  return { prove: (request) => prove(pathOf(init.program), request, init) };
}

/** Checks early that the program can be used. @throws ProverFailed */
export async function inspectProver(program: string): Promise<void> {
  const path = pathOf(program);
  await trustedProgram(path).catch((error: unknown) => {
    throw failed(path, error);
  });
}

function pathOf(program: string): string {
  return program.startsWith(execPrefix) ? program.slice(execPrefix.length) : program;
}

async function prove(
  path: string,
  request: Parameters<Prover['prove']>[0],
  init: ExecProverInit,
): Promise<TokenAnswer> {
  const { pair, tokenUrl, app, org } = request;
  const secret = pair.consumerSecret.reveal();
  const input = { org, app, consumerKey: pair.consumerKey, consumerSecret: secret, tokenUrl };
  try {
    const program = await trustedProgram(path);
    const environment = programEnvironment(init.variables ?? {}, path);
    const { signal } = init;
    const run = { program, input, sent: [secret], deadlineMs: init.deadlineMs ?? deadlineMs, environment, signal };
    const { code, problem, detail } = await runProgram(run);
    if (code === 0) return { kind: 'told', verdict: 'accepted', program, detail };
    if (code === 1) return { kind: 'told', verdict: 'refused', program, detail };
    return { kind: 'silence', problem: outsideText(`${program}: ${problem}`) };
  } catch (error) {
    throw failed(path, error);
  }
}

function failed(program: string, error: unknown) {
  return reason('ProverFailed', { program, problem: outsideError(error) }, { cause: error });
}

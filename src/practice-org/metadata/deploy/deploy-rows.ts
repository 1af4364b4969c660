import { type ComponentProblem, ComponentWarning } from '../component/problem.ts';
import type { XmlFields } from '../xml/write-xml.ts';

/** One row of a deploy result (DeployMessage): the outcome of a component or a manifest. */
export interface DeployRow {
  readonly changed: boolean;
  readonly created: boolean;
  readonly deleted: boolean;
  readonly success: boolean;
  /** Empty for a manifest. */
  readonly componentType: string;
  readonly fullName: string;
  readonly fileName: string;
  readonly id: string | null;
  readonly problem: string | null;
  readonly problemType: 'Error' | 'Warning' | null;
  readonly lineNumber: number | null;
  readonly columnNumber: number | null;
}

type Named = Pick<DeployRow, 'componentType' | 'fullName' | 'fileName'>;

const NOTHING = {
  changed: false,
  created: false,
  deleted: false,
  id: null,
  lineNumber: null,
  columnNumber: null,
} as const;

export function errorRow(named: Named, problem: ComponentProblem): DeployRow {
  const at = { lineNumber: problem.line, columnNumber: problem.column };
  const problemType = problem instanceof ComponentWarning ? 'Warning' : 'Error';
  return { ...NOTHING, ...named, ...at, success: false, problem: problem.message, problemType };
}

/** A success can have a `warning` if the caller ignores warnings. */
export function successRow(
  named: Named,
  effect: { changed: boolean; created?: boolean; deleted?: boolean; id: string | null; warning?: string | null },
): DeployRow {
  const { warning = null, ...rest } = effect;
  const problemType = warning === null ? null : 'Warning';
  return { ...NOTHING, ...named, ...rest, success: true, problem: warning, problemType };
}

/** A row as SOAP and REST write it, in alphabetical order. */
export function rowFields(row: DeployRow, createdDate: string): XmlFields {
  const fields = Object.entries({ ...row, createdDate });
  return Object.fromEntries(fields.sort(([one], [other]) => (one < other ? -1 : 1)));
}

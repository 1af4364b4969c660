/**
 * The reason why the org refuses a component. Deploy rows and save results show the message; save results also show
 * `statusCode`. Line and column (from 1) are known only for files.
 */
export class ComponentProblem extends Error {
  readonly statusCode: string;
  readonly line: number | null;
  readonly column: number | null;

  constructor(message: string, statusCode: string, at?: { line: number; column: number }) {
    super(message);
    this.statusCode = statusCode;
    this.line = at?.line ?? null;
    this.column = at?.column ?? null;
  }
}

/** A change that the org refuses until the caller chooses to ignore warnings. */
export class ComponentWarning extends ComponentProblem {
  constructor(message: string) {
    super(message, 'FIELD_INTEGRITY_EXCEPTION');
  }
}

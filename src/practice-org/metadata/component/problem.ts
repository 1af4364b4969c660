/**
 * Why the org does not take a component. The message is what a deploy row or a save result says; `statusCode` is what
 * a save result adds. Line and column (from 1) are known only where a file was read.
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

/** Something the org would do, but that the caller has not said to do despite the warning. */
export class ComponentWarning extends ComponentProblem {
  constructor(message: string) {
    super(message, 'FIELD_INTEGRITY_EXCEPTION');
  }
}

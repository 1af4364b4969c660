import { Refusal } from '../../http/refusal.ts';

/** A query that Salesforce would refuse. All are answered with status 400. */
export class SoqlError extends Refusal {
  /** The name in the query that the refusal is about, as written. */
  readonly near: string | null;

  constructor(code: string, message: string, near: string | null = null) {
    super(400, code, message);
    this.near = near;
  }
}

const shownAround = 20;

/** The refusal with the place in the query before its message, as Salesforce writes it. */
export function located(error: SoqlError, soql: string): SoqlError {
  const at =
    error.near === null ? -1 : soql.search(new RegExp(`(?<![\\w.])${error.near.replace(/\W/g, '\\$&')}(?![\\w.])`));
  if (at < 0) return error;
  const before = soql.slice(0, at).split('\n');
  const column = before.at(-1)?.length ?? 0;
  const line = soql.split('\n')[before.length - 1] ?? '';
  const from = Math.max(0, column - shownAround);
  const excerpt = line.slice(from, column + shownAround);
  const place = `\n${excerpt}\n${' '.repeat(column - from)}^\nERROR at Row:${before.length}:Column:${column + 1}\n`;
  return new SoqlError(error.code, `${place}${error.message}`);
}

export function malformed(message: string): SoqlError {
  return new SoqlError('MALFORMED_QUERY', message);
}

/** For an object that the org or the caller doesn't have. `note` follows Salesforce's words. */
export function unknownType(name: string, note = ''): SoqlError {
  return new SoqlError(
    'INVALID_TYPE',
    `sObject type '${name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.${note}`,
    name,
  );
}

/** `written` is the column as the query has it, with its relationships. */
export function unknownField(column: string, entity: string, written: string | null = null): SoqlError {
  return new SoqlError(
    'INVALID_FIELD',
    `No such column '${column}' on entity '${entity}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
    written,
  );
}

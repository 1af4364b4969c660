import { Refusal } from '../../http/refusal.ts';

/** A query that Salesforce would refuse. All are answered with status 400. */
export class SoqlError extends Refusal {
  constructor(code: string, message: string) {
    super(400, code, message);
  }
}

export function malformed(message: string): SoqlError {
  return new SoqlError('MALFORMED_QUERY', message);
}

export function unknownField(column: string, entity: string): SoqlError {
  return new SoqlError(
    'INVALID_FIELD',
    `No such column '${column}' on entity '${entity}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.`,
  );
}

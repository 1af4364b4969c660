import type { FieldSpec } from '../types/field-spec.ts';
import { OAUTH_SCOPES } from '../types/oauth-settings.ts';
import type { XmlElement } from '../xml/read-xml.ts';
import { ComponentProblem } from './problem.ts';

/**
 * The text of a leaf element, as the org stores it.
 *
 * @throws {ComponentProblem}
 */
export function checkText(element: XmlElement, spec: FieldSpec): string {
  const refuse = (message: string, statusCode = 'INVALID_FIELD') => new ComponentProblem(message, statusCode, element);
  const { text } = element;
  switch (spec.kind.is) {
    case 'flag':
      if (!/^(?:true|false|1|0)$/.test(text)) throw refuse(`'${text}' is not a valid value for the type xsd:boolean`);
      return text === '1' || text === 'true' ? 'true' : 'false';
    case 'number':
      return checkNumber(text, spec.kind, refuse);
    case 'choice':
      if (spec.kind.values.includes(text)) return text;
      throw refuse(`'${text}' is not a valid value for the enum '${spec.kind.enumName}'`);
    case 'scopes':
      return checkScopes(text, refuse);
    case 'email':
      if (/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>.]+$/.test(text)) return text;
      throw refuse(`${spec.name}: invalid email address: ${text}`, 'INVALID_EMAIL_ADDRESS');
    default:
      return text;
  }
}

type Refuse = (message: string, statusCode?: string) => ComponentProblem;

function checkNumber(
  text: string,
  kind: { low: number; high: number; allowed: readonly number[] | null },
  refuse: Refuse,
) {
  const value = Number(text);
  if (!/^[+-]?\d{1,10}$/.test(text) || value > 2_147_483_647 || value < -2_147_483_648) {
    throw refuse(`'${text}' is not a valid value for the type xsd:int`);
  }
  if (kind.allowed !== null && !kind.allowed.includes(value)) {
    throw refuse(`${value} is not one of the allowed values: ${kind.allowed.join(', ')}`, 'FIELD_INTEGRITY_EXCEPTION');
  }
  if (value < kind.low || value > kind.high) {
    throw refuse(`${value} is not between ${kind.low} and ${kind.high}`, 'FIELD_INTEGRITY_EXCEPTION');
  }
  return String(value);
}

/** Scopes joined by a comma and a space, as a retrieve shows them. */
function checkScopes(text: string, refuse: Refuse): string {
  const scopes = text.split(',').map((scope) => scope.trim());
  const unknown = scopes.find((scope) => !OAUTH_SCOPES.includes(scope));
  if (unknown !== undefined) {
    throw refuse(
      `Invalid OAuth scope: '${unknown}'. Valid values: ${OAUTH_SCOPES.join(', ')}`,
      'FIELD_INTEGRITY_EXCEPTION',
    );
  }
  return scopes.join(', ');
}

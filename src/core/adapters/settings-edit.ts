import { type ObjectExpression, type Property, parseExpressionAt } from 'acorn';
import json5 from 'json5';

/** The names on the way to a setting: `['apps', 'acme/Billing_Sync', 'maxAge']`. */
type Path = readonly string[];

/** The line of a setting, counted from 1; null if the text doesn't have it. */
export function lineIn(text: string, path: Path): number | null {
  const root = objectIn(text);
  const found = root && path.length > 0 ? find(root, path) : null;
  return found ? text.slice(0, found.property.start).split('\n').length : null;
}

/** The text with one setting set. Comments, order and format of everything else stay. null if it isn't an object. */
export function withSetting(text: string, path: Path, value: unknown): string | null {
  const base = text.trim() === '' ? '{}\n' : text;
  let object = objectIn(base);
  if (!object) return null;
  const style = styleOf(base, object);
  for (const [depth, name] of path.entries()) {
    const found = propertyIn(object, name);
    const rest = path.slice(depth + 1).reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
    if (!found) return insert(base, object, { name, value: rest, style });
    const { value: node } = found;
    if (depth === path.length - 1 || node.type !== 'ObjectExpression') {
      return replace(base, [[node.start, node.end, written(rest, style, indentAt(base, found.start))]]);
    }
    object = node;
  }
  return null;
}

/** The text without a setting. Comments stay. null if it isn't an object. */
export function withoutSetting(text: string, path: Path): string | null {
  let rest = text;
  // A key that is there twice would otherwise still apply.
  for (;;) {
    const root = objectIn(rest);
    if (!root) return null;
    const found = find(root, path);
    if (!found) return rest;
    rest = remove(rest, found.object, found.property);
  }
}

/** JSON5 is part of JavaScript, so its parser knows where everything is. */
function objectIn(text: string): ObjectExpression | null {
  try {
    const node = parseExpressionAt(text, 0, { ecmaVersion: 'latest' });
    return node.type === 'ObjectExpression' ? node : null;
  } catch {
    return null;
  }
}

/** The last one of that name, because it applies. */
function propertyIn(object: ObjectExpression, name: string): Property | undefined {
  return object.properties.findLast((one): one is Property => one.type === 'Property' && nameOf(one) === name);
}

function nameOf({ key }: Property): string {
  if (key.type === 'Identifier') return key.name;
  return key.type === 'Literal' ? String(key.value) : '';
}

function find(root: ObjectExpression, path: Path) {
  let object = root;
  for (const [depth, name] of path.entries()) {
    const property = propertyIn(object, name);
    if (!property) return null;
    if (depth === path.length - 1) return { object, property };
    if (property.value.type !== 'ObjectExpression') return null;
    object = property.value;
  }
  return null;
}

interface Style {
  /** The text is plain JSON, and stays so. */
  readonly isJson: boolean;
  readonly unit: string;
  readonly eol: string;
}

function styleOf(text: string, { properties: [first] }: ObjectExpression): Style {
  const unit = first && ownsLine(text, first.start) ? indentAt(text, first.start) : '';
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return { isJson: first !== undefined && isJson(text), unit: unit === '' ? '  ' : unit, eol };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

interface Addition {
  readonly name: string;
  readonly value: unknown;
  readonly style: Style;
}

function insert(text: string, object: ObjectExpression, { name, value, style }: Addition): string {
  const { unit, eol } = style;
  const last = object.properties.at(-1);
  const outer = indentAt(text, object.start);
  const entry = (indent: string) => `${keyText(name, style)}: ${written(value, style, indent)}`;
  if (!last) {
    const inside = text.slice(object.start + 1, object.end - 1).trimEnd();
    const at = object.start + 1 + inside.length;
    const comma = style.isJson ? '' : ',';
    return replace(text, [[at, object.end - 1, `${eol}${outer}${unit}${entry(outer + unit)}${comma}${eol}${outer}`]]);
  }
  const comma = commaAfter(text, last.end);
  const end = comma === null ? last.end : comma + 1;
  const newComma: Edit = [last.end, last.end, comma === null ? ',' : ''];
  const restOfLine = /^[ \t]*(\/\/[^\r\n]*|\/\*(?:(?!\*\/|[\r\n])[\s\S])*\*\/[ \t]*)?(?=\r?\n)/.exec(text.slice(end));
  if (!ownsLine(text, last.start) || !restOfLine) {
    return replace(text, [[end, end, ` ${entry(outer)}${comma === null ? '' : ','}`], newComma]);
  }
  const indent = indentAt(text, last.start);
  const at = end + restOfLine[0].length;
  return replace(text, [[at, at, `${eol}${indent}${entry(indent)}${comma === null ? '' : ','}`], newComma]);
}

function remove(text: string, object: ObjectExpression, property: Property): string {
  const comma = commaAfter(text, property.end);
  const before = object.properties[object.properties.indexOf(property) - 1];
  const commaBefore = comma === null && before ? commaAfter(text, before.end) : null;
  const isAlone = comma === null || text.slice(property.end, comma).trim() === '';
  const end = isAlone && comma !== null ? comma + 1 : property.end;
  const edits: Edit[] = isAlone || comma === null ? [] : [[comma, comma + 1, '']];
  const isOnOneLine = !ownsLine(text, property.start);
  if (isOnOneLine && commaBefore !== null && text.slice(commaBefore + 1, property.start).trim() === '') {
    return replace(text, [[commaBefore, end, '']]);
  }
  if (commaBefore !== null) edits.push([commaBefore, commaBefore + 1, '']);
  const restOfLine = /^[ \t]*(\r?\n)?/.exec(text.slice(end))?.[0] ?? '';
  const isWholeLine = !isOnOneLine && restOfLine.endsWith('\n');
  const start = isWholeLine ? lineStart(text, property.start) : property.start;
  return replace(text, [
    ...edits,
    [start, end + (isWholeLine ? restOfLine : restOfLine.replace(/\r?\n$/, '')).length, ''],
  ]);
}

type Edit = readonly [start: number, end: number, text: string];

/** Of two at the same place, the later one comes first in the result. */
function replace(text: string, edits: readonly Edit[]): string {
  const backwards = edits.toSorted(([a], [b]) => b - a);
  return backwards.reduce((rest, [start, end, into]) => rest.slice(0, start) + into + rest.slice(end), text);
}

/** Where the comma after a value is, beyond spaces and comments; null without one. */
function commaAfter(text: string, from: number): number | null {
  const between = /^(?:\s|\/\/[^\r\n\u2028\u2029]*|\/\*[\s\S]*?\*\/)*/.exec(text.slice(from))?.[0].length ?? 0;
  return text[from + between] === ',' ? from + between : null;
}

function ownsLine(text: string, at: number): boolean {
  return lineStart(text, at) + indentAt(text, at).length === at;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

function indentAt(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, at), at))?.[0] ?? '';
}

const widest = 90;

function written(value: unknown, style: Style, indent: string): string {
  if (Array.isArray(value)) return `[${value.map((one) => written(one, style, indent)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) {
    return style.isJson ? JSON.stringify(value) : json5.stringify(value, { quote: "'" });
  }
  const inner = indent + style.unit;
  const entries = Object.entries(value).map(([key, one]) => `${keyText(key, style)}: ${written(one, style, inner)}`);
  if (entries.length === 0) return '{}';
  const line = `{ ${entries.join(', ')} }`;
  const isFlat = Object.values(value).every((one) => typeof one !== 'object' || one === null || Array.isArray(one));
  if (isFlat && line.length <= widest) return line;
  const lines = entries.map((entry) => `${inner}${entry}`).join(`,${style.eol}`);
  return `{${style.eol}${lines}${style.isJson ? '' : ','}${style.eol}${indent}}`;
}

function keyText(key: string, { isJson: quoted }: Style): string {
  if (quoted) return JSON.stringify(key);
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : json5.stringify(key, { quote: "'" });
}

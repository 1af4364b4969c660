import { createHash } from 'node:crypto';
import type { ServicePlan } from '../../core/ports/service-manager.ts';

/** How a comment is written in a kind of file. */
export interface Comment {
  readonly open: string;
  readonly close: string;
}

export const hashComment: Comment = { open: '# ', close: '' };
export const xmlComment: Comment = { open: '<!-- ', close: ' -->' };

const planWord = 'keyturn-plan: ';
const sealWord = 'keyturn-seal: ';

export interface SealedFile {
  /** `edited`: ours, and changed by somebody since. `foreign`: never ours. */
  readonly whose: 'ours' | 'edited' | 'foreign';
  /** From which the file was made; null when it doesn't tell. */
  readonly plan: ServicePlan | null;
}

/** Puts the plan that a text was made from, and a hash over all of it, at its end: so that an edit is seen. */
export function sealed(text: string, plan: ServicePlan, { open, close }: Comment): string {
  // Two hyphens end a comment of XML.
  const told = JSON.stringify(plan).replaceAll('-', '\\u002d');
  const body = `${text}${open}${planWord}${told}${close}\n`;
  return `${body}${open}${sealWord}${hashOf(body)}${close}\n`;
}

export function readSealed(file: string, { open, close }: Comment): SealedFile {
  const text = file.replaceAll('\r\n', '\n');
  const start = `${open}${sealWord}`;
  const at = text.indexOf(start);
  if (at === -1) return { whose: 'foreign', plan: null };
  const body = text.slice(0, at);
  const isWhole = text.slice(at) === `${start}${hashOf(body)}${close}\n`;
  return { whose: isWhole ? 'ours' : 'edited', plan: planIn(body, { open, close }) };
}

function planIn(body: string, { open, close }: Comment): ServicePlan | null {
  const start = `${open}${planWord}`;
  const line = body.split('\n').find((one) => one.startsWith(start) && one.endsWith(close));
  if (line === undefined) return null;
  try {
    const plan: unknown = JSON.parse(line.slice(start.length, line.length - close.length));
    return isPlan(plan) ? plan : null;
  } catch {
    return null;
  }
}

/** The file is the user's own, but an editor may have gone over it. */
function isPlan(value: unknown): value is ServicePlan {
  if (typeof value !== 'object' || value === null) return false;
  const { node, script, home, passphraseFile, writable } = value as Partial<Record<keyof ServicePlan, unknown>>;
  return (
    [node, script, home].every((one) => typeof one === 'string') &&
    (passphraseFile === null || typeof passphraseFile === 'string') &&
    (writable === null || (Array.isArray(writable) && writable.every((one) => typeof one === 'string')))
  );
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

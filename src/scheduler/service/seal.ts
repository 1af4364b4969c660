import { createHash } from 'node:crypto';
import type { ServicePlan } from '../../core/ports/service-manager.ts';

/** Comment syntax of a file type. */
export interface Comment {
  readonly open: string;
  readonly close: string;
}

export const hashComment: Comment = { open: '# ', close: '' };
export const xmlComment: Comment = { open: '<!-- ', close: ' -->' };

const planWord = 'keyturn-plan: ';
const sealWord = 'keyturn-seal: ';

export interface SealedFile {
  /** `edited`: ours, but changed since. `foreign`: not written by keyturn. */
  readonly whose: 'ours' | 'edited' | 'foreign';
  /** The plan that the file was made from; null if it has none. */
  readonly plan: ServicePlan | null;
}

/** Appends the plan and a hash of the whole text, so that `readSealed` notices edits. */
export function sealed(text: string, plan: ServicePlan, { open, close }: Comment): string {
  // XML comments can't contain two hyphens.
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

/** Validates the plan, because the file may have been edited. */
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

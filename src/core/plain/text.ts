/**
 * Terminal sequences with their payload: CSI, then OSC and DCS/SOS/PM/APC with their terminators, then two-character
 * escapes. A payload never contains the start of another sequence, so that many starts without an end are read once.
 */
const terminalSequences = [
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]/g,
  /(?:\x1b\]|\x9d)[^\x07\x1b\x9c\x9d]*(?:\x07|\x1b\\|\x9c)/g,
  /(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])[^\x1b\x90\x98\x9c\x9e\x9f]*(?:\x1b\\|\x9c)/g,
  /\x1b[ -/]*[0-~]/g,
];
const lineBreaks = /[\t\n\v\f\r\x85\u2028\u2029]+/g;
const controls = /[\x00-\x1f\x7f-\x9f]/g;
/** Direction marks and invisible characters, which can disguise a text. Joiners of scripts and emoji stay. */
const deceptive =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;
/** Most names: printable characters without space around them. */
const harmless = /^(?:[!-~](?:[ -~]*[!-~])?)?$/;
const disguised =
  /[^\P{Cc}\n\r\t]|[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/u;
/** Longest input. No label is this long, and the rest is ignored. */
const longestInput = 100_000;
const longestSentence = 1_000;
/** Limits combining characters, of which a single visible character can have thousands. */
const unitsPerCharacter = 8;

/**
 * Makes text from an org safe to show on one line. Removes terminal sequences, control characters, direction marks and
 * invisible characters; line breaks become spaces. At most `max` visible characters, the last one `…` if the text was cut.
 */
export function plainText(untrusted: string, max = 200): string {
  if (untrusted.length <= max && harmless.test(untrusted)) return untrusted;
  let text = untrusted.slice(0, longestInput).toWellFormed();
  for (const sequence of terminalSequences) text = text.replace(sequence, '');
  text = text.replace(lineBreaks, ' ').replace(controls, '').replace(deceptive, '').trim();
  return cut(text, max);
}

/** A whole sentence or two on one line: what happened, or what to do. A command at its end must not be cut off. */
export function sentenceText(untrusted: string): string {
  return plainText(untrusted, longestSentence);
}

/** Text of several lines for a terminal: the same, but line breaks, tabs and spaces stay, and so does its length. */
export function terminalText(text: string): string {
  if (!disguised.test(text)) return text;
  const kept = terminalSequences.reduce((rest, sequence) => rest.replace(sequence, ''), text);
  return kept.replace(/[^\P{Cc}\n\r\t]/gu, '').replace(deceptive, '');
}

/** A short form of a consumer key that still tells two keys apart: `3MVG9…kQ7a`. */
export function shortKey(consumerKey: string): string {
  const key = plainText(consumerKey);
  return key.length <= 12 ? key : `${key.slice(0, 5)}…${key.slice(-4)}`;
}

/** A public key that is short enough for a line: `age1…j7kq2s4w`, `ssh-ed25519 …Zq0b8XyT`. */
export function shortPublicKey(key: string): string {
  const [first = '', base64] = key.split(' ');
  return base64 === undefined ? `age1…${first.slice(-8)}` : `${first} …${base64.replace(/=+$/, '').slice(-8)}`;
}

/** `1 app`, `2 apps`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const budget = max * unitsPerCharacter;
  const kept: string[] = [];
  let units = 0;
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
    units += segment.length;
    if (kept.length === max || units > budget) return `${kept.slice(0, Math.max(0, max - 1)).join('')}…`;
    kept.push(segment);
  }
  return kept.join('');
}

/** A consumer's name as a word in a command to copy, or a placeholder if a shell wouldn't accept it as it is. */
export function consumerWord(name: string | undefined): string {
  if (name === undefined || name !== plainText(name) || name.includes('`')) return '"<consumer name>"';
  if (!/["$\\!]/.test(name)) return `"${name}"`;
  return name.includes("'") ? '"<consumer name>"' : `'${name}'`;
}

/** A word of a shell command, in quotes if it needs them. A backtick would end the command in a text. */
export function shellWord(typed: string): string {
  const text = plainText(typed, 500).replaceAll('`', "'");
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Compares names for a list, without regard to case. Not by a language: its rules take longer to load than many commands. */
export function byName(one: string, other: string): number {
  const [first, second] = [one.toLowerCase(), other.toLowerCase()];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** The lines among these values. `condition && line` leaves out a line whose condition is false. */
export function linesOf<Line>(
  ...given: readonly (Line | readonly Line[] | false | null | undefined | '')[]
): readonly Line[] {
  return given.flatMap((one) => one || []);
}

/** The entries of a comma-separated list, without empty ones. */
export function commaList(text: string): readonly string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

/** Untrusted names, separated by commas. */
export function nameList(names: readonly string[]): string {
  return names.map((name) => plainText(name, 80)).join(', ');
}

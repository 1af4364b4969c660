import stringWidth from 'string-width';

/** What stands for each character of keyturn's texts and screens on a terminal that has only the 95 characters of ASCII. */
const table: Readonly<Record<string, string>> = {
  '✔': 'v',
  '✖': 'x',
  '▲': '!',
  '■': '#',
  '▸': '>',
  '•': '*',
  '·': '.',
  '…': '.',
  '—': '-',
  '–': '-',
  '→': '>',
  '←': '<',
  '↑': '^',
  '↓': 'v',
  '×': 'x',
  '§': 'S',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '─': '-',
  '│': '|',
  '┌': '+',
  '┐': '+',
  '└': '+',
  '┘': '+',
  '├': '+',
  '┤': '+',
  '●': '*',
  '○': 'o',
  '█': '#',
  '░': '.',
  '⚠': '!',
  ℹ: 'i',
  '🛑': '!',
  '⠋': '|',
  '⠙': '/',
  '⠹': '-',
  '⠸': '\\',
  '⠼': '|',
  '⠴': '/',
  '⠦': '-',
  '⠧': '\\',
  '⠇': '|',
  '⠏': '/',
  '\u00a0': ' ',
};

const graphemes = new Intl.Segmenter();

/** The text in ASCII, as wide as before: keyturn's own marks by the table, and `?` for what other people named. */
export function inPlainCharacters(text: string): string {
  // A mark may combine with the character before it.
  return text.replace(/[ -~]?[^\0-~]+/g, (run) =>
    Array.from(graphemes.segment(run), ({ segment }) => plainGrapheme(segment)).join(''),
  );
}

function plainGrapheme(grapheme: string): string {
  if (/^[ -~]$/.test(grapheme)) return grapheme;
  const width = stringWidth(grapheme);
  const plain = table[grapheme.replace('\ufe0f', '')];
  return plain === undefined ? '?'.repeat(width) : plain.padEnd(width).slice(0, width);
}

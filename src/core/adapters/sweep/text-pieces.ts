/** A part of a text, and the number of its first line. */
export interface Piece {
  readonly line: number;
  readonly text: string;
}

const longest = 48 * 1_024;
/** Longer than any form of a key or a secret. */
const overlap = 1_024;

/** Cuts bytes of any encoding into parts of limited length, so that files of any size take little memory. */
export class TextPieces {
  #kept = '';
  #line = 1;

  *push(data: Buffer): Generator<Piece> {
    // Keys and secrets are ASCII. Without its zero bytes, UTF-16 is ASCII, too.
    this.#kept += data.toString('latin1').replaceAll('\0', '');
    while (this.#kept.length > longest) {
      yield { line: this.#line, text: this.#kept.slice(0, longest) };
      const rest = this.#kept.slice(longest - overlap);
      this.#line += this.#kept.slice(0, longest - overlap).split('\n').length - 1;
      this.#kept = rest;
    }
  }

  *end(): Generator<Piece> {
    if (this.#kept !== '') yield { line: this.#line, text: this.#kept };
  }
}

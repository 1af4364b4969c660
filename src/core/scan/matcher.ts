import type { SoughtCredentials } from '../model/sought.ts';
import { SecretIndex } from '../plain/secret-index.ts';

/** What of known credentials is in a text. */
export interface Match {
  /** null for a consumer key that keyturn doesn't know. */
  readonly credentials: SoughtCredentials | null;
  readonly what: 'secret' | 'key';
  /** The consumer key. */
  readonly consumerKey: string;
  /** Where it begins in the text. */
  readonly at: number;
}

/** Consumer keys of Salesforce begin like this. */
const keyShape = /3MVG9[A-Za-z0-9._]{20,251}/g;
/** Secrets of Salesforce: 64 hexadecimal digits, or the digits of older ones. */
const secretShape = /(?<![0-9A-Za-z])(?:[0-9A-Fa-f]{64}|[0-9]{15,20})(?![0-9A-Za-z])/g;
/** Nothing shorter is a key or a secret. Most texts have nothing as long, and are read at once. */
const shortest = 15;
const longWord = /[!-~]{15}/;
/** Characters around a secret by which its form is recognized. */
const margin = 8;

type Fingerprint = (secret: { reveal(): string }) => Promise<string>;

/** Finds keys, secrets in all forms in which they are usually written, and secrets of which only the fingerprint is known. */
export class Matcher {
  readonly #byKey: ReadonlyMap<string, SoughtCredentials>;
  readonly #byFingerprint: ReadonlyMap<string, SoughtCredentials>;
  readonly #withSecret: readonly { readonly one: SoughtCredentials; readonly alone: SecretIndex }[];
  readonly #all: SecretIndex;
  readonly #fingerprint: Fingerprint;

  constructor(sought: readonly SoughtCredentials[], fingerprint: Fingerprint) {
    this.#fingerprint = fingerprint;
    this.#byKey = new Map(sought.map((one) => [one.consumerKey, one]));
    this.#byFingerprint = new Map(
      sought.flatMap((one) => (one.secret === null && one.fingerprint !== null ? [[one.fingerprint, one]] : [])),
    );
    const secrets = sought.flatMap((one) => {
      const text = one.secret?.reveal() ?? '';
      return text.length < shortest ? [] : [{ one, text }];
    });
    this.#withSecret = secrets.map(({ one, text }) => ({ one, alone: indexOf([text]) }));
    this.#all = indexOf(secrets.map(({ text }) => text));
  }

  async find(text: string): Promise<readonly Match[]> {
    if (!longWord.test(text)) return [];
    return [...this.#keys(text), ...this.#secrets(text), ...(await this.#fingerprints(text))];
  }

  #keys(text: string): readonly Match[] {
    return [...text.matchAll(keyShape)].map(({ 0: word, index: at }) => {
      // A sentence may end with a period, which keys may have.
      const consumerKey = word.replace(/\.+$/, '');
      const credentials = this.#byKey.get(word) ?? this.#byKey.get(consumerKey) ?? null;
      return { credentials, what: 'key', consumerKey: credentials?.consumerKey ?? consumerKey, at };
    });
  }

  #secrets(text: string): readonly Match[] {
    return this.#all.find(text).flatMap(([from, to]) => {
      const around = text.slice(Math.max(0, from - margin), to + margin);
      return this.#withSecret
        .filter(({ alone }) => alone.find(around).length > 0)
        .map(({ one }): Match => ({ credentials: one, what: 'secret', consumerKey: one.consumerKey, at: from }));
    });
  }

  async #fingerprints(text: string): Promise<readonly Match[]> {
    if (this.#byFingerprint.size === 0) return [];
    const found = [...text.matchAll(secretShape)].map(async ({ 0: word, index: at }): Promise<readonly Match[]> => {
      // Not a Secret: this process would mask every one of these words.
      const one = this.#byFingerprint.get(await this.#fingerprint({ reveal: () => word }));
      return one ? [{ credentials: one, what: 'secret', consumerKey: one.consumerKey, at }] : [];
    });
    return (await Promise.all(found)).flat();
  }
}

/** Only whole secrets count. */
function indexOf(secrets: readonly string[]): SecretIndex {
  const index = new SecretIndex(Math.min(...secrets.map(({ length }) => length), 64));
  for (const secret of secrets) index.add(secret);
  return index;
}

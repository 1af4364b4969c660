import busboy from 'busboy';

/** A multipart body that isn't the deploy form. */
export class FormProblem extends Error {}

export interface DeployForm {
  /** The parsed JSON part; null if missing. */
  readonly json: unknown;
  readonly zip: Uint8Array | null;
}

/** Names of the JSON part. The documentation says `json`; clients send `entity_content`. */
const JSON_PARTS: ReadonlySet<string> = new Set(['json', 'entity_content']);
const FILE_PART = 'file';

const LIMITS = { parts: 10, files: 2, fields: 8, fieldSize: 256 * 1024, fileSize: 40 * 1024 * 1024, headerPairs: 50 };

/**
 * Reads the parts of a deploy request, in any order. The file name doesn't matter.
 *
 * @throws {FormProblem}
 */
export function readDeployForm(contentType: string, body: Uint8Array): Promise<DeployForm> {
  return new Promise((resolve, reject) => {
    const refuse = (why: string) => reject(new FormProblem(why));
    const parser = openParser(contentType);
    if (parser === null) return refuse('The body is not multipart/form-data with a boundary');
    const parts: { json: string | null; zip: Buffer[] | null } = { json: null, zip: null };
    const part = (name: string, partBytes: NodeJS.ReadableStream) => {
      const chunks: Buffer[] = [];
      partBytes.on('data', (chunk: Buffer) => chunks.push(chunk));
      partBytes.on('limit', () => refuse('The file is larger than 39 MB'));
      partBytes.on('end', () => {
        if (name === FILE_PART) parts.zip = chunks;
        else if (JSON_PARTS.has(name)) parts.json = Buffer.concat(chunks).toString('utf8');
      });
    };
    parser.on('file', part);
    parser.on('field', (name, value) => {
      if (JSON_PARTS.has(name)) parts.json = value;
    });
    parser.on('error', (error) => refuse(error instanceof Error ? error.message : 'The multipart body is damaged'));
    parser.on('close', () => finish(parts, resolve, refuse));
    parser.end(body);
    return undefined;
  });
}

/** busboy throws on a content type it can't use, and may throw again while it parses a broken header. */
function openParser(contentType: string): busboy.Busboy | null {
  try {
    return busboy({ headers: { 'content-type': contentType }, limits: LIMITS });
  } catch {
    return null;
  }
}

function finish(
  parts: { json: string | null; zip: Buffer[] | null },
  resolve: (form: DeployForm) => void,
  refuse: (why: string) => void,
): void {
  try {
    const json: unknown = parts.json === null ? null : JSON.parse(parts.json);
    resolve({ json, zip: parts.zip === null ? null : Buffer.concat(parts.zip) });
  } catch {
    refuse('The JSON part cannot be parsed');
  }
}

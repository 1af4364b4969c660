import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FormProblem, readDeployForm } from '../../../src/practice-org/metadata/rest/read-deploy-form.ts';

const TYPE = 'multipart/form-data; boundary=XX';

function form(...parts: readonly [headers: string, body: string][]): Uint8Array {
  const text = parts.map(([headers, body]) => `--XX\r\n${headers}\r\n\r\n${body}\r\n`).join('');
  return new TextEncoder().encode(`${text}--XX--\r\n`);
}

const file = [
  'Content-Disposition: form-data; name="file"; filename="package.xml"\r\nContent-Type: application/zip',
  'PK',
] as const;
const json = (name: string) =>
  [`Content-Disposition: form-data; name="${name}"\r\nContent-Type: application/json`, '{"deployOptions":{}}'] as const;

describe('the multipart form of a deploy', () => {
  it.each(['json', 'entity_content'])('takes its options from the part %s, before or after the file', async (name) => {
    for (const parts of [[file, json(name)] as const, [json(name), file] as const]) {
      const read = await readDeployForm(TYPE, form(...parts.map(([a, b]): [string, string] => [a, b])));
      expect(read.json).toEqual({ deployOptions: {} });
      expect(Buffer.from(read.zip ?? []).toString()).toBe('PK');
    }
  });

  it.each([
    ['no multipart', 'application/json', form([file[0], file[1]])],
    ['no boundary', 'multipart/form-data', form([file[0], file[1]])],
    ['options that are no JSON', TYPE, form(['Content-Disposition: form-data; name="json"', '{'])],
    ['no end', TYPE, new TextEncoder().encode('--XX\r\nContent-Disposition: form-data; name="file"\r\n\r\nPK')],
  ])('refuses %s', async (_, type, body) => {
    await expect(readDeployForm(type, body)).rejects.toBeInstanceOf(FormProblem);
  });

  it('survives any bytes', async () => {
    const piece = fc.constantFrom(
      '--XX',
      '\r\n',
      '--',
      'Content-Disposition: form-data; name="file"',
      'Content-Type: x',
      ': ',
      '\r\n\r\n',
      'Y',
    );
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.array(piece, { maxLength: 16 }).map((all) => new TextEncoder().encode(all.join(''))),
    );
    await fc.assert(
      fc.asyncProperty(body, fc.constantFrom(TYPE, 'multipart/form-data; boundary=""', 'x'), async (bytes, type) => {
        await readDeployForm(type, bytes).catch((error: unknown) => expect(error).toBeInstanceOf(FormProblem));
      }),
      { numRuns: 200 },
    );
  });
});

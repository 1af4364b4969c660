import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCopies } from '../../../../src/core/adapters/delivery/file-copies.ts';
import { tempFolder } from '../../../support/temp-folder.ts';

const key = '3MVG9old';
const secret = 'A1B2C3';

const copies = createCopies(['/keyturn/home']);

function fileWith(content: string | Buffer, ending = 'env'): string {
  const path = join(tempFolder(), `erp.${ending}`);
  writeFileSync(path, content);
  return path;
}

describe('copies of credentials in files', () => {
  it.each([
    ['plain', `A=1\nSALESFORCE_CONSUMER_KEY=${key}\nSALESFORCE_CONSUMER_SECRET=${secret}\nB=2\n`, 'A=1\nB=2\n'],
    [
      'exported, quoted, with CRLF',
      `export SALESFORCE_CONSUMER_KEY="${key}"\r\nexport SALESFORCE_CONSUMER_SECRET='${secret}'\r\n# é\r\n`,
      '# é\r\n',
    ],
    ['without a last line end', `SALESFORCE_CONSUMER_SECRET=${secret}\nSALESFORCE_CONSUMER_KEY=${key}`, ''],
  ])('removes both lines and keeps every other byte: %s', async (_name, before, after) => {
    const path = fileWith(before);
    chmodSync(path, 0o640);
    expect(await copies.look(path, ['x', key])).toBe('ours');
    expect(await copies.remove(path, ['x', key])).toBe(null);
    expect(readFileSync(path, 'utf8')).toBe(after);
    expect(statSync(path).mode & 0o777).toBe(0o640);
    expect(await copies.look(path, [key])).toBe('other');
  });

  it('keeps bytes that are not UTF-8', async () => {
    const path = fileWith(Buffer.concat([Buffer.from([0xff, 0x0a]), Buffer.from(`SALESFORCE_CONSUMER_KEY=${key}\n`)]));
    expect(await copies.remove(path, [key])).toBe(null);
    expect(readFileSync(path)).toEqual(Buffer.from([0xff, 0x0a]));
  });

  it('removes both fields of a JSON file', async () => {
    const content = { a: 1, SALESFORCE_CONSUMER_KEY: key, SALESFORCE_CONSUMER_SECRET: secret };
    const path = fileWith(JSON.stringify(content), 'json');
    expect(await copies.look(path, [key])).toBe('ours');
    expect(await copies.remove(path, [key])).toBe(null);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ a: 1 });
  });

  it.each([
    ['other credentials', 'SALESFORCE_CONSUMER_KEY=3MVG9new\nSALESFORCE_CONSUMER_SECRET=Z\n'],
    [
      'other credentials, which a later line sets,',
      `SALESFORCE_CONSUMER_KEY=${key}\nSALESFORCE_CONSUMER_KEY=3MVG9new\nSALESFORCE_CONSUMER_SECRET=Z\n`,
    ],
    ['only a similar name', `MY_SALESFORCE_CONSUMER_KEY=${key}\n`],
    ['a comment', `# SALESFORCE_CONSUMER_KEY=${key}\n`],
  ])('leaves %s alone', async (_name, content) => {
    const path = fileWith(content);
    expect(await copies.look(path, [key])).toBe('other');
    expect(await copies.remove(path, [key])).toBe(null);
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  it('creates nothing where there is nothing, and says what it could not read', async () => {
    const folder = tempFolder();
    const missing = join(folder, 'missing.env');
    expect(await copies.look(missing, [key])).toBe('other');
    expect(await copies.remove(missing, [key])).toBe(null);
    expect(existsSync(missing)).toBe(false);
    expect(await copies.look(folder, [key])).toMatchObject({ problem: expect.stringMatching(/folder/) });
    expect(await copies.look(fileWith('{', 'json'), [key])).toMatchObject({ problem: expect.stringMatching(/JSON/) });
    expect(await createCopies([folder]).remove(missing, [key])).toMatch(/keyturn itself/);
  });
});

import { describe, expect, it } from 'vitest';
import { deployResult, fileProperties } from '../../../../src/core/adapters/salesforce/wire/metadata.ts';
import { instantOf } from '../../../../src/core/adapters/salesforce/wire/rest.ts';
import { outsideText } from '../../../../src/core/plain/outside-text.ts';

it.each([
  ['2022-03-17T16:21:26.000+0000', Date.UTC(2022, 2, 17, 16, 21, 26)],
  ['2022-03-17T16:21:26.000+0130', Date.UTC(2022, 2, 17, 14, 51, 26)],
  ['2023-10-09T08:47:44.875Z', Date.UTC(2023, 9, 9, 8, 47, 44, 875)],
  ['yesterday', null],
  ['', null],
])('reads the instant %s as %s', (text, instant) => {
  expect(instantOf(text)).toBe(instant);
});

describe('lists of the SOAP client', () => {
  const file = { type: 'T', fullName: 'N' };
  const read = { type: 'T', fullName: 'N', fileName: '', id: '', manageableState: '', namespacePrefix: '' };
  it.each([
    [undefined, []],
    [null, []],
    ['', []],
    [file, [read]],
    [
      [file, file],
      [read, read],
    ],
    [{ ...file, id: { $: { 'xsi:nil': 'true' } } }, [read]],
  ])('%o becomes %o', (given, list) => {
    expect(fileProperties.parse(given)).toEqual(list);
  });

  it('and its flags and numbers, which come as text', () => {
    const given = {
      id: '0Af000000000001AAA',
      done: 'false',
      status: 'Pending',
      numberComponentsTotal: '3',
      details: '',
    };
    expect(deployResult.parse(given)).toMatchObject({ done: false, checkOnly: false, numberComponentsTotal: 3 });
  });
});

describe('what looks like a token is masked', () => {
  it.each([
    ['bad 00D000000000001!AQEAQ.x_y- here', 'bad [secret] here'],
    ['/frontdoor?sid=00D000000000001AAA%21AQ&x=1', '/frontdoor?sid=[secret]&x=1'],
    ['Authorization: Bearer abc.def', 'Authorization: Bearer [secret]'],
    ['{"access_token":"abc","id":"1"}', '{"access_token":[secret],"id":"1"}'],
    ['client_secret=abc&grant_type=x', 'client_secret=[secret]&grant_type=x'],
    ['<sessionId>00D000000000001!AQ</sessionId>', '<sessionId>[secret]</sessionId>'],
    ['jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl end', 'jwt [secret] end'],
    ['[{"errorCode":"INVALID_FIELD"}]', '[{"errorCode":"INVALID_FIELD"}]'],
    ['org 00D000000000001EAA user 005000000000001AAA', 'org 00D000000000001EAA user 005000000000001AAA'],
  ])('%s', (text, masked) => {
    expect(outsideText(text)).toBe(masked);
  });

  it('also where a control character hides in it, and before the text is cut', () => {
    expect(outsideText('x 00D000000000001!AQ\u0000EAQ\u001b[31mabc y')).toBe('x [secret] y');
    expect(outsideText(`${'x'.repeat(90)} 00D000000000001!AQEAQ`, 100)).not.toContain('!');
  });
});

import { describe, expect, it } from 'vitest';
import { requireReadable, withoutElements } from '../../../../src/core/adapters/salesforce/answer-shape.ts';
import { OrgHttpError, refusalOf } from '../../../../src/core/adapters/salesforce/upstream-error.ts';
import { withoutSecrets } from '../../../../src/core/plain/mask.ts';
import { plainText } from '../../../../src/core/plain/text.ts';
import { processorTime } from '../../../support/processor-time.ts';

describe('an answer is checked before a parser builds something from it', () => {
  const refused: [string, string, string][] = [
    ['nested JSON', '['.repeat(1_000_000), 'it nests too deep'],
    ['nested objects', '{"a":'.repeat(1_000_000), 'it nests too deep'],
    ['a million values', `[${'{},'.repeat(1_000_000)}{}]`, 'it holds too many values'],
    ['nested XML', '<a>'.repeat(1_000_000), 'it nests too deep'],
    ['a million elements', `<a>${'<b/>'.repeat(1_000_000)}</a>`, 'it holds too many values'],
    ['a million attributes', `<a>${'<b c="" d=""/>'.repeat(500_000)}</a>`, 'it holds too many values'],
    ['XML that is cut off', '<a><b>', 'it is not valid XML'],
    ['a wrong end', '<a></b>', 'it is not valid XML'],
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', 'it is not valid XML'],
  ];
  it.each(refused)('%s', (_, body, problem) => {
    expect(() => requireReadable(body)).toThrow(problem);
  });

  it.each([
    '',
    'no JSON',
    '"never closed',
    '{"a":"[[{{,,,\\"[[","b":[1,2,{"c":null}]}',
    JSON.stringify(Array.from({ length: 10_000 }, (_, Id) => ({ Id, attributes: { type: 'User', url: '/x' } }))),
    '  \n<?xml version="1.0"?><a b="c">d<!-- <e> --><![CDATA[<f>]]><g/></a>',
  ])('%.40j is left to its parser', (body) => {
    expect(() => requireReadable(body)).not.toThrow();
  });
});

it('elements that nobody uses are cut out', () => {
  const body = '<r><a>1</a><b>2</b><a>3\n</a><aa>4</aa><c/></r>';
  expect(withoutElements(body, ['a', 'c'])).toBe('<r><b>2</b><aa>4</aa><c/></r>');
  expect(withoutElements('<r><f><a>1</a><b>2</b></f><b>3</b></r>', ['f'])).toBe('<r><b>3</b></r>');
  expect(withoutElements('<r><f><a>1</a><b>2</b></f></r>', ['a'])).toBe('<r><f><b>2</b></f></r>');
  expect(withoutElements('<r><a>1</b></r>', ['a', 'b'])).toBe('<r><a>1</b></r>');
});

it.each<[string, () => unknown]>([
  ['a SOAP fault', () => refusalOf(faulty(`<faultcode>${' '.repeat(16_000)}`))],
  ['a SOAP fault without an end', () => refusalOf(faulty('<faultcode>'.repeat(1_400)))],
  ['starts of terminal sequences', () => plainText('\x9d'.repeat(100_000))],
  ['starts of other terminal sequences', () => plainText('\x90'.repeat(100_000))],
  ['what begins like a token', () => withoutSecrets('eyy-'.repeat(100_000))],
  ['elements without an end', () => withoutElements('<createdById>'.repeat(600_000), ['createdById'])],
])('%s: the time grows with the length alone', (_, work) => {
  expect(processorTime(work)).toBeLessThan(3_000);
});

function faulty(body: string): OrgHttpError {
  return new OrgHttpError({ statusCode: 500, headers: {}, body });
}

describe('a SOAP fault', () => {
  const fault = (code: string, text: string) => `<e:Body><e:Fault><faultcode>${code}</faultcode>${text}`;
  it.each([
    [fault('sf:A_B', '<faultstring>A_B: it &lt;is&gt; &amp; was</faultstring>'), 'A_B', 'it <is> & was'],
    [fault('  UNKNOWN\n', '<faultstring><![CDATA[why <not>]]></faultstring><rest>'), 'UNKNOWN', 'why <not>'],
    [fault('sf:NO_TEXT', ''), 'NO_TEXT', ''],
    [fault('sf:OTHER', '<faultstring>No prefix: A: b</faultstring>'), 'OTHER', 'No prefix: A: b'],
  ])('%s', (body, code, message) => {
    expect(refusalOf(faulty(body))).toEqual({ code, message, isHtml: false });
  });

  it.each([fault('', ''), fault('x'.repeat(200), ''), '<faultcode', '{"a":"<faultcode"}'])(
    'is not in %.60s',
    (body) => {
      expect(refusalOf(faulty(body)).code).toBe('HTTP_500');
    },
  );
});

it.each([
  ['a eyJhbGciOiJIUzI1.eyJzdWIi.c2ln b', 'a [secret] b'],
  ['x=eyJhbGciOiJIUzI1.eyJzdWIi.', 'x=[secret]'],
  ['pre-eyJhbGciOiJIUzI1.eyJzdWIi.c2ln', 'pre-[secret]'],
  ['first.eyJhbGciOiJIUzI1.eyJzdWIi.c2ln', 'first.[secret]'],
  ['acme.my.salesforce.com/eye.of.the.tiger-and-more', 'acme.my.salesforce.com/eye.of.the.tiger-and-more'],
])('%s is shown as %s', (text, shown) => {
  expect(withoutSecrets(text)).toBe(shown);
});

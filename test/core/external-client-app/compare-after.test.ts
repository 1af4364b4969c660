import { describe, expect, it } from 'vitest';
import { compareAfter } from '../../../src/core/external-client-app/compare-after.ts';
import { mismatchWords } from '../../../src/core/words/app-problems.ts';
import { bytes, metadataFile } from './files.ts';

const type = 'ExtlClntAppOauthConfigurablePolicies';
const compare = (planned: Record<string, string>, retrieved: Record<string, string>) =>
  compareAfter([metadataFile(type, 'P', planned)], [metadataFile(type, 'P', retrieved)]);

describe('what is the same', () => {
  it.each([
    ['another order', { a: '1', b: '2' }, { b: '2', a: '1' }],
    ['usernames in another case', { clientCredentialsFlowUser: 'A@b.c' }, { clientCredentialsFlowUser: 'a@B.c' }],
    ['lists in another order', { commaSeparatedOauthScopes: 'Api,Web' }, { commaSeparatedOauthScopes: 'Web, Api' }],
    ['what the org hides', { certificate: 'x', consumerSecret: 'y' }, {}],
    ['what the org fills in', { a: '1' }, { a: '1', oauthLink: '00D:888', label: 'new' }],
    ['a rotation flag it has taken down', { shouldRotateConsumerKey: 'false' }, {}],
    ['false where it is the default', { isClientCredentialsFlowEnabled: 'false' }, {}],
    ['true where it is the default', { isPkceRequired: 'true' }, {}],
    ['an empty element and none', { description: '' }, {}],
    ['other line ends inside', { callbackUrl: 'a\nb' }, { callbackUrl: 'a\r\nb' }],
    ['nested elements in another order', { k: '<a>1</a><b>2</b>' }, { k: '<b>2</b><a>1</a>' }],
  ])('%s', (_what, planned, retrieved) => {
    expect(compare(planned as Record<string, string>, retrieved as Record<string, string>)).toEqual([]);
  });

  it('another indentation and line end', () => {
    const planned = metadataFile(type, 'P', { a: 'true', b: 'x' });
    const retrieved = { ...planned, content: bytes(`<${type}>\r\n\t<a>true</a><b>x</b></${type}>`) };
    expect(compareAfter([planned], [retrieved])).toEqual([]);
  });
});

describe('what differs', () => {
  it.each([
    [
      'a flag that was not taken',
      { isClientCredentialsFlowEnabled: 'true' },
      { isClientCredentialsFlowEnabled: 'false' },
      'P isClientCredentialsFlowEnabled is false, not true',
    ],
    [
      'a flag that is gone',
      { isClientCredentialsFlowEnabled: 'true' },
      {},
      'P isClientCredentialsFlowEnabled is missing, not true',
    ],
    ['false that fell back to true', { isPkceRequired: 'false' }, {}, 'P isPkceRequired is missing, not false'],
    [
      'another user',
      { clientCredentialsFlowUser: 'a@b.c' },
      { clientCredentialsFlowUser: 'x@b.c' },
      'P clientCredentialsFlowUser is x@b.c, not a@b.c',
    ],
    [
      'a lost scope',
      { commaSeparatedOauthScopes: 'Api, Web' },
      { commaSeparatedOauthScopes: 'Api' },
      'P commaSeparatedOauthScopes is Api, not Api, Web',
    ],
    ['a nested value', { k: '<a>1</a>' }, { k: '<a>2</a>' }, 'P k is …, not …'],
  ])('%s', (_what, planned, retrieved, sentence) => {
    const mismatches = compare(planned as Record<string, string>, retrieved as Record<string, string>);
    expect(mismatches.map(mismatchWords)).toEqual([sentence]);
  });

  it('a component that is not there', () => {
    const mismatches = compareAfter([metadataFile(type, 'P', {})], [metadataFile(type, 'Q', {})]);
    expect(mismatches.map(mismatchWords)).toEqual(['P is missing']);
  });
});

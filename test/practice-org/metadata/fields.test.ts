import { describe, expect, it } from 'vitest';
import { ComponentProblem } from '../../../src/practice-org/metadata/component/problem.ts';
import { readFields } from '../../../src/practice-org/metadata/component/read-fields.ts';
import { shownFields } from '../../../src/practice-org/metadata/component/shown-fields.ts';
import { GLOBAL_OAUTH_SETTINGS } from '../../../src/practice-org/metadata/types/global-oauth-settings.ts';
import { OAUTH_POLICIES } from '../../../src/practice-org/metadata/types/oauth-policies.ts';
import { OAUTH_SETTINGS } from '../../../src/practice-org/metadata/types/oauth-settings.ts';
import { readXml } from '../../../src/practice-org/metadata/xml/read-xml.ts';

function read(type: { xmlName: string; fields: typeof OAUTH_SETTINGS.fields }, inner: string, version = 65) {
  const element = readXml(
    `<T xmlns="http://soap.sforce.com/2006/04/metadata"><externalClientApplication>A</externalClientApplication>${inner}</T>`,
  );
  return readFields(element, { typeName: type.xmlName, fields: type.fields, version, dropOutOfOrder: false });
}

describe('reading the elements of a component', () => {
  it.each([
    [64, false],
    [65, true],
  ])('an element that was retired after version 64, at %d: refused %s', (version, refused) => {
    const act = () => read(OAUTH_POLICIES, '<isNamedUserJwtEnabled>true</isNamedUserJwtEnabled>', version);
    refused ? expect(act).toThrow(ComponentProblem) : expect(act()).toMatchObject({ isNamedUserJwtEnabled: 'true' });
  });

  it.each([
    [59, true],
    [60, false],
  ])('the flow flag at version %d: refused %s', (version, refused) => {
    const act = () =>
      read(OAUTH_POLICIES, '<isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>', version);
    refused
      ? expect(act).toThrow('invalid at this location')
      : expect(act()).toMatchObject({ isClientCredentialsFlowEnabled: 'true' });
  });

  it('writes scopes as retrieves do, and lists every valid one when it does not know one', () => {
    const scopes = (text: string) =>
      read(OAUTH_SETTINGS, `<commaSeparatedOauthScopes>${text}</commaSeparatedOauthScopes>`);
    expect(scopes('Api,Web').commaSeparatedOauthScopes).toBe('Api, Web');
    expect(() => scopes('api')).toThrow(/'api'.*Basic, Api, Web.*SCRT/);
  });

  it('reads lists of groups, and counts them', () => {
    const range =
      '<trustedIpRanges><startIpAddress>10.0.0.1</startIpAddress><endIpAddress>10.0.0.2</endIpAddress></trustedIpRanges>';
    expect(read(OAUTH_SETTINGS, range + range).trustedIpRanges).toHaveLength(2);
    expect(() => read(OAUTH_SETTINGS, range.repeat(129))).toThrow('invalid at this location');
    expect(() => read(OAUTH_SETTINGS, '<trustedIpRanges/>')).toThrow('Required field is missing: endIpAddress');
  });

  it('refuses an element given twice, and elements inside a text', () => {
    expect(() => read(OAUTH_SETTINGS, '<label>a</label><label>b</label>')).toThrow(
      'Element {http://soap.sforce.com/2006/04/metadata}label invalid',
    );
    expect(() => read(OAUTH_SETTINGS, '<label><b/></label>')).toThrow('}b invalid at this location');
  });

  it('counts an empty or nil element as left out', () => {
    expect(
      read(OAUTH_POLICIES, '<clientCredentialsFlowUser/><sessionTimeoutInMinutes></sessionTimeoutInMinutes>'),
    ).toEqual({ externalClientApplication: 'A' });
  });

  it.each([
    ['idTokenValidityInMinutes', '0', 'not between 1 and 720'],
    ['idTokenValidityInMinutes', '721', 'not between 1 and 720'],
    ['idTokenValidityInMinutes', '1e2', 'xsd:int'],
  ])('bounds numbers: %s %s', (name, value, problem) => {
    expect(() => read(GLOBAL_OAUTH_SETTINGS, `<idTokenConfig><${name}>${value}</${name}></idTokenConfig>`)).toThrow(
      problem,
    );
  });
});

describe('showing a component', () => {
  it('never shows what is hidden, wherever it was kept', () => {
    const stored = { certificate: 'PEM', consumerSecret: 'SECRET', externalClientApplication: 'A' };
    const shown = shownFields(GLOBAL_OAUTH_SETTINGS, stored, { consumerKey: '3MVG9' }, 65);
    expect(JSON.stringify(shown)).not.toMatch(/PEM|SECRET/);
    expect(shown).toMatchObject({
      consumerKey: '3MVG9',
      isPkceRequired: 'true',
      isClientCredentialsFlowEnabled: 'false',
    });
  });

  it('is in alphabetical order', () => {
    const names = Object.keys(shownFields(OAUTH_POLICIES, { label: 'x', clientCredentialsFlowUser: 'y' }, {}, 65));
    expect(names).toEqual([...names].sort());
  });
});

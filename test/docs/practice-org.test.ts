import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { act } from '../../src/practice-org/control/acts.ts';
import { readFault } from '../../src/practice-org/http/faults.ts';
import { knobs } from '../../src/practice-org/model/knobs.ts';
import { objectNames } from '../../src/practice-org/rest/objects/registry.ts';
import { createOrg, scenarios } from '../../src/practice-org/seeds/scenarios.ts';

const page = readFileSync(new URL('../../docs/practice-org.md', import.meta.url), 'utf8');

/** The values in a message of the form "x must be one of a, b, c". */
function listed(message: unknown): string[] {
  return String(message)
    .replace(/^.* must be one of /, '')
    .split(', ');
}

describe('the page about the practice org', () => {
  it.each(knobs.map((knob) => [knob.name, knob] as const))('describes the knob %s with its values', (name, knob) => {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`)) ?? '';
    expect(row.split('|')[2]?.match(/`[^`]+`/g)).toEqual(
      [knob.default, ...knob.values.filter((value) => value !== knob.default)].map((value) => `\`${value}\``),
    );
  });

  it('names every act, fault and scenario', () => {
    const org = createOrg('acme', 0);
    const names = [...listed(act(org, { act: '?' })), ...listed(readFault({ kind: '?' })), ...Object.keys(scenarios)];
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
    const [, table = ''] = /^\| takes \| acts \|\n[^\n]*\n([\s\S]*?)\n\n/m.exec(page) ?? [];
    const withoutFlags = table.replace(/\(also [^)]*\)/g, '').replace(/^\|[^|]*\|/gm, '');
    const named = [...withoutFlags.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    expect(named.toSorted()).toEqual(listed(act(org, { act: '?' })).toSorted());
  });

  it('names every object that can be queried', () => {
    const [, objects = ''] = /^You can query these objects([\s\S]*?)\n\n/m.exec(page) ?? [];
    const called = { ExtlClntAppOauthPlcyCnfg: 0, ExtlClntAppOauthSettings: 0, ExtlClntAppPlcyCnfg: 0 };
    const known = objectNames().filter((name) => !(name in called));
    expect(known.filter((name) => !objects.includes(`\`${name}\``))).toEqual([]);
  });

  it('has every act that a cure for the practice org names', () => {
    const places = readFileSync(new URL('../../src/core/reasons/practice-places.ts', import.meta.url), 'utf8');
    const named = [...places.matchAll(/\b(?:act|scopes)\([`'](\w+)/g)].map(([, name = '']) => name);
    const known = listed(act(createOrg('acme', 0), { act: '?' }));
    expect(named).toContain('setSettings');
    expect(named.filter((name) => !known.includes(name) && name !== 'Api')).toEqual([]);
  });
});

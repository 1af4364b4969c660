import { describe, expect, it } from 'vitest';
import { launchdPlist } from '../../../src/scheduler/service/launchd-plist.ts';
import { oddPlan, userPlan } from './plans.ts';
import { type Element, parseXml } from './xml-elements.ts';

/** A property list as values. */
function valueIn(element: Element): unknown {
  if (element.name === 'dict') {
    const { children } = element;
    return Object.fromEntries(
      children.flatMap((key, at) => {
        const value = children[at + 1];
        return at % 2 === 0 && key.name === 'key' && value ? [[key.text, valueIn(value)]] : [];
      }),
    );
  }
  if (element.name === 'array') return element.children.map(valueIn);
  if (element.name === 'integer') return Number(element.text);
  return element.name === 'string' ? element.text : element.name === 'true';
}

function plist(text: string): Readonly<Record<string, unknown>> {
  const root = parseXml(text);
  expect(root).toMatchObject({ name: 'plist', attributes: { version: '1.0' } });
  return valueIn(root.children[0] as Element) as Record<string, unknown>;
}

describe('the launchd agent', () => {
  it('runs the daemon at sign-in, and again after a failure', () => {
    expect(plist(launchdPlist(userPlan))).toMatchObject({
      Label: 'app.keyturn.daemon',
      ProgramArguments: [userPlan.node, userPlan.script, 'daemon'],
      RunAtLoad: true,
      KeepAlive: { SuccessfulExit: false },
      ThrottleInterval: 60,
      Umask: 0o077,
    });
  });

  it('names the place of the passphrase, never the passphrase', () => {
    expect(plist(launchdPlist(userPlan)).EnvironmentVariables).toEqual({
      KEYTURN_HOME: userPlan.home,
      KEYTURN_STORE: 'file',
      KEYTURN_PASSPHRASE_FILE: userPlan.passphraseFile,
    });
  });

  it('names odd paths as they are', () => {
    const odd = plist(launchdPlist(oddPlan));
    expect(odd.ProgramArguments).toEqual([oddPlan.node, oddPlan.script, 'daemon']);
    expect(odd.EnvironmentVariables).toMatchObject({ KEYTURN_HOME: oddPlan.home });
  });
});

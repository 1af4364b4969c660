import { describe, expect, it } from 'vitest';
import { hashComment, readSealed, sealed, xmlComment } from '../../../src/scheduler/service/seal.ts';
import { oddPlan } from './plans.ts';

describe.each([
  ['a unit', hashComment],
  ['an XML file', xmlComment],
])('the seal of %s', (_what, comment) => {
  const file = sealed('first\nsecond\n', oddPlan, comment);

  it('tells that the file is ours, and from which plan it was made', () => {
    expect(readSealed(file, comment)).toEqual({ whose: 'ours', plan: oddPlan });
  });

  it('stands with the line ends of Windows', () => {
    expect(readSealed(file.replaceAll('\n', '\r\n'), comment).whose).toBe('ours');
  });

  it.each([
    ['a changed line', (text: string) => text.replace('second', 'third')],
    ['a line at the end', (text: string) => `${text}Nice=5\n`],
    ['a line in front', (text: string) => `Nice=5\n${text}`],
    ['a changed plan', (text: string) => text.replace('"runAs"', '"RunAs"')],
  ])('is broken by %s', (_change, change) => expect(readSealed(change(file), comment).whose).toBe('edited'));

  it('is not on a file of somebody else', () => {
    expect(readSealed('[Service]\nExecStart=keyturn daemon\n', comment)).toEqual({ whose: 'foreign', plan: null });
  });

  it('gives no plan where somebody made nonsense of it', () => {
    expect(readSealed(file.replace('"node"', '"nude"'), comment).plan).toBeNull();
    expect(readSealed(file.replace('{"node"', '{node'), comment).plan).toBeNull();
  });

  it('holds no end of a comment inside of one', () => {
    const inner = file.slice(file.indexOf('plan: '), file.indexOf(`${comment.close}\n`, file.indexOf('plan: ')));
    expect(inner).not.toContain('--');
  });
});

import { expect, it } from 'vitest';
import { typeSentence } from '../../../src/ui/emergency/emergency-words.ts';
import { FakeEmergency, target } from './fake-emergency.ts';

const sentence = (...blocks: readonly boolean[]) =>
  typeSentence({ ...new FakeEmergency(), plans: blocks.map((onlyBlocks) => target({ onlyBlocks })) } as never);

it('says what the name starts', () => {
  expect(sentence(false)).toBe('Type Billing_Sync to replace the leaked credentials now.');
  expect(sentence(true)).toBe('Type Billing_Sync to block access now.');
  expect(sentence(false, false)).toBe('Type Billing_Sync to replace the leaked credentials of 2 apps now.');
  expect(sentence(true, true)).toBe('Type Billing_Sync to block access to 2 apps now.');
  expect(sentence(true, false)).toBe(
    'Type Billing_Sync to replace the leaked credentials of 1 app and block access to 1 app now.',
  );
});

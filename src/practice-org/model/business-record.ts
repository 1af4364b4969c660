import type { Signature } from './user.ts';

/** Objects that have records in this org. */
export type BusinessObject = 'Account' | 'Contact';

/** A record of an object with business data. */
export interface BusinessRecord extends Signature {
  readonly id: string;
  readonly object: BusinessObject;
  /** By field name; fields without a value are left out. */
  readonly values: Readonly<Record<string, string>>;
  readonly ownerId: string;
}

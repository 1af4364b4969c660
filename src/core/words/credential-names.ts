/** Credentials as people know them. The keys are data: other parts of the program compare them. */
export const credentialNames = {
  'new pair': 'new credentials',
  'primary pair': 'current credentials',
  'previous pair': 'previous credentials',
  'staged pair': 'staged credentials',
  'leaked pair': 'leaked credentials',
  'deleted pair': 'deleted credentials',
  'other pair': 'other credentials',
  pair: 'credentials',
} as const;

/** Which credentials an act is about. */
export type WhichPair = keyof typeof credentialNames;

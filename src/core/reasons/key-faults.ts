/** Why nothing can be encrypted to a text that should be a public key. */
export type KeyFault =
  | { readonly is: 'malformed' }
  | { readonly is: 'weak'; readonly bits: number }
  /** A valid key of a kind that keyturn can't encrypt to. */
  | { readonly is: 'unsupported'; readonly kind: string }
  | { readonly is: 'none' }
  | { readonly is: 'too-many' };

/** The command that prints the public key of a private one. */
export function publicKeyCommand(kind: 'age' | 'ssh', path: string | null): string {
  return `${kind === 'age' ? 'age-keygen -y' : 'ssh-keygen -y -f'} ${path ?? '<file of the private key>'}`;
}

/** What follows the name of the key. */
export function keyFaultWords(fault: KeyFault): string {
  switch (fault.is) {
    case 'malformed':
      return "isn't a complete public key";
    case 'weak':
      return `is an RSA key with ${fault.bits} bits, which is too weak. keyturn needs at least 2048`;
    case 'unsupported':
      return `is of the kind ${fault.kind}, to which keyturn can't encrypt`;
    case 'none':
      return 'contains no key';
    case 'too-many':
      return 'is a list of too many keys. Name the keys of one person';
  }
}

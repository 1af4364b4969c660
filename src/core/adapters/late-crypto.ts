/** Node's cryptography. It's loaded with the first use, because that takes longer than most of a short command. */
export function lateCrypto(): typeof import('node:crypto') {
  return process.getBuiltinModule('node:crypto');
}

/**
 * What was set aside in place of being deleted. `entry` and `store` may have the only copy of a secret: an entry of the secret store,
 * and a whole store or its key. `place` is what had the name of a file that has no secret.
 */
export type SetAsideKind = 'entry' | 'store' | 'state' | 'record' | 'settings' | 'backups' | 'practice' | 'place';

/** A file or folder that was set aside by keyturn, or by a person with a command that keyturn printed. */
export interface SetAsideFile {
  readonly kind: SetAsideKind;
  /** Path in the folder of the state. */
  readonly name: string;
  /** The whole paths of the file, and of the log of a state. */
  readonly paths: readonly string[];
}

export function mayHaveSecrets({ kind }: Pick<SetAsideFile, 'kind'>): boolean {
  return kind === 'entry' || kind === 'store';
}

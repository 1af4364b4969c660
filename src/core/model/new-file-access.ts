/** Owner, group and mode of a file that doesn't exist yet. null: this user's own, and 0600. */
export interface NewFileAccess {
  /** A name or a number. */
  readonly owner: string | null;
  readonly group: string | null;
  readonly mode: number | null;
}

const plain: NewFileAccess = { owner: null, group: null, mode: null };

/**
 * The path in the name of a file target, and who may read a new file there, such as `/etc/erp.env?group=erp,mode=0640`.
 * @returns null for `access` if what follows the question mark says nothing that keyturn understands
 */
export function fileOf(name: string): { readonly path: string; readonly access: NewFileAccess | null } {
  const [, path, wishes] = /^(.+)\?(\w+=[^?/]*)$/s.exec(name) ?? [];
  if (path === undefined || wishes === undefined) return { path: name, access: plain };
  const fields = wishes.split(',').map((wish) => wish.split('='));
  const known = new Map(fields.map(([field = '', value = '']) => [field, value]));
  const areClear = known.size === fields.length && fields.every((parts) => parts.length === 2 && isClear(parts));
  if (!areClear) return { path, access: null };
  const mode = known.get('mode');
  const access = { owner: known.get('owner') ?? null, group: known.get('group') ?? null };
  return { path, access: { ...access, mode: mode === undefined ? null : Number.parseInt(mode, 8) } };
}

/** A file with a secret is never writable for everyone, and its owner can always read it. */
function isClear([field, value = '']: readonly string[]): boolean {
  if (field === 'mode') return /^0?[4-7][0-7][0145]$/.test(value);
  return (field === 'owner' || field === 'group') && /^(\d{1,9}|[A-Za-z_][\w.-]{0,63})$/.test(value);
}

/** Whether two ids name the same record. Ids have 15 or 18 characters; the last three only encode the case of the others. */
export function isSameId(one: string, other: string): boolean {
  return isId(one) && isId(other) && one.slice(0, 15) === other.slice(0, 15);
}

export function isId(text: string): boolean {
  return /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/.test(text);
}

/** The first 15 characters of a record id, for use as a map key. Other text is returned unchanged. */
export function idKey(id: string): string {
  return isId(id) ? id.slice(0, 15) : id;
}

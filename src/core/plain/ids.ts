/** Ids of 15 and of 18 characters name the same record: the last three only protect the case of the others. */
export function isSameId(one: string, other: string): boolean {
  return isId(one) && isId(other) && one.slice(0, 15) === other.slice(0, 15);
}

export function isId(text: string): boolean {
  return /^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/.test(text);
}

/** The 15 characters that name a record, as a key of maps. What is no id comes back unchanged. */
export function idKey(id: string): string {
  return isId(id) ? id.slice(0, 15) : id;
}

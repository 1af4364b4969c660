/**
 * A copy of a value as JSON keeps it, which nobody can change. Faster than writing JSON and reading it again.
 * @throws Error for what JSON can't keep
 */
export function frozenCopy<Value>(value: Value): Value {
  return copyOf(value) as Value;
}

function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint')
      throw new Error(`JSON has no ${typeof value}`);
    return value;
  }
  if (Array.isArray(value)) return Object.freeze(value.map((each) => copyOf(each) ?? null));
  if (Object.getPrototypeOf(value) !== Object.prototype) throw new Error(`JSON has no ${value.constructor?.name}`);
  const copy: Record<string, unknown> = {};
  for (const [name, inner] of Object.entries(value)) if (inner !== undefined) copy[name] = copyOf(inner);
  return Object.freeze(copy);
}

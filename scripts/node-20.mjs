// What Node 20 lacks, for the module that tests of other projects import. `build.mjs` puts these in place of Node's own.

export function mapGroupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

export function objectGroupBy(items, keyOf) {
  return Object.fromEntries(mapGroupBy(items, keyOf));
}

export function urlParse(address) {
  return URL.canParse(address) ? new URL(address) : null;
}

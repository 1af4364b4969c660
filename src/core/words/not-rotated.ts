import { nameList } from '../plain/text.ts';

/** Why the daemon doesn't rotate an app, although its policy says so. */
export const notRotatedWords = {
  people: (consumers: readonly string[]) =>
    `keyturn doesn't rotate automatically, because people update ${nameList(consumers)}`,
  unknown: "keyturn doesn't rotate automatically, because it doesn't know who uses the credentials",
} as const;

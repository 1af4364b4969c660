import type { UnfinishedSetup } from '../model/unfinished-setup.ts';
import { nameList } from '../plain/text.ts';

/** For a narrow screen, where the command would be cut off. */
export function unfinishedSetupsBriefly(setups: readonly UnfinishedSetup[]): string | null {
  if (setups.length === 0) return null;
  const apps = nameList(setups.map(({ app }) => app));
  return `Setup not finished: ${apps}. \`keyturn status\` shows how to continue.`;
}

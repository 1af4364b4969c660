import { homePath, practiceOrgFolder } from '../core/adapters/home.ts';
import { backUpHome, contentOfHome, removeHome } from '../core/adapters/home-removal.ts';
import type { HomeContent } from '../core/model/uninstall.ts';

/** keyturn's folder, for removing it. Looking at it creates nothing. */
export interface OwnFolder {
  /** null if it doesn't exist. */
  content(): HomeContent | null;
  /** Whether the practice org in it runs in any process. */
  isPracticeRunning(): Promise<boolean>;
  /** Copies it to a new folder. @throws FileExists, FileNotWritten */
  backUp(to: string): Promise<void>;
  /** @returns what is left; null if it is gone. @throws HomeNotWritable */
  remove(): HomeContent | null;
}

export function openOwnFolder(env: Readonly<Record<string, string | undefined>>): OwnFolder {
  const path = homePath(env);
  return {
    content: () => contentOfHome(path),
    isPracticeRunning: async () => {
      if (!contentOfHome(path)?.ours.includes('practice')) return false;
      const { joinPracticeOrg } = await import('../practice-org/start.ts');
      return (await joinPracticeOrg(practiceOrgFolder(path))) !== null;
    },
    backUp: (to) => backUpHome(path, to),
    remove: () => removeHome(path),
  };
}

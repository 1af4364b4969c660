import type { WatchedApp } from '../model/watched-app.ts';
import { plainText } from '../plain/text.ts';

/** The org and the app that a report is about. */
export function reportSubject(watched: WatchedApp) {
  return {
    org: { id: watched.orgId, name: text(watched.orgName), url: watched.instanceUrl, isSandbox: watched.isSandbox },
    app: {
      developerName: watched.app,
      label: text(watched.label),
      id: watched.appId,
      consumerId: watched.consumerId,
      executionUser: watched.executionUser && text(watched.executionUser.username),
    },
  };
}

const text = (untrusted: string) => plainText(untrusted, 300);

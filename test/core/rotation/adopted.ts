import type { WatchedApp } from '../../../src/core/model/watched-app.ts';
import { targets } from '../../support/targets.ts';
import { watchedApp } from '../watch/watched-apps.ts';
import { usualDeliveries } from './story.ts';
import type { World } from './world.ts';

/** The app of a world as it is watched in the beginning. */
export function adopted({ story, org, app, consumer, executionUser }: World): WatchedApp {
  const user = org.userNamed(executionUser);
  return watchedApp({
    orgId: org.orgId,
    org: story.isSelf ? 'tool' : 'acme',
    app: app.developerName,
    label: app.label,
    appId: app.id,
    consumerId: consumer.id,
    consumerKey: consumer.primary.key,
    executionUser: user && { id: user.id, username: user.username },
    deliveries: targets(...(story.deliveries ?? usualDeliveries)),
    policy: {
      maxAgeDays: 90,
      graceDays: story.graceDays ?? 7,
      remindDays: [],
      automation: story.automation ?? 'stage',
    },
  });
}

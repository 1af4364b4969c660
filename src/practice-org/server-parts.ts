import { createControl } from './control/control-api.ts';
import { newTraffic, type ServerParts } from './http/server.ts';
import type { OrgModel } from './model/org.ts';
import { createRouter } from './router.ts';

/** An org as a server serves it. `flush` resolves when what an answer reports is stored. */
export function serverParts(org: OrgModel, flush: () => Promise<void>): ServerParts {
  const traffic = newTraffic();
  const router = createRouter(org);
  const control = createControl(org, traffic);
  return {
    traffic,
    flush,
    now: () => org.now(),
    handle: router.handle,
    control: async (request) => {
      router.settle();
      return control(request);
    },
  };
}

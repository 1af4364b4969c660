import { beginResponse } from '../../../src/core/emergency/begin-response.ts';
import type { EmergencyRequest } from '../../../src/core/emergency/emergency-request.ts';
import type { World } from '../rotation/world.ts';

/** A planned emergency that nobody has confirmed yet. */
export function planned(
  world: World,
  ports: Awaited<ReturnType<World['process']>>,
  wishes: Partial<EmergencyRequest> = {},
) {
  return beginResponse(ports, {
    ...world.resuming(ports.watched),
    ...{ containBy: null, keepsSessions: false, byDeploy: false, mayReplaceAnew: true, leakedSince: null },
    ...{ reportTo: null, certificate: 'none', deliveries: null, ...wishes },
  });
}

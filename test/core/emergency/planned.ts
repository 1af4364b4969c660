import { beginResponse } from '../../../src/core/emergency/begin-response.ts';
import type { EmergencyRequest } from '../../../src/core/emergency/emergency-request.ts';
import type { World } from '../rotation/world.ts';

type Ports = Awaited<ReturnType<World['process']>>;

/** A planned emergency that nobody has confirmed yet. */
export function planned(world: World, ports: Ports, wishes: Partial<EmergencyRequest> = {}) {
  return beginResponse(ports, requestOf(world, ports, wishes));
}

export function requestOf(world: World, ports: Ports, wishes: Partial<EmergencyRequest> = {}): EmergencyRequest {
  return {
    ...world.resuming(ports.watched),
    ...{ containBy: null, keepsSessions: false, byDeploy: false, mayReplaceAnew: true, leakedSince: null },
    ...{ reportTo: null, certificate: 'none', deliveries: null, ...wishes },
  };
}

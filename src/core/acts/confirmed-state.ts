import type { State } from '../ports/ports.ts';
import { reason } from '../reasons/errors.ts';

/** Two copies of one state must not both change an org. @throws StateUnconfirmed */
export function mustBeConfirmed({ installation }: Pick<State, 'installation'>): void {
  const why = installation.unconfirmed();
  if (why !== null) throw reason('StateUnconfirmed', { why });
}

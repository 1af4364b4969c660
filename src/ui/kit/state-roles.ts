import type { WatchState } from '../../core/model/app-status.ts';
import type { Role } from './line.ts';

/** The color of a state. Its words say the same. */
export const stateRoles: Readonly<Partial<Record<WatchState, Role>>> = {
  overdue: 'danger',
  due: 'danger',
  blocked: 'danger',
  drifted: 'danger',
  unknown: 'caution',
  'due-soon': 'caution',
  staged: 'accent',
  grace: 'accent',
};

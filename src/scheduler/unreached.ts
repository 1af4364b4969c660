import type { Rotation } from '../core/model/rotation.ts';
import { type Target, targetText } from '../core/model/target.ts';
import type { State } from '../core/ports/ports.ts';
import type { Post } from './send.ts';

/** Whether keyturn couldn't notify the contact of a consumer of this run: no channel reaches the contact, or none took the message. */
export async function unreachedIn(
  rotation: Rotation | null,
  { state, reaches }: { readonly state: Pick<State, 'reminders'>; readonly reaches: Post['reaches'] },
): Promise<(target: Target, contact: string) => boolean> {
  const isAnyWaiting = rotation?.deliveries.some(({ status }) => status === 'waiting') === true;
  const untaken = isAnyWaiting ? await state.reminders.untaken(rotation.id) : [];
  return (target, contact) =>
    !reaches(contact) || untaken.some((one) => one.target === targetText(target) && one.contact === contact);
}

import { whereaboutsIn } from '../core/adapters/state/installation.ts';
import type { UnreadableRecord } from '../core/model/unreadable-record.ts';
import type { State } from '../core/ports/ports.ts';
import { unconfirmedNotice, unreadableWords } from '../core/words/state-problems.ts';

/** A state with a notice for every command, until a person confirms it. */
export function tellingUnconfirmed<Opened extends State>(state: Opened, notices: string[]): Opened {
  const { installation } = state;
  const why = installation.unconfirmed();
  if (why === null) return state;
  const notice = unconfirmedNotice(why);
  notices.push(notice);
  const confirm = async () => {
    await installation.confirm();
    notices.splice(notices.indexOf(notice), 1);
  };
  return { ...state, installation: { ...installation, confirm } };
}

/** Keeps each record that can't be read, with a notice. */
export function tellingUnreadable(unreadable: UnreadableRecord[], notices: string[]) {
  return (record: UnreadableRecord) => {
    unreadable.push(record);
    notices.push(unreadableWords(record));
  };
}

/** A copy of the practice org's state has a copy of its org, too. */
export function whereaboutsOf(isPractice: boolean, env: Parameters<typeof whereaboutsIn>[0]) {
  return isPractice ? null : whereaboutsIn(env);
}

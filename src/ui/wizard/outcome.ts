import type { SetupResult } from '../../core/setup/result.ts';
import type { OrgTouch } from '../../core/setup/setup-events.ts';
import type { SetupIo } from '../../core/setup/setup-io.ts';
import type { Leaving } from '../kit/leave.ts';

/** How the guided setup ended. The summary is already printed; only the exit code is left to set. */
export type WizardOutcome =
  | { readonly kind: 'finished'; readonly result: SetupResult }
  /** The error is a KeyturnError, or anything else if keyturn has a bug. */
  | { readonly kind: 'failed'; readonly error: unknown; readonly touch: OrgTouch }
  /** The person quit: exit code 130. The error is the interruption, if the setup ended in time. */
  | { readonly kind: 'left'; readonly touch: OrgTouch; readonly error?: unknown };

export type Begin = (io: SetupIo) => Promise<SetupResult>;

/** Runs the setup until it ends, or until the person has quit and the time to stop is over. */
export async function followToTheEnd(begin: () => Promise<SetupResult>, leaving: Leaving, touch: () => OrgTouch) {
  const ended: Promise<WizardOutcome> = begin().then(
    (result) => ({ kind: 'finished', result }),
    (error: unknown) =>
      leaving.signal.aborted ? { kind: 'left', touch: touch(), error } : { kind: 'failed', error, touch: touch() },
  );
  const left = leaving.gone.then((): WizardOutcome => ({ kind: 'left', touch: touch() }));
  return Promise.race([ended, left]);
}

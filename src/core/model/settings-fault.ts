import type { KeyturnError } from '../reasons/errors.ts';

/** What is wrong with the settings file, and what applies in its place. */
export interface SettingsFault {
  /** ConfigInvalid or FileNotYours. */
  readonly error: KeyturnError;
  /** `messages`: only channels or contacts are faulty. `policy`: anything else, so nothing new may start automatically. */
  readonly concerns: 'messages' | 'policy';
  /** `defaults`: keyturn never read this file without an error. */
  readonly inUse: 'last-good' | 'defaults';
}

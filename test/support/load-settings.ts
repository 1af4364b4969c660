import { settingsReader } from '../../src/core/adapters/config.ts';
import type { Settings } from '../../src/core/adapters/settings.ts';

/** The settings of a home. @throws ConfigInvalid if the file has an error */
export async function loadSettings(home: string): Promise<Settings> {
  const { settings, fault } = await settingsReader(home)();
  if (fault) throw fault.error;
  return settings;
}

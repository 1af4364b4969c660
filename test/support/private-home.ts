import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { failOnFalsehoods } from './truth/falsehoods.ts';

/** Variables that would give a test the settings, sign-ins, secrets or terminal of the person who runs it. */
const foreign =
  /^(KEYTURN_|SF_|SFDX_|XDG_|CREDENTIALS_DIRECTORY$|DBUS_SESSION_BUS_ADDRESS$|CI$|INK_|NO_COLOR$|FORCE_COLOR$|CLICOLOR|COLUMNS$|LINES$|NODE_ENV$|NODE_USE_ENV_PROXY$|(HTTPS?|ALL|NO)_PROXY$)/i;
/** Variables that the conformance run passes to its tests. */
const kept = new Set(['KEYTURN_SF']);

const home = mkdtempSync(join(inject('runFolder'), 'w'));
const temp = join(home, 't');
mkdirSync(temp);

for (const name of Object.keys(process.env)) if (foreign.test(name) && !kept.has(name)) delete process.env[name];
Object.assign(process.env, {
  HOME: home,
  USERPROFILE: home,
  KEYTURN_HOME: join(home, 'keyturn'),
  // Printed commands begin with this, as those of an installed copy do.
  KEYTURN_COMMAND: 'keyturn',
  TMPDIR: temp,
  TEMP: temp,
  SF_USE_GENERIC_UNIX_KEYCHAIN: 'true',
  SF_DISABLE_LOG_FILE: 'true',
  SF_DISABLE_TELEMETRY: 'true',
  // Programs that tests start compile the same files hundreds of times.
  NODE_COMPILE_CACHE: join(inject('runFolder'), 'compiled'),
});

failOnFalsehoods();

import { join } from 'node:path';
import type { ServicePlan } from '../../core/ports/service-manager.ts';
import { sealed, xmlComment } from './seal.ts';
import { stopSeconds } from './systemd-unit.ts';
import { xmlText } from './xml-text.ts';

export const launchdLabel = 'app.keyturn.daemon';

/** What the daemon says before its own log is open; its output goes nowhere, as launchd would let it grow without end. */
export function launchdLog(home: string): string {
  return join(home, 'launchd.log');
}

/** The agent that runs the daemon on a Mac while its user is signed in. */
export function launchdPlist(plan: ServicePlan): string {
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
${entry('Label', string(launchdLabel))}
${entry('ProgramArguments', array([plan.node, plan.script, 'daemon']))}
${entry('EnvironmentVariables', dict(environmentOf(plan)))}
${entry('RunAtLoad', '<true/>')}
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
${entry('ThrottleInterval', '<integer>60</integer>')}
${entry('ExitTimeOut', `<integer>${stopSeconds}</integer>`)}
${entry('ProcessType', string('Background'))}
${entry('Umask', `<integer>${0o077}</integer>`)}
${entry('StandardErrorPath', string(launchdLog(plan.home)))}
</dict>
</plist>
`;
  return sealed(text, plan, xmlComment);
}

/** Variables that a service without systemd's credentials is given: places only, never a secret. */
export function environmentOf(plan: ServicePlan): Readonly<Record<string, string>> {
  return {
    KEYTURN_HOME: plan.home,
    ...(plan.store === null ? {} : { KEYTURN_STORE: plan.store }),
    ...(plan.passphraseFile === null ? {} : { KEYTURN_PASSPHRASE_FILE: plan.passphraseFile }),
  };
}

function entry(key: string, value: string): string {
  return `  <key>${key}</key>\n  ${value}`;
}

function string(text: string): string {
  return `<string>${xmlText(text)}</string>`;
}

function array(values: readonly string[]): string {
  return `<array>\n${values.map((value) => `    ${string(value)}\n`).join('')}  </array>`;
}

function dict(values: Readonly<Record<string, string>>): string {
  const lines = Object.entries(values).map(([key, value]) => `    <key>${key}</key>\n    ${string(value)}\n`);
  return `<dict>\n${lines.join('')}  </dict>`;
}

import { join } from 'node:path';
import type { ServicePlan } from '../../core/ports/service-manager.ts';
import { sealed, xmlComment } from './seal.ts';
import { stopSeconds } from './systemd-unit.ts';
import { xmlText } from './xml-text.ts';

export const launchdLabel = 'app.keyturn.daemon';

/** Errors from before the daemon's own log is open. Standard output is dropped, because launchd never rotates it. */
export function launchdLog(home: string): string {
  return join(home, 'launchd.log');
}

/** The launchd agent that runs the daemon while its user is signed in. */
export function launchdPlist(plan: ServicePlan): string {
  const agent = {
    Label: launchdLabel,
    ProgramArguments: [plan.node, plan.script, 'daemon'],
    EnvironmentVariables: environmentOf(plan),
    RunAtLoad: true,
    KeepAlive: { SuccessfulExit: false },
    ThrottleInterval: 60,
    ExitTimeOut: stopSeconds,
    ProcessType: 'Background',
    Umask: 0o077,
    StandardErrorPath: launchdLog(plan.home),
  };
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
${plistText(agent, '')}
</plist>
`;
  return sealed(text, plan, xmlComment);
}

/** Environment for services without systemd credentials: paths only, never a secret. */
export function environmentOf(plan: ServicePlan): Readonly<Record<string, string>> {
  return {
    KEYTURN_HOME: plan.home,
    ...(plan.store === null ? {} : { KEYTURN_STORE: plan.store }),
    ...(plan.passphraseFile === null ? {} : { KEYTURN_PASSPHRASE_FILE: plan.passphraseFile }),
  };
}

type PlistValue = string | number | boolean | readonly string[] | { readonly [key: string]: PlistValue };

function plistText(value: PlistValue, indent: string): string {
  if (typeof value === 'string') return `<string>${xmlText(value)}</string>`;
  if (typeof value === 'number') return `<integer>${value}</integer>`;
  if (typeof value === 'boolean') return `<${value}/>`;
  const inner = `${indent}  `;
  const isList = Array.isArray(value);
  const lines = isList
    ? value.map((one) => plistText(one, inner))
    : Object.entries(value).flatMap(([key, one]) => [`<key>${key}</key>`, plistText(one, inner)]);
  const tag = isList ? 'array' : 'dict';
  return `<${tag}>\n${lines.map((line) => `${inner}${line}\n`).join('')}${indent}</${tag}>`;
}

import type { ServicePlan } from '../../core/ports/service-manager.ts';
import { environmentOf } from './launchd-plist.ts';
import { sealed, xmlComment } from './seal.ts';
import { xmlText } from './xml-text.ts';

/**
 * The task that starts the daemon when its Windows user signs in. The schema fixes the order of the elements of a trigger (Task
 * Scheduler Schema, `logonTriggerType`); the order of all others is free.
 */
export function windowsTask(plan: ServicePlan, { user, envFile }: { readonly user: string; readonly envFile: string }) {
  const args = [`--env-file=${envFile}`, plan.script, 'daemon'].map(windowsArgument).join(' ');
  const text = `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.3" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>keyturn watches the consumer secrets of External Client Apps</Description>
  </RegistrationInfo>
  <Triggers>
    <LogonTrigger>
      <Enabled>true</Enabled>
      <UserId>${xmlText(user)}</UserId>
    </LogonTrigger>
  </Triggers>
  <Principals>
    <Principal id="Author">
      <UserId>${xmlText(user)}</UserId>
      <LogonType>InteractiveToken</LogonType>
      <RunLevel>LeastPrivilege</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure>
      <Interval>PT1M</Interval>
      <Count>999</Count>
    </RestartOnFailure>
    <Hidden>true</Hidden>
    <Enabled>true</Enabled>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>${xmlText(plan.node)}</Command>
      <Arguments>${xmlText(args)}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
  return sealed(text, plan, xmlComment);
}

/** Variables for Node to read from a file: a scheduled task can't set any. */
export function windowsEnvFile(plan: ServicePlan): string {
  return Object.entries(environmentOf(plan))
    .map(([name, value]) => `${name}=${literal(value)}\n`)
    .join('');
}

/** Node takes text in single quotes or backticks literally. Windows paths rarely have both. */
function literal(value: string): string {
  return value.includes("'") ? `\`${value}\`` : `'${value}'`;
}

/** Quotes an argument by the rules of Windows programs: backslashes are doubled only before a quotation mark. */
function windowsArgument(word: string): string {
  if (word !== '' && !/[\s"]/.test(word)) return word;
  return `"${word.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}

import type { ServicePlan } from '../../core/ports/service-manager.ts';
import { reason } from '../../core/reasons/errors.ts';
import { hashComment, sealed } from './seal.ts';

/** Longer than the longest step: a token request that is repeated after a minute, or a delivery program. */
export const stopSeconds = 150;

/**
 * The unit for the user's systemd or, if the plan names a user, for the system's. All options in the user unit work without
 * privileges and without a namespace.
 * @throws UsageInvalid for a path of Node that systemd can't run
 */
export function systemdUnit(plan: ServicePlan): string {
  if (/["'\\]/.test(plan.node)) {
    throw reason('UsageInvalid', {
      problem: `systemd can't run a program whose path has quotes or backslashes: ${plan.node}`,
    });
  }
  const isSystem = plan.runAs !== null;
  const lines = [
    '# Created by `keyturn daemon install`, which overwrites this file. Make your own changes with',
    `# \`systemctl ${isSystem ? '' : '--user '}edit keyturn\`.`,
    '[Unit]',
    'Description=keyturn watches the consumer secrets of External Client Apps',
    ...(isSystem ? ['Wants=network-online.target', 'After=network-online.target'] : []),
    '# Never stop retrying: a daemon that gave up would miss due dates.',
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    'Type=exec',
    ...(plan.runAs === null ? [] : [`User=${plan.runAs}`]),
    `ExecStart=${quoted(plan.node)} ${quotedArgument(plan.script)} daemon`,
    '# Check everything now.',
    'ExecReload=kill -HUP $MAINPID',
    `Environment=${quoted(`KEYTURN_HOME=${plan.home}`)}`,
    ...(plan.store === null ? [] : [`Environment=KEYTURN_STORE=${plan.store}`]),
    ...(plan.passphraseFile === null
      ? []
      : [`LoadCredential=keyturn-passphrase:${withoutSpecifiers(plan.passphraseFile)}`]),
    '',
    'Restart=on-failure',
    'RestartSec=60',
    '# These need a person. A restart does not help.',
    'RestartPreventExitStatus=2 3',
    '# Let the daemon finish its current step, and the programs it runs for that step.',
    'KillMode=mixed',
    'KillSignal=SIGTERM',
    `TimeoutStopSec=${stopSeconds}`,
    '',
    'UMask=0077',
    'LimitCORE=0',
    'NoNewPrivileges=yes',
    'RestrictSUIDSGID=yes',
    'RestrictRealtime=yes',
    'LockPersonality=yes',
    'SystemCallArchitectures=native',
    '# Node compiles code at run time.',
    'MemoryDenyWriteExecute=no',
    ...(plan.writable === null ? [] : closedFileSystem(plan, plan.writable)),
    '',
    '[Install]',
    `WantedBy=${isSystem ? 'multi-user.target' : 'default.target'}`,
    '',
  ];
  return sealed(lines.join('\n'), plan, hashComment);
}

/** Leaves home folders writable: the Salesforce CLI refreshes sign-ins there. */
function closedFileSystem({ node, script }: ServicePlan, writable: readonly string[]): readonly string[] {
  // A private /tmp would hide files that the daemon needs there.
  const usesTemp = [node, script, ...writable].some((path) => /^\/(var\/)?tmp(\/|$)/.test(path));
  return [
    'ProtectSystem=strict',
    ...writable.map((path) => `ReadWritePaths=${quoted(`-${path}`)}`),
    ...(usesTemp ? [] : ['PrivateTmp=yes']),
    'PrivateDevices=yes',
    'ProtectKernelTunables=yes',
    'ProtectKernelModules=yes',
    'ProtectControlGroups=yes',
    'CapabilityBoundingSet=',
    'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK',
  ];
}

/** Quotes one word. Outside of arguments, systemd takes a dollar sign literally. */
function quoted(word: string): string {
  return `"${withoutSpecifiers(word).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** Quotes an argument, where `$` would start a variable. */
function quotedArgument(word: string): string {
  return quoted(word).replaceAll('$', () => '$$');
}

function withoutSpecifiers(text: string): string {
  return text.replaceAll('%', '%%');
}

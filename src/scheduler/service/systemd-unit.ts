import type { ServicePlan } from '../../core/ports/service-manager.ts';
import { reason } from '../../core/reasons/errors.ts';
import { hashComment, sealed } from './seal.ts';

/** Longer than the longest step: a token that is asked for once more after a minute, or a program that a pair is handed to. */
export const stopSeconds = 150;

/**
 * The unit that runs the daemon, for a user's own systemd or, when the plan names a user, for the system's. Every option of
 * the first works without privileges and without a name space.
 * @throws UsageInvalid for a Node that systemd can't run
 */
export function systemdUnit(plan: ServicePlan): string {
  if (/["'\\]/.test(plan.node)) {
    throw reason('UsageInvalid', {
      problem: `systemd runs no program whose path holds quotes or backslashes: ${plan.node}`,
    });
  }
  const isSystem = plan.runAs !== null;
  const lines = [
    '# Made by `keyturn daemon install`, which makes it anew. Changes of your own go into',
    `# \`systemctl ${isSystem ? '' : '--user '}edit keyturn\`.`,
    '[Unit]',
    'Description=keyturn watches the consumer secrets of External Client Apps',
    ...(isSystem ? ['Wants=network-online.target', 'After=network-online.target'] : []),
    '# A watch that gives up is worse than one that tries every minute.',
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    'Type=exec',
    ...(plan.runAs === null ? [] : [`User=${plan.runAs}`]),
    `ExecStart=${quoted(plan.node)} ${quotedArgument(plan.script)} daemon`,
    '# Ticks now.',
    'ExecReload=kill -HUP $MAINPID',
    `Environment=${quoted(`KEYTURN_HOME=${plan.home}`)}`,
    ...(plan.store === null ? [] : [`Environment=KEYTURN_STORE=${plan.store}`]),
    ...(plan.passphraseFile === null
      ? []
      : [`LoadCredential=keyturn-passphrase:${withoutSpecifiers(plan.passphraseFile)}`]),
    '',
    'Restart=on-failure',
    'RestartSec=60',
    '# What a person has to settle first does not become better by itself.',
    'RestartPreventExitStatus=2 3',
    '# The step that it is at is finished, and programs that it runs for that go on.',
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
    '# Node compiles while it runs.',
    'MemoryDenyWriteExecute=no',
    ...(plan.writable === null ? [] : closedFileSystem(plan, plan.writable)),
    '',
    '[Install]',
    `WantedBy=${isSystem ? 'multi-user.target' : 'default.target'}`,
    '',
  ];
  return sealed(lines.join('\n'), plan, hashComment);
}

/** Homes stay as they are: sign-ins are there, and may be refreshed. */
function closedFileSystem({ node, script }: ServicePlan, writable: readonly string[]): readonly string[] {
  // A temporary folder of its own would hide what lies in the common one.
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

/** One word. Of the program itself and outside of command lines a dollar sign stands for itself. */
function quoted(word: string): string {
  return `"${withoutSpecifiers(word).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** An argument, in which `$` would begin the name of a variable. */
function quotedArgument(word: string): string {
  return quoted(word).replaceAll('$', () => '$$');
}

function withoutSpecifiers(text: string): string {
  return text.replaceAll('%', '%%');
}

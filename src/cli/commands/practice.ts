import { plainText } from '../../core/plain/text.ts';
import type { RunningPracticeOrg } from '../../practice-org/start.ts';
import type { ResultOf, RunCommand } from '../commands.ts';
import type { CommandContext } from '../context.ts';
import { scenarioWords } from '../scenarios.ts';
import { wrongCall } from '../wrong-call.ts';

/** `keyturn practice`: runs the practice org until Ctrl-C and prints how to connect. */
export const practice: RunCommand<'practice'> = async (context, { port: portText, scenario, tls }) => {
  const port = portOf(portText);
  checkScenario('practice', scenario);
  const stop = context.interruption.take();
  const { runPracticeOrg } = await import('../../compose/practice.ts');
  const running = await runPracticeOrg(context.env, {
    ...(port === null ? {} : { port }),
    ...(scenario === undefined ? {} : { scenario }),
    tls,
  });
  if (running.setAside) context.output.warn(`The practice org was damaged. keyturn moved it to ${running.setAside}`);
  const warnings = otherScenario(running, scenario);
  for (const warning of warnings) context.output.warn(warning);
  announce(running, context, warnings);
  await new Promise((resolve) => stop.addEventListener('abort', resolve));
  await running.close();
  return 0;
};

/** `keyturn practice reset`: starts over with a new practice org. */
export const reset: RunCommand<'practice reset'> = async (context, { scenario }) => {
  checkScenario('practice reset', scenario);
  const { resetPractice } = await import('../../compose/practice.ts');
  await resetPractice(context.env, scenario);
  context.output.succeed({ scenario: scenario ?? 'acme' }, [
    `✔ Reset the practice org to the scenario ${scenario ?? 'acme'}.`,
  ]);
  return 0;
};

/** An existing practice org keeps its scenario. */
function otherScenario({ scenario }: RunningPracticeOrg, wanted: string | undefined): readonly string[] {
  if (wanted === undefined || wanted === scenario) return [];
  const reset = `\`keyturn practice reset --scenario ${wanted}\``;
  return [`The existing practice org has the scenario ${scenario} and keeps it. Start over with ${reset}.`];
}

function announce(running: RunningPracticeOrg, { output, streams }: CommandContext, warnings: readonly string[]): void {
  const { instanceUrl, orgId, username, accessToken, controlUrl, pid, scenario, certificatePath } = running;
  if (output.isJson) {
    const secured = certificatePath === null ? {} : { certificatePath };
    const result: ResultOf<'practice'> = { instanceUrl, orgId, username, accessToken, controlUrl, pid, ...secured };
    streams.stdout.write(`${JSON.stringify({ status: 0, result, warnings })}\n`);
    return;
  }
  for (const line of [
    `The practice org is running (scenario ${scenario}). Nothing in it is real.`,
    '',
    `  instance URL   ${instanceUrl}`,
    `  org ID         ${orgId}`,
    `  username       ${username}`,
    `  access token   ${accessToken}`,
    `  control        ${controlUrl}`,
    ...(certificatePath === null ? [] : [`  certificate    ${certificatePath}`]),
    '',
    'To sign the Salesforce CLI in:',
    ...(certificatePath === null ? [] : [`  export NODE_EXTRA_CA_CERTS='${certificatePath}'`]),
    `  export SF_ACCESS_TOKEN='${accessToken}'`,
    `  sf org login access-token --instance-url ${instanceUrl} --no-prompt --alias practice`,
    '  sf org display --target-org practice',
    '',
    'Stop it with Ctrl-C. Its data is kept.',
  ]) {
    output.line(line);
  }
}

function portOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw wrongCall('practice', `--port must be a number from 0 to 65535, not ${text}`);
}

function checkScenario(command: 'practice' | 'practice reset', name: string | undefined): void {
  if (name === undefined || Object.hasOwn(scenarioWords, name)) return;
  const known = Object.keys(scenarioWords).join(', ');
  throw wrongCall(command, `--scenario can't be ${plainText(name, 80)}. Use one of: ${known}`);
}

import { linesOf, plainText } from '../../core/plain/text.ts';
import { isKeyturnError, reason } from '../../core/reasons/errors.ts';
import { type StoredAbout, storedAbout } from '../../core/status/practice-memory.ts';
import { practiceOrgWords } from '../../core/words/practice-org.ts';
import { practiceResetWords } from '../../core/words/practice-reset.ts';
import type { RunningPracticeOrg } from '../../practice-org/start.ts';
import { createAsker } from '../asker.ts';
import type { ResultOf, RunCommand } from '../commands.ts';
import type { CommandContext } from '../context.ts';
import { scenarioWords } from '../scenarios.ts';
import { wrongCall } from '../wrong-call.ts';

/** `keyturn practice`: runs the practice org until Ctrl-C and prints how to connect. */
export const practice: RunCommand<'practice'> = async (context, call) => {
  const { port: portText, scenario, tls, name: nameText } = call;
  const port = portOf(portText);
  const name = nameOf('practice', nameText);
  checkScenario('practice', scenario);
  const knobs = call.like === undefined ? null : await knobsOf(call.like);
  const stop = context.interruption.take();
  const { runPracticeOrg } = await import('../../compose/practice.ts');
  const running = await runPracticeOrg(context.env, {
    ...(port === null ? {} : { port }),
    ...(scenario === undefined ? {} : { scenario }),
    tls,
    ...(knobs === null ? {} : { knobs }),
    name,
    onUnsaved: () => context.output.note(`▲ ${practiceOrgWords.unsaved}`),
  });
  const { setAside, unfound, stopped, lost } = practiceOrgWords;
  const warnings = linesOf(
    running.setAside && setAside(running.setAside),
    otherScenario(running, scenario),
    !running.isRegistered && unfound,
  );
  for (const warning of warnings) context.output.warn(warning);
  announce(running, context, warnings);
  await new Promise((resolve) => stop.addEventListener('abort', resolve));
  await running.close();
  if (context.streams.stdout.isTTY && !context.output.isJson) {
    context.output.line();
    context.output.line(stopped(!running.isUnsaved()));
  }
  if (running.isUnsaved()) context.output.note(`▲ ${lost}`);
  return 0;
};

/** Acts that turn something on or off. */
const switches: readonly string[] = ['secretAccess', 'secretAccessOverMetadata', 'vpn'];

/** `keyturn practice act`: what a person would do in Setup, or somebody else in the org. */
export const perform: RunCommand<'practice act'> = async (context, call) => {
  const { actInPractice } = await import('../../compose/practice.ts');
  const { on, ...named } = call;
  const body = { ...named, consumer: context.flags.consumer, ...(switches.includes(call.act) ? { on } : {}) };
  const { result, isLost } = await actInPractice(context.env, body);
  if (typeof result === 'string') throw wrongCall('practice act', result);
  if (isLost) context.output.warn(practiceOrgWords.lost);
  context.output.succeed({ act: call.act, result }, [`✔ Done in the practice org: ${plainText(call.act, 80)}.`]);
  return 0;
};

/** `keyturn practice reset`: starts over with a new practice org. On a terminal, it first asks if keyturn would forget apps. */
export const reset: RunCommand<'practice reset'> = async (context, { scenario, name: nameText }) => {
  checkScenario('practice reset', scenario);
  const name = nameOf('practice reset', nameText);
  if (name !== null) return resetNamed(context, name, scenario);
  const forgotten = await storedInPractice(context);
  const hasAny = forgotten === null || Object.values(forgotten).some((count) => count > 0);
  if (hasAny && context.canAsk && !context.flags.yes) await askToForget(context, forgotten);
  const { resetPractice } = await import('../../compose/practice.ts');
  const left = await resetPractice(context.env, scenario);
  if (left.length > 0) context.output.warn(practiceResetWords.left(left));
  const after = hasAny ? practiceResetWords.after(forgotten) : null;
  context.output.succeed({ scenario: scenario ?? 'acme', forgotten }, [
    `✔ Reset the practice org to the scenario ${scenario ?? 'acme'}.`,
    ...(after ? [`  ${after}`] : []),
  ]);
  return 0;
};

async function resetNamed(context: CommandContext, name: string, scenario = 'acme') {
  const { resetFurther } = await import('../../compose/practice.ts');
  await resetFurther(context.env, name, scenario);
  const forgotten = { apps: 0, consumers: 0, credentials: 0 };
  context.output.succeed({ scenario, forgotten }, [`✔ Reset the practice org ${name} to the scenario ${scenario}.`]);
  return 0;
}

/** Null if the state can't be read: a reset is a way out then. */
async function storedInPractice(context: CommandContext): Promise<StoredAbout | null> {
  const composition = await context.compose({ isPractice: true });
  try {
    if (!(await composition.hasState())) return { apps: 0, consumers: 0, credentials: 0 };
    return await storedAbout(await composition.state());
  } catch (error) {
    if (!isKeyturnError(error)) throw error;
    return null;
  } finally {
    // The files can't be deleted everywhere while they are open.
    await composition.close();
  }
}

/** @throws NotAgreed */
async function askToForget(context: CommandContext, forgotten: StoredAbout | null) {
  context.output.note(practiceResetWords.before(forgotten));
  if (!(await createAsker(context).agrees('Continue?')))
    throw reason('NotAgreed', { what: 'The reset of the practice org' });
}

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
    // One text of several rows isn't broken anywhere else, so that each row can be copied.
    [
      ...(certificatePath === null ? [] : [`  export NODE_EXTRA_CA_CERTS='${certificatePath}'`]),
      `  export SF_ACCESS_TOKEN='${accessToken}'`,
      `  sf org login access-token --instance-url ${instanceUrl} --no-prompt --alias practice`,
      '  sf org display --target-org practice',
    ].join('\n'),
    '',
    practiceOrgWords.stop(running.isRegistered),
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

/** It becomes the name of a folder. */
function nameOf(command: 'practice' | 'practice reset', text: string | undefined): string | null {
  if (text === undefined) return null;
  if (/^[a-z][a-z0-9-]{0,30}$/.test(text)) return text;
  const rule = 'Use up to 31 lower-case letters, digits and hyphens, and begin with a letter';
  throw wrongCall(command, `--name can't be ${plainText(text, 80)}. ${rule}`);
}

/** @throws UsageInvalid, FileUnreadable */
async function knobsOf(path: string) {
  const { knobsLike } = await import('../../compose/practice.ts');
  const read = await knobsLike(path);
  if ('knobs' in read) return read.knobs;
  throw wrongCall('practice', `--like can't use ${plainText(path, 300)}: ${plainText(read.problem, 200)}`);
}

function checkScenario(command: 'practice' | 'practice reset', name: string | undefined): void {
  if (name === undefined || Object.hasOwn(scenarioWords, name)) return;
  const known = Object.keys(scenarioWords).join(', ');
  throw wrongCall(command, `--scenario can't be ${plainText(name, 80)}. Use one of: ${known}`);
}

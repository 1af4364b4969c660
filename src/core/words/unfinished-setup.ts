import { isManual, parseTarget } from '../model/target.ts';
import type { UnfinishedSetup } from '../model/unfinished-setup.ts';
import { nameList, plainText, shellWord } from '../plain/text.ts';
import { placeOf } from './notices.ts';

type App = Parameters<typeof placeOf>[0];

/** For a narrow screen, where the command would be cut off. */
export function unfinishedSetupsBriefly(setups: readonly UnfinishedSetup[]): string | null {
  if (setups.length === 0) return null;
  const apps = nameList(setups.map(({ app }) => app));
  return `Setup not finished: ${apps}. \`keyturn status\` shows how to continue.`;
}

interface Ended {
  readonly count: number;
  readonly leftOut: readonly string[];
}

/** A setup that stopped isn't continued, because the app is watched now. */
export function endedSetupWarning(app: App, ended: Ended): string | null {
  if (ended.count === 0) return null;
  const left = leftOutWarning(app, ended);
  return `This ends the unfinished setup of ${plainText(app.app, 60)} in ${plainText(app.org, 60)}.${left === null ? '' : ` ${left}`}`;
}

/** The consumers that a setup which stopped would have added; null without any. */
export function leftOutWarning(app: App, { leftOut }: Ended): string | null {
  if (leftOut.length === 0) return null;
  const commands = leftOut.map((text) => {
    const target = parseTarget(text);
    const who = isManual(target) ? shellWord(target.name) : `--deliver ${shellWord(text)}`;
    return `\`keyturn consumer add ${placeOf(app)} ${who}\``;
  });
  return `A setup that stopped would have added ${nameList(leftOut)}. keyturn doesn't deliver there. To add: ${commands.join(', ')}.`;
}

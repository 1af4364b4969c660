import { mustNotBeEnding } from '../../core/acts/not-ending.ts';
import { freezesThatStay } from '../../core/acts/shared-freeze.ts';
import { asSeen } from '../../core/machine/as-seen.ts';
import { leftOffBy } from '../../core/model/left-off.ts';
import { setupLease } from '../../core/model/setup-lease.ts';
import { isConfirmed } from '../../core/operate/consent.ts';
import { plainText } from '../../core/plain/text.ts';
import { unfinishedSetupLine } from '../../core/reasons/setup-words.ts';
import { knownPairs } from '../../core/status/known-pairs.ts';
import { unfinishedSetups } from '../../core/status/unfinished-setups.ts';
import { abandon } from '../../core/watch/adopt.ts';
import { unwatchWords } from '../../core/words/dry-run.ts';
import { stillOffLines } from '../../core/words/still-off.ts';
import { untouchedWords } from '../../core/words/untouched.ts';
import { doneWords } from '../../core/words/watch-list.ts';
import type { RunCommand } from '../commands.ts';
import { endDryRun } from '../dry-run.ts';
import { openApp } from '../open-app.ts';

/** `keyturn unwatch <app>`: stops watching. The org and the stored credentials stay as they are. */
export const unwatch: RunCommand<'unwatch'> = async (context, { app, confirm, dryRun }) => {
  const { watched, ...ports } = await openApp(context, app);
  const setups = (await unfinishedSetups(ports.state)).filter((one) => setupLease(one) === setupLease(watched));
  const [frozenFor = null] = await freezesThatStay(ports.state, watched);
  if (dryRun) {
    if (!isConfirmed(confirm, watched)) mustNotBeEnding(watched);
    const open = await ports.state.rotations.open(watched.orgId, watched.consumerId);
    return endDryRun(context.output, [
      {
        watched,
        ...unwatchWords(watched, open, setups, { slot: knownPairs(watched, asSeen(watched, open)), frozenFor }),
      },
    ]);
  }
  const abandoned = await abandon(ports, watched, isConfirmed(confirm, watched));
  const kept = watched.store ? ` ${doneWords.kept(watched.store.kind === 'file' ? 'encrypted file' : 'keychain')}` : '';
  const document = { org: watched.org, app: watched.app, store: watched.store, leftOff: leftOffBy(abandoned) };
  context.output.succeed(document, [
    `✔ ${doneWords.unwatched(plainText(watched.app))} ${untouchedWords.inOrg}${kept}`,
    ...[...stillOffLines(watched, abandoned, frozenFor), ...setups.map(unfinishedSetupLine)].map((line) => `▲ ${line}`),
  ]);
  return 0;
};

import { Broken } from './story.ts';
import type { World } from './world.ts';

/** What has to hold once a story has come to its end. */
export function checkEnd(world: World): void {
  const { consumer, original, story } = world;
  const { primary, staged } = consumer;
  const { kind = 'rotate' } = story;
  const fail = (problem: string) => {
    throw new Broken(problem);
  };
  // Where the org doesn't show the slot, nothing can be deleted.
  const isUnknown = story.isAccepted && story.sent?.delete === 0;
  if (kind === 'stage') {
    if (staged?.state !== 'Active' || !world.entries.has(staged.key)) fail('no saved pair lies in the slot');
  } else if (staged && !isUnknown) fail(`a pair is left in the slot (${staged.state})`);
  const isOriginal = primary.key === original.consumerKey;
  const staysOriginal = kind === 'stage' || kind === 'discard' || kind === 'back';
  if (isOriginal !== staysOriginal) fail('the wrong pair is primary');
  const kept = [primary.key, ...(staged ? [staged.key] : [])].filter((key) => world.entries.has(key));
  if (world.entries.size !== kept.length) fail('a pair that is refused is still in the store');
  if (!world.entries.has(primary.key) && kind !== 'discard') fail('the primary pair is not in the store');
  for (const [target, pair] of world.given) {
    if (pair.consumerKey !== primary.key) fail(`${target} has not the primary pair`);
  }
  if (world.isSecretAccessOn === (story.isOff === true)) fail('secret access over REST was not given back');
  const [open] = world.memory.openIntents;
  if (open) fail(`an intent stays open: ${open.action}`);
}

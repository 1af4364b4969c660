import { describe, expect, it } from 'vitest';
import { isKeyturnError, type KeyturnError } from '../../../src/core/reasons/errors.ts';
import { some } from '../../support/sample.ts';
import { command, prepare } from './drive.ts';
import { meetReasons, stories } from './meet-reasons.ts';
import { checkSentence } from './safe-sentences.ts';
import { World } from './world.ts';
import type { Fault } from './world-ports.ts';

/** From the promotion on, the org does what it is asked, and its answers are lost; or it does nothing, or no look works. */
const silences: Readonly<Record<string, (call: string) => Fault | null>> = {
  'every answer is lost': () => 'lost',
  'no promotion arrives': () => 'down',
  'every promotion is refused': (call) => (call === 'rotate' ? 'refused' : null),
  'the answer to the promotion is lost, and every look is refused': (call) => (call === 'rotate' ? 'lost' : 'refused'),
  'the promotion does not arrive, and every look is refused': (call) => (call === 'rotate' ? 'down' : 'refused'),
};

describe.each(Object.entries(silences))('a run says what is true of the org if %s', (_, faultAt) => {
  it.each(stories.filter(({ name }) => /^(rotate|switch|emergency)/.test(name)))('$name', async (story) => {
    const world = new World(story);
    await prepare(world);
    const ports = await world.process();
    world.beginCommand();
    world.isBlockAgreed = true;
    let isReached = false;
    world.faultAt = (call) => {
      isReached ||= call === 'rotate';
      return isReached ? faultAt(call) : null;
    };
    const error = await command(world, ports, story).then(
      () => null,
      (problem: unknown) => problem,
    );
    expect(isReached).toBe(true);
    expect(error).toSatisfy(isKeyturnError);
    checkSentence(world, error as KeyturnError);
  });
});

describe('a reason says what is true of the org, wherever a command meets it', () => {
  it.each(stories)('$name', (story) => meetReasons(story, some));
});

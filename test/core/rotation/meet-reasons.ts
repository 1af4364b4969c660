import { expect } from 'vitest';
import { namedDetail } from '../../../scripts/runbook-page.ts';
import { decommissionReasons } from '../../../src/core/reasons/decommission.ts';
import { emergencyReasons } from '../../../src/core/reasons/emergency.ts';
import { isKeyturnError, isStateFault, type ReasonCode, reason, reasons } from '../../../src/core/reasons/errors.ts';
import { figure } from '../../support/figure.ts';
import { type Pick, upTo } from '../../support/sample.ts';
import { command, prepare } from './drive.ts';
import { checkSentence } from './safe-sentences.ts';
import { Broken, type Story } from './story.ts';
import { World } from './world.ts';

/** What a refused switch back, or the rules of a hand-over, say. No write and no request of an emergency ends so. */
const neverInEmergency = new Set<ReasonCode>(['NoWayBack', 'HandOverPending']);

/** What only an emergency, or only the end of an app, meets has found out itself what it says. */
function codesOf({ kind }: Story): readonly ReasonCode[] {
  const isEmergency = kind === 'emergency';
  const others = isEmergency ? decommissionReasons : { ...decommissionReasons, ...emergencyReasons };
  return (Object.keys(reasons) as ReasonCode[]).filter(
    (code) => !(code in others) && !(isEmergency && neverInEmergency.has(code)),
  );
}

export const stories: readonly Story[] = [
  { name: 'stage', kind: 'stage' },
  { name: 'rotate', kind: 'rotate' },
  { name: 'rotate at once', kind: 'rotate', graceDays: 0, consent: { confirmed: true } },
  { name: 'rotate, no REST access', kind: 'rotate', isOff: true },
  { name: 'switch back', kind: 'back', before: [{ kind: 'rotate' }] },
  { name: 'retire', kind: 'retire', before: [{ kind: 'rotate' }], consent: { confirmed: true } },
  { name: 'discard', kind: 'discard', before: [{ kind: 'stage' }], consent: { confirmed: true } },
  { name: 'emergency', kind: 'emergency' },
  { name: 'emergency, contained', kind: 'emergency', wishes: { containBy: 'flow' } },
  { name: 'emergency, frozen', kind: 'emergency', wishes: { containBy: 'freeze' } },
];

/** Writes of keyturn's own state. */
const isOwnWrite = (what: string) => /^before (recording|noting|saving the app|leaving)/.test(what);

/**
 * The command meets this reason at one boundary: instead of the effect, or after it. A disk that is full stays full.
 * @returns what it says
 */
async function metBy(story: Story, code: ReasonCode, boundary: number, isLasting = false) {
  const world = new World(story);
  await prepare(world);
  const ports = await world.process();
  world.beginCommand();
  world.isBlockAgreed = true;
  let met = '';
  world.atBoundary = (what) => {
    const isThere = isLasting ? world.boundaries >= boundary && isOwnWrite(what) : world.boundaries === boundary;
    if (!isThere || (met !== '' && !isLasting)) return;
    met ||= what;
    throw reason(code, namedDetail());
  };
  try {
    await command(world, ports, story);
    return null;
  } catch (error) {
    if (error instanceof Broken) throw new Broken(`${code} ${met}: ${error.message}`);
    if (!isKeyturnError(error)) throw error;
    try {
      checkSentence(world, error);
    } catch (untrue) {
      return { untrue: `${code} ${met}: ${(untrue as Error).message.slice(-160)}` };
    }
    return { error };
  }
}

/** A story whose command meets reasons at its boundaries. */
export async function meetReasons(story: Story, pick: Pick): Promise<void> {
  const usual = new World(story);
  await prepare(usual);
  await command(usual, await usual.process(), story).catch(() => undefined);
  expect(usual.boundaries).toBeGreaterThan(10);
  const untrue: string[] = [];
  let met = 0;
  for (const boundary of pick(upTo(usual.boundaries), 20)) {
    for (const code of new Set<ReasonCode>(['DiskFull', 'StateDamaged', ...pick(codesOf(story), 2)])) {
      const found = await metBy(story, code, boundary, isStateFault(reason(code, namedDetail())));
      if (found === null) continue;
      met += 1;
      if (found.untrue) untrue.push(found.untrue);
    }
  }
  figure(
    `sentences about safety, ${story.name}: ${usual.boundaries} boundaries, ${met} stops, ${untrue.length} untrue`,
  );
  expect(untrue).toEqual([]);
}

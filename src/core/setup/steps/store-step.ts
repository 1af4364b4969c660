import { withConsumerLease } from '../../acts/consumer-lease.ts';
import { withAddedConsumers } from '../../acts/consumers-added.ts';
import { noted } from '../../acts/noted.ts';
import { noteConsumers } from '../../acts/noted-consumers.ts';
import { watchDetail } from '../../acts/noted-watch.ts';
import { acceptAddress, noteAllowed } from '../../acts/org-address.ts';
import { firstLook } from '../../acts/stranger.ts';
import { unwrittenFiles } from '../../acts/unwritten-files.ts';
import { watchedAnew } from '../../acts/watched-anew.ts';
import { ageOf } from '../../machine/age-of.ts';
import type { Rotation } from '../../model/rotation.ts';
import { dueAtOf, type StoredApp, type WatchedApp } from '../../model/watched-app.ts';
import { ageNote } from '../../words/attention.ts';
import { unwrittenWords } from '../../words/consumers.ts';
import { summaryWords } from '../../words/setup.ts';
import { aboutApp, liveApp, type WithDueDate, type WithProof } from '../setup-facts.ts';
import type { Step } from '../setup-step.ts';

/** Starts watching the app. */
export const storeStep: Step = {
  id: 'store',
  isPointOfNoReturn: true,
  isSkipped: ({ dryRun }) => dryRun,
  summary: ({ proof, dueAt, ports }: WithDueDate) => summaryWords.store(proof.store.kind, dueAt, ports.clock.now()),
  run: async (facts: WithProof) => {
    const { state } = facts.ports;
    const place = { ...aboutApp(facts), consumerId: liveApp(facts).consumer.id };
    const [app, run] = await withConsumerLease(state, place, async () => {
      const [before, newest] = await Promise.all([
        state.apps.find(place.orgId, place.app, place.consumerId),
        state.rotations.latest(place.orgId, place.consumerId),
      ]);
      const open = newest?.finishedAt === null ? newest : null;
      const looking = { org: facts.org.salesforce, rotation: newest, openStore: () => storeOf(facts) };
      const watched = appToWatch(facts, before, newest);
      const after = { ...watched, lastCheck: await firstLook(watched, facts.ports.clock.now(), looking) };
      const { consumers, chosenPolicy } = after;
      const { maxAgeDays, automation } = chosenPolicy;
      const run = open && withAddedConsumers(open, [before?.consumers ?? [], consumers]);
      const [saved] = await Promise.all([
        state.apps.save(after),
        run && run !== open ? state.rotations.save(run) : null,
        noted(state.journal, after, 'watch', { maxAgeDays, automation, ...watchDetail(before, after) }),
        noteConsumers(state.journal, after, [before?.consumers ?? [], consumers]),
        noteAllowed(state.journal, after, before),
      ]);
      return [saved, run ?? newest] as const;
    });
    const { salesforce } = facts.org;
    if (salesforce.allowedHost !== undefined) await acceptAddress(state, salesforce, 'allow-host');
    const unwritten = await unwrittenFiles(facts.ports.deliveries, app, run);
    const unwrittenNote = unwrittenWords(app.app, unwritten);
    return { ...facts, dueAt: dueAtOf(app), ageNote: ageNote(app), unwrittenNote, drift: app.lastCheck?.drift ?? [] };
  },
};

/** The store that the person chose. */
async function storeOf({ policy: { store } }: WithProof) {
  if (!store) throw new Error('no secret store was chosen');
  return store.opened;
}

function appToWatch(facts: WithProof, before: WatchedApp | null, newest: Rotation | null): StoredApp {
  const { org, user, policy, proof, consumers } = facts;
  const named = { deliveries: consumers.targets, noConsumers: consumers.isNobody };
  const { at, consumerKey, store } = proof;
  const { id, consumer } = liveApp(facts);
  const app = { ...facts.app.summary, id };
  const found = { org: org.salesforce, facts: org.facts, app, consumer: { ...consumer, consumerKey } };
  const same = before?.consumerKey === consumerKey ? before : null;
  return {
    ...watchedAnew(found, named, before),
    executionUser: { id: user.facts.id, username: user.facts.username },
    chosenPolicy: policy.rotation,
    store,
    // This run may have created the app.
    ...(facts.app.creation && !same
      ? ({ issuedAt: at, ageSource: 'rotated' } as const)
      : ageOf(consumerKey, { told: null, same, newest })),
    adoptedAt: same?.adoptedAt ?? at,
    lastProof: { at, answer: 'accepted', detail: `acts as ${proof.username}` },
  };
}

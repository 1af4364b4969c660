import { deployAndWait } from '../acts/deploying.ts';
import { journalled } from '../acts/journalled.ts';
import { restorePlan } from '../external-client-app/restore-plan.ts';
import { changeWords, setupWarnings } from '../words/setup.ts';
import { putProjectBack } from './project-files.ts';
import { aboutApp, known, type SetupFacts } from './setup-facts.ts';
import { doing, type StepIo } from './setup-step.ts';
import { touching } from './touching.ts';

/**
 * Takes back what this run deployed: the flow's own elements go back to the pre-image. Returns whether the org is as it
 * was; false when this run had deployed nothing, or when taking it back needs a person (said as a warning).
 */
export async function restore(facts: SetupFacts, io: StepIo): Promise<boolean> {
  const { salesforce } = known(facts.org, 'org');
  const { flow, certificate } = known(facts.plan, 'plan');
  if (!facts.deploy?.progress) return false;
  const names = flow.files.map(({ fullName }) => fullName).join(', ');
  try {
    const current = await salesforce.metadata.retrieve(flow.files);
    const plan = restorePlan({ preImages: flow.preImages, current, certificate });
    for (const text of plan.warnings) io.tell({ kind: 'warning', text });
    if (plan.needsCertificateAnswer) {
      io.tell({ kind: 'warning', text: setupWarnings.certificateAtRisk(names) });
      return false;
    }
    const act = { ...aboutApp(facts), action: 'restore-pre-image', detail: { components: names } } as const;
    const context = { org: salesforce, ports: facts.ports, io };
    const work = () =>
      journalled(facts.ports.state.journal, act, (_intent, note) =>
        deployAndWait(context, { files: plan.files, checkOnly: false }, (id) => note({ deploy: id })),
      );
    const { creation } = known(facts.app, 'app');
    const done = creation ? changeWords.newAppOff(creation.developerName) : changeWords.putBack(names);
    const after = { kind: 'restored', what: [done, ...grantLeft(facts)].join('; ') } as const;
    if (plan.files.length > 0) {
      const change = { what: changeWords.putting(names), after };
      await doing(io, 'restore', touching(io, change, work));
    }
    await putProjectBack(facts, io);
    return true;
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    io.tell({ kind: 'warning', text: setupWarnings.notPutBack(names, why) });
    return false;
  }
}

/** An assignment is not taken back: somebody may have come to rely on it. */
function grantLeft(facts: SetupFacts): readonly string[] {
  const { grant, facts: user } = known(facts.user, 'execution user');
  return grant ? [changeWords.grantStays(grant, user.username)] : [];
}

import { deployAndWait } from '../acts/deploying.ts';
import { restorePlan } from '../external-client-app/restore-plan.ts';
import { outsideError } from '../plain/outside-text.ts';
import { changeWords, setupWarnings } from '../words/setup.ts';
import { putProjectBack } from './project-files.ts';
import type { WithDeploy, WithPolicy } from './setup-facts.ts';
import { deployingIn, doing, type StepIo } from './setup-step.ts';
import { changing } from './touching.ts';

/**
 * Undoes this run's deploy: the flow's own elements return to the pre-image. Returns whether the org was restored. False if
 * this run deployed nothing, or if restoring needs a person, who gets a warning.
 */
export async function restore(facts: WithDeploy, io: StepIo): Promise<boolean> {
  const { flow, certificate } = facts.plan;
  if (!facts.deploy.progress) return false;
  const names = flow.files.map(({ fullName }) => fullName).join(', ');
  try {
    const current = await facts.org.salesforce.metadata.retrieve(flow.files);
    const plan = restorePlan({ preImages: flow.preImages, current, certificate });
    for (const text of plan.warnings) io.tell({ kind: 'warning', text });
    if (plan.needsCertificateAnswer) {
      io.tell({ kind: 'warning', text: setupWarnings.certificateAtRisk(names) });
      return false;
    }
    const { creation } = facts.app;
    const done = creation ? changeWords.newAppOff(creation.developerName) : changeWords.putBack(names);
    const after = { kind: 'restored', what: [done, ...grantLeft(facts)].join('; ') } as const;
    if (plan.files.length > 0) {
      const act = { action: 'restore-pre-image', detail: { components: names } } as const;
      const change = { ...act, what: changeWords.putting(names), after };
      const restoring = changing(facts, io, change, (_intent, note) =>
        deployAndWait(
          deployingIn(facts, io),
          { files: plan.files, checkOnly: false },
          // Integrations depend on it, so it isn't canceled.
          { onStarted: (id) => note({ deploy: id }), onInterrupt: 'continue' },
        ),
      );
      await doing(io, 'restore', restoring);
    }
    await putProjectBack(facts, io);
    return true;
  } catch (error) {
    io.tell({ kind: 'warning', text: setupWarnings.notPutBack(names, outsideError(error, 500)) });
    return false;
  }
}

/** A permission set stays assigned, because somebody may rely on it by now. */
function grantLeft({ user: { grant, facts } }: WithPolicy): readonly string[] {
  return grant ? [changeWords.grantStays(grant, facts.username)] : [];
}

import { restorePlan } from '../external-client-app/restore-plan.ts';
import { journalled } from '../journalled.ts';
import { deployAndWait } from './deploying.ts';
import { known, type SetupFacts } from './facts.ts';
import { doing, type StepIo } from './step.ts';

/**
 * Takes back what this run deployed: the flow's own elements go back to the pre-image. Returns whether the org is as it
 * was; false when this run had deployed nothing, or when taking it back needs a person (said as a warning).
 */
export async function restore(facts: SetupFacts, io: StepIo): Promise<boolean> {
  const { salesforce } = known(facts.org, 'org');
  const { flow, certificate } = known(facts.plan, 'plan');
  const app = known(facts.app, 'app').summary.developerName;
  if (!facts.deploy?.progress) return false;
  const names = flow.files.map(({ fullName }) => fullName).join(', ');
  io.tell({ kind: 'touch', touch: { kind: 'changing', what: `${names} are being put back` } });
  try {
    const current = await salesforce.metadata.retrieve(flow.files);
    const plan = restorePlan({ preImages: flow.preImages, current, certificate });
    for (const text of plan.warnings) io.tell({ kind: 'warning', text });
    if (plan.needsCertificateAnswer) {
      io.tell({ kind: 'warning', text: `${names} stay as deployed: putting them back could clear a certificate` });
      return false;
    }
    const act = {
      orgId: salesforce.orgId,
      org: salesforce.name,
      app,
      action: 'restore-pre-image',
      detail: { components: names },
    } as const;
    const context = { org: salesforce, ports: facts.ports, io };
    const work = journalled(facts.ports.state.journal, act, (_intent, note) =>
      deployAndWait(context, { files: plan.files, checkOnly: false }, (id) => note({ deploy: id })),
    );
    if (plan.files.length > 0) await doing(io, 'Taking the changes back', work);
    io.tell({ kind: 'touch', touch: { kind: 'restored', what: `${names} are as before` } });
    return true;
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown';
    io.tell({ kind: 'warning', text: `${names} could not be put back: ${why}` });
    return false;
  }
}

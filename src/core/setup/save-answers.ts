import { targetText } from '../model/target.ts';
import { newAppAnswer } from '../words/app-questions.ts';
import { consumerAnswers } from '../words/consumer-questions.ts';
import { newUserAnswer } from '../words/user-questions.ts';
import { objectsText } from './ask-new-user.ts';
import type { AppPart, WithPlan } from './setup-facts.ts';

/** Version of the answers file. Other versions are refused. */
export const answersVersion = 1;

/**
 * Writes the plan as an answers file for `keyturn setup --answers <file>`. It holds no secret.
 * @returns the absolute path
 * @throws FileExists
 */
export async function saveAnswers(facts: WithPlan, path: string): Promise<string> {
  const text = `${JSON.stringify({ version: answersVersion, answers: answersOf(facts), deliver: facts.consumers.targets.map(targetText) }, null, 2)}\n`;
  return facts.ports.files.writeNew(path, text);
}

/** The answers that lead to this plan again. */
export function answersOf({ org, app, user, policy, consumers, plan }: WithPlan): Readonly<Record<string, string>> {
  const { grant, acceptedRisks, creation } = user;
  const { rotation, store } = policy;
  const risk = (name: string) => acceptedRisks.find((one) => one.risk === name)?.reason;
  const answers: Record<string, string | undefined> = {
    org: org.salesforce.name,
    ...appAnswers(app),
    'execution-user': creation ? newUserAnswer : user.facts.username,
    'new-user-name': creation?.username,
    'new-user-email': creation?.email,
    'new-user-objects': creation ? objectsText(creation.objects) : undefined,
    'privileged-reason': risk('privileged'),
    'interactive-reason': risk('interactive'),
    'permission-set': grant ?? undefined,
    automation: rotation.automation,
    'max-age': `${rotation.maxAgeDays}d`,
    remind: rotation.remindDays.map((days) => `${days}d`).join(','),
    grace: `${rotation.graceDays}d`,
    store: store?.kind,
    consumers: consumers.isNobody ? consumerAnswers.nobody : undefined,
    certificate: plan.certificate === 'none' ? 'none' : undefined,
  };
  return Object.fromEntries(Object.entries(answers).filter((pair): pair is [string, string] => pair[1] !== undefined));
}

function appAnswers({ summary, live, creation }: AppPart): Readonly<Record<string, string | undefined>> {
  if (!creation) return { app: summary.developerName, consumer: live?.consumer.id };
  return {
    app: newAppAnswer,
    'new-app-label': creation.label,
    'new-app-name': creation.developerName,
    'new-app-email': creation.contactEmail,
    'new-app-scopes': creation.scopes.join(','),
  };
}

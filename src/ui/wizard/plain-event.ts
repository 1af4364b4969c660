import { plainText } from '../../core/plain/text.ts';
import type { DeployProgress } from '../../core/ports/ports.ts';
import type { OrgTouch, SetupEvent } from '../../core/setup/events.ts';

const longestSentence = 600;

/** The gate through which events come to a screen: org text loses everything that could steer a terminal. */
export function plainEvent(event: SetupEvent): SetupEvent {
  switch (event.kind) {
    case 'step':
      return event.summary === undefined ? event : { ...event, summary: plainText(event.summary) };
    case 'doing':
      return { ...event, what: event.what === null ? null : sentence(event.what) };
    case 'check': {
      const { finding, cure } = event.check;
      return {
        ...event,
        check: {
          ...event.check,
          ...(finding === undefined ? {} : { finding: sentence(finding) }),
          ...(cure === undefined ? {} : { cure: sentence(cure) }),
        },
      };
    }
    case 'deploy':
      return { ...event, progress: plainProgress(event.progress) };
    case 'sign-in-address':
      return { ...event, url: plainText(event.url, 2000) };
    case 'deploy-queued':
      return { ...event, detail: sentence(event.detail) };
    case 'waiting':
      return { ...event, why: sentence(event.why) };
    case 'proof':
      return { ...event, sentence: sentence(event.sentence) };
    case 'touch':
      return { ...event, touch: plainTouch(event.touch) };
    case 'warning':
      return { ...event, text: sentence(event.text) };
    case 'practice':
      return event;
  }
}

function sentence(text: string): string {
  return plainText(text, longestSentence);
}

function plainTouch(touch: OrgTouch): OrgTouch {
  return touch.kind === 'untouched' ? touch : { ...touch, what: sentence(touch.what) };
}

function plainProgress(progress: DeployProgress): DeployProgress {
  return {
    ...progress,
    id: plainText(progress.id),
    components: progress.components.map((row) => ({
      ...row,
      component: plainText(row.component),
      type: plainText(row.type),
    })),
    failures: progress.failures.map((failure) => ({
      component: plainText(failure.component),
      type: plainText(failure.type),
      problem: sentence(failure.problem),
    })),
    canceledBy: progress.canceledBy === null ? null : plainText(progress.canceledBy),
    detail: progress.detail === null ? null : sentence(progress.detail),
  };
}

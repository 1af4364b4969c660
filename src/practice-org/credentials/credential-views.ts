import { restInstant } from '../http/message.ts';
import type { App, Consumer, StagedPair } from '../model/app.ts';
import type { OrgModel } from '../model/org.ts';

/** Which of the primary pair an answer holds. */
export type Part = 'key' | 'secret' | 'keyandsecret';

/** Where a consumer lies; paths as clients follow them. */
export interface ConsumerPlace {
  /** `/services/data/v65.0/apps/oauth` */
  readonly root: string;
  readonly version: number;
  readonly app: App;
  readonly consumer: Consumer;
}

export function credentialsUrl({ root, app, consumer }: ConsumerPlace): string {
  return `${root}/credentials/${app.id}/${consumer.id}`;
}

export function stagedUrl(place: ConsumerPlace): string {
  return `${credentialsUrl(place)}/staged`;
}

/** The primary pair. The staged address joined in version 65. */
export function credentialsView(place: ConsumerPlace, part: Part) {
  const { consumer, version } = place;
  return {
    id: consumer.id,
    ...(part === 'secret' ? {} : { key: consumer.primary.key }),
    name: consumer.name,
    ...(part === 'key' ? {} : { secret: consumer.primary.secret }),
    ...(version >= 65 ? { stagedCredentialsUrl: stagedUrl(place) } : {}),
    url: credentialsUrl(place),
  };
}

/** What is in the slot; all texts. */
export function stagedView(org: OrgModel, place: ConsumerPlace, show: { staged: StagedPair; secret: boolean }) {
  const { staged } = show;
  return {
    createdBy: staged.createdById,
    ...instant(org, 'createdDate', staged.createdAt),
    ...instant(org, 'expirationDate', staged.expiresAt),
    id: staged.id,
    key: staged.key,
    ...(show.secret ? { secret: staged.secret } : {}),
    stagedCredentialsUrl: stagedUrl(place),
    state: staged.state,
    url: `${stagedUrl(place)}/${staged.id}`,
  };
}

function instant(org: OrgModel, name: string, at: number): Readonly<Record<string, string>> {
  const format = org.knob('dateFormat');
  if (format === 'absent') return {};
  return { [name]: format === 'zulu' ? new Date(at).toISOString() : restInstant(at) };
}

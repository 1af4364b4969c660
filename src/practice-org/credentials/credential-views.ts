import { restInstant } from '../http/message.ts';
import type { App, Consumer, StagedPair } from '../model/app.ts';
import type { Call } from './access.ts';

/** Which part of the current credentials an answer holds. */
export type Part = 'key' | 'secret' | 'keyandsecret';

/** A call about one OAuth consumer. */
export interface ConsumerCall extends Call {
  readonly app: App;
  readonly consumer: Consumer;
}

export function credentialsUrl({ root, app, consumer }: ConsumerCall): string {
  return `${root}/credentials/${app.id}/${consumer.id}`;
}

export function stagedUrl(call: ConsumerCall): string {
  return `${credentialsUrl(call)}/staged`;
}

/** The current credentials. Version 65 added the address of the staged ones. */
export function credentialsView(call: ConsumerCall, part: Part) {
  const { consumer, version } = call;
  return {
    id: consumer.id,
    ...(part === 'secret' ? {} : { key: consumer.primary.key }),
    name: consumer.name,
    ...(part === 'key' ? {} : { secret: consumer.primary.secret }),
    ...(version >= 65 ? { stagedCredentialsUrl: stagedUrl(call) } : {}),
    url: credentialsUrl(call),
  };
}

/** The credentials in the staging slot. All values are strings. */
export function stagedView(call: ConsumerCall, show: { staged: StagedPair; secret: boolean }) {
  const { staged } = show;
  return {
    createdBy: staged.createdById,
    ...instant(call, 'createdDate', staged.createdAt),
    ...instant(call, 'expirationDate', staged.expiresAt),
    id: staged.id,
    key: staged.key,
    ...(show.secret ? { secret: staged.secret } : {}),
    stagedCredentialsUrl: stagedUrl(call),
    state: staged.state,
    url: `${stagedUrl(call)}/${staged.id}`,
  };
}

function instant({ org }: Call, name: string, at: number): Readonly<Record<string, string>> {
  const format = org.knob('dateFormat');
  if (format === 'absent') return {};
  return { [name]: format === 'zulu' ? new Date(at).toISOString() : restInstant(at) };
}

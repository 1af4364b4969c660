import type { ContainmentRecord } from '../model/containment-record.ts';
import { plainText, shellWord } from '../plain/text.ts';
import { isoDay } from '../plain/time.ts';
import { storeFlag } from './still-off.ts';

/** A containment that the state couldn't record. Each command names its org itself: the record has it. */
export const containmentRecordWords = {
  /** @param code why the secret store can't be used; null if it can */
  kept: (app: string, path: string, code: string | null) =>
    `The record of this is in ${path}. ${continuing(app, shellWord(path), code)} Keep the file until then.`,
  /** @param text one line of JSON */
  printed: (app: string, text: string, code: string | null) =>
    `keyturn couldn't write the record of this to any folder. Save this line in a file: ${text.trim()} ${continuing(app, '<file>', code)}`,
  blocked: (record: Blocked) =>
    `keyturn ${record.by === 'flow' ? 'turned OAuth off for' : 'froze the execution user of'} ${placeOf(record)}, and couldn't record it in its state. Nobody gets a token until it is undone.`,
  mayBeBlocked: (record: Blocked) =>
    `keyturn may have ${record.by === 'flow' ? 'turned OAuth off for' : 'frozen the execution user of'} ${placeOf(record)}: it doesn't know whether Salesforce did. If so, nobody gets a token until it is undone.`,
  continues: ({ app }: Pick<ContainmentRecord, 'app'>, path: string) =>
    `${continuing(app, shellWord(path), null)} If access was restored in another way, delete the file.`,
  withOrg: (app: string, org: string | null) =>
    `If it is the leaked app, name its org, and keyturn blocks its access without its own records: \`keyturn emergency ${app} -o ${org ?? '<org>'} --contain\`.`,
  unfit: (path: string) => `${plainText(path, 300)} is not a record of a containment`,
  ofAnother: (path: string, { org, app }: { readonly org: string; readonly app: string }) =>
    `The record in ${plainText(path, 300)} is of ${plainText(app, 80)} in ${plainText(org, 80)}`,
} as const;

type Blocked = Pick<ContainmentRecord, 'app' | 'org' | 'by' | 'confirmedAt'>;

function placeOf({ app, org, confirmedAt }: Blocked): string {
  return `${plainText(app, 80)} in ${plainText(org, 80)} on ${isoDay(confirmedAt)}`;
}

/** What a record says of the access to its app. */
export function recordedBlock(record: Blocked & Pick<ContainmentRecord, 'containedAt'>): string {
  return record.containedAt === null
    ? containmentRecordWords.mayBeBlocked(record)
    : containmentRecordWords.blocked(record);
}

function continuing(app: string, path: string, code: string | null): string {
  return `Once keyturn can write again, continue: \`keyturn emergency ${app} --record ${path} --confirm ${app}${storeFlag(code ?? undefined)}\`. It replaces the credentials and restores access.`;
}

import { z } from 'zod';
import { optionalFlag, optionalText } from './rest.ts';

/** The SOAP client returns one element as an object, several as an array, none as nothing. */
function listOf<Item extends z.ZodType>(item: Item) {
  return z.preprocess(
    (value) => (value === undefined || value === null || value === '' ? [] : Array.isArray(value) ? value : [value]),
    z.array(item),
  );
}

/** Text. An empty element can be missing, null, or an object with only attributes. */
const text = z.preprocess((value) => (typeof value === 'string' ? value.trim() : ''), z.string());
const flag = z.preprocess((value) => value === true || value === 'true', z.boolean());
const number = z.preprocess((value) => {
  const read = Number(typeof value === 'object' ? 0 : (value ?? 0));
  return Number.isFinite(read) ? read : 0;
}, z.number());
const identifier = z.string().regex(/^[A-Za-z0-9]{15,18}$/, 'no id');

/** The immediate answer to deploy and retrieve, over SOAP or REST. */
export const asyncResult = z.object({ id: identifier });

export const fileProperties = listOf(
  z.object({ type: text, fullName: text, fileName: text, id: text, manageableState: text, namespacePrefix: text }),
);

/** Half of every row. */
export const unusedProperties: readonly string[] = ['created', 'lastModified'].flatMap((when) =>
  ['ById', 'ByName', 'Date'].map((what) => `${when}${what}`),
);

/** The answer to `readMetadata`: a record per name. A record that doesn't exist has no full name. */
export const records = listOf(z.looseObject({ fullName: text, externalClientApplication: text }));

/** The answer to `updateMetadata` for each record. */
export const saveResults = listOf(
  z.object({ success: flag, fullName: text, errors: listOf(z.object({ statusCode: text, message: text })) }),
);

export const retrieveResult = z.object({
  done: flag,
  status: text,
  success: flag,
  errorMessage: text,
  errorStatusCode: text,
  messages: listOf(z.object({ fileName: text, problem: text })),
  zipFile: text,
});
export type RetrieveResult = z.infer<typeof retrieveResult>;

const deployMessages = listOf(
  z.object({ componentType: text, fullName: text, fileName: text, changed: flag, problem: text, problemType: text }),
);

export const deployStatuses = [
  'Pending',
  'InProgress',
  'FinalizingDeploy',
  'FinalizingDeployFailed',
  'Succeeded',
  'SucceededPartial',
  'Failed',
  'Canceling',
  'Canceled',
] as const;

export const deployResult = z.object({
  id: identifier,
  done: flag,
  status: z.enum(deployStatuses),
  checkOnly: flag,
  numberComponentsDeployed: number,
  numberComponentsTotal: number,
  numberComponentErrors: number,
  canceledByName: text,
  canceledBy: text,
  stateDetail: text,
  errorMessage: text,
  errorStatusCode: text,
  details: z.preprocess(
    (value) => (typeof value === 'object' && value !== null ? value : {}),
    z.object({ componentSuccesses: deployMessages, componentFailures: deployMessages }),
  ),
});
export type DeployResult = z.infer<typeof deployResult>;

/** `GET /metadata/deployRequest/<id>?includeDetails=true` */
export const restDeployStatus = z.object({ deployResult });

/** A row of DeployRequest in the Tooling API. */
export const deployRow = z.object({
  Id: z.string(),
  Status: z.string(),
  CheckOnly: optionalFlag,
  CreatedById: optionalText,
});

import { z } from 'zod';
import { optionalFlag } from './rest.ts';
import { name, nameLike, optionalText, soapContent, soapSentence, soapText } from './text.ts';

/** The SOAP client returns one element as an object, several as an array, none as nothing. */
function listOf<Item extends z.ZodType>(item: Item) {
  return z.preprocess(
    (value) => (value === undefined || value === null || value === '' ? [] : Array.isArray(value) ? value : [value]),
    z.array(item),
  );
}

const flag = z.preprocess((value) => value === true || value === 'true', z.boolean());
const number = z.preprocess((value) => {
  const read = Number(typeof value === 'object' ? 0 : (value ?? 0));
  return Number.isFinite(read) ? read : 0;
}, z.number());
const identifier = nameLike(/^[A-Za-z0-9]{15,18}$/, 'no id');

/** The immediate answer to deploy and retrieve, over SOAP or REST. */
export const asyncResult = z.object({ id: identifier });

export const fileProperties = listOf(
  z.object({
    type: soapText,
    fullName: soapText,
    fileName: soapText,
    id: soapText,
    manageableState: soapText,
    namespacePrefix: soapText,
  }),
);

/** The same, where only the names of components are wanted. */
export const componentNames = listOf(z.object({ type: soapText, fullName: soapText }));

/** Half of every row. */
export const unusedProperties: readonly string[] = ['created', 'lastModified'].flatMap((when) =>
  ['ById', 'ByName', 'Date'].map((what) => `${when}${what}`),
);

export const unusedByNames: readonly string[] = [
  ...unusedProperties,
  ...['id', 'fileName', 'manageableState', 'namespacePrefix'],
];

/** The answer to `readMetadata`: a record per name. A record that doesn't exist has no full name. */
export const records = listOf(z.looseObject({ fullName: soapText, externalClientApplication: soapText }));

/** The answer to `updateMetadata` for each record. */
export const saveResults = listOf(
  z.object({
    success: flag,
    fullName: soapText,
    errors: listOf(z.object({ statusCode: soapText, message: soapSentence })),
  }),
);

export const retrieveResult = z.object({
  done: flag,
  status: soapText,
  success: flag,
  errorMessage: soapSentence,
  errorStatusCode: soapText,
  messages: listOf(z.object({ fileName: soapText, problem: soapSentence })),
  zipFile: soapContent,
});
export type RetrieveResult = z.infer<typeof retrieveResult>;

const deployMessages = listOf(
  z.object({
    componentType: soapText,
    fullName: soapText,
    fileName: soapText,
    changed: flag,
    problem: soapSentence,
    problemType: soapText,
  }),
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
  canceledByName: soapText,
  canceledBy: soapText,
  stateDetail: soapSentence,
  errorMessage: soapSentence,
  errorStatusCode: soapText,
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
  Id: name,
  Status: name,
  CheckOnly: optionalFlag,
  CreatedById: optionalText,
});

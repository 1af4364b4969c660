import type { Operation } from './call.ts';
import { cancel, checkDeployStatus, deploy, deployRecentValidation } from './deploying.ts';
import { describeMetadata, listMetadata } from './listing.ts';
import { deleteMetadata, readMetadata, writeMetadata } from './records.ts';
import { checkRetrieveStatus, retrieve } from './retrieving.ts';

/** Every operation the practice org speaks, by the name of its element. */
export const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['cancelDeploy', cancel],
  ['checkDeployStatus', checkDeployStatus],
  ['checkRetrieveStatus', checkRetrieveStatus],
  ['createMetadata', writeMetadata('create')],
  ['deleteMetadata', deleteMetadata],
  ['deploy', deploy],
  ['deployRecentValidation', deployRecentValidation],
  ['describeMetadata', describeMetadata],
  ['listMetadata', listMetadata],
  ['readMetadata', readMetadata],
  ['retrieve', retrieve],
  ['updateMetadata', writeMetadata('update')],
  ['upsertMetadata', writeMetadata('upsert')],
]);

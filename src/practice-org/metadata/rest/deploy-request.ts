import type { DeployRecord } from '../../model/deploy-record.ts';
import { optionsAsJson, optionsOfJson } from '../deploy/deploy-options.ts';
import type { DeployQueue } from '../deploy/deploy-queue.ts';
import { cancelDeploy, quickDeploy } from '../deploy/deploy-requests.ts';
import { deployResult, restDate } from '../deploy/deploy-result.ts';
import type { Caller, MetadataOrg } from '../org-port.ts';
import { FormProblem, readDeployForm } from './read-deploy-form.ts';

export interface RestCall {
  readonly caller: Caller;
  /** API version of the address, e.g. 65. */
  readonly version: number;
  readonly contentType: string;
  readonly body: Uint8Array;
}

export interface RestAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A refusal as REST words it: an array of one error. */
export function restError(status: number, errorCode: string, message: string): RestAnswer {
  return { status, body: [{ message, errorCode }] };
}

/** The REST face of deploys: `/metadata/deployRequest`. */
export class DeployRequestResource {
  readonly #org: MetadataOrg;
  readonly #deploys: DeployQueue;

  constructor(org: MetadataOrg, deploys: DeployQueue) {
    this.#org = org;
    this.#deploys = deploys;
  }

  /** A form with a zip starts a deploy; a JSON body with `validatedDeployRequestId` repeats a validation. */
  async post(call: RestCall): Promise<RestAnswer> {
    if (/^application\/json\b/i.test(call.contentType)) return this.#quick(call);
    try {
      const form = await readDeployForm(call.contentType, call.body);
      if (form.zip === null) return restError(400, 'MISSING_ARGUMENT', 'The part file is missing');
      const options = optionsOfJson(property(form.json, 'deployOptions'));
      const { version, caller } = call;
      return this.#created(call, this.#deploys.submit({ zip: form.zip, options, version, caller }));
    } catch (error) {
      if (!(error instanceof FormProblem)) throw error;
      return restError(400, 'JSON_PARSER_ERROR', error.message);
    }
  }

  get(call: RestCall, id: string, query: URLSearchParams): RestAnswer {
    const record = this.#deploys.find(id);
    if (!record) return notFound();
    const details = query.get('includeDetails') === 'true';
    return { status: 200, body: { ...this.#body(call, record, details), url: `${call.version}.0/${record.id}` } };
  }

  /** The only change there is: asking to cancel. */
  patch(call: RestCall, id: string): RestAnswer {
    const status = property(property(parsed(call.body), 'deployResult'), 'status');
    if (status !== 'Canceling') return restError(400, 'INVALID_FIELD', 'deployResult.status must be Canceling');
    if (!this.#deploys.find(id)) return notFound();
    const record = cancelDeploy(this.#deploys, id, call.caller);
    return { status: 202, body: this.#body(call, record, false) };
  }

  #quick(call: RestCall): RestAnswer {
    const id = property(parsed(call.body), 'validatedDeployRequestId');
    if (typeof id !== 'string') return restError(400, 'JSON_PARSER_ERROR', 'validatedDeployRequestId is missing');
    return this.#created(call, quickDeploy(this.#org, this.#deploys, { id, caller: call.caller }));
  }

  #created(call: RestCall, record: DeployRecord): RestAnswer {
    return { status: 201, body: this.#body(call, record, false) };
  }

  #body(call: RestCall, record: DeployRecord, details: boolean) {
    return {
      id: record.id,
      validatedDeployRequestId: record.validatedId,
      deployOptions: optionsAsJson(record.options),
      deployResult: deployResult(this.#org, record, { details, version: call.version, date: restDate }),
    };
  }
}

function notFound(): RestAnswer {
  return restError(404, 'NOT_FOUND', 'The requested resource does not exist');
}

function parsed(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return null;
  }
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : null;
}

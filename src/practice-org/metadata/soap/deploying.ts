import { optionsOfSoap } from '../deploy/deploy-options.ts';
import { cancelDeploy, quickDeploy } from '../deploy/deploy-requests.ts';
import { deployResult, soapDate } from '../deploy/deploy-result.ts';
import { childOf, textOf } from '../xml/read-xml.ts';
import { compactXml } from '../xml/write-xml.ts';
import type { SoapCall } from './call.ts';
import { invalidId, SoapFault } from './fault.ts';

/** deploy: takes the zip, answers with the id to ask about. */
export function deploy(call: SoapCall): string {
  const zip = childOf(call.operation, 'ZipFile')?.text ?? '';
  if (!/^[A-Za-z0-9+/=\s]+$/.test(zip)) throw new SoapFault('INVALID_FIELD', 'ZipFile: not base64');
  const record = call.deploys.submit({
    zip: Buffer.from(zip, 'base64'),
    options: optionsOfSoap(call.operation),
    version: call.version,
    caller: call.caller,
  });
  return compactXml({ result: { done: false, id: record.id, state: 'Queued' } });
}

export function checkDeployStatus(call: SoapCall): string {
  const record = call.deploys.find(textOf(call.operation, 'asyncProcessId') ?? '');
  if (!record) throw invalidId();
  const details = textOf(call.operation, 'includeDetails') === 'true';
  return compactXml({ result: deployResult(call.org, record, { details, version: call.version, date: soapDate }) });
}

/** cancelDeploy: the service description calls the id `String`, clients send `id`. */
export function cancel(call: SoapCall): string {
  const id = textOf(call.operation, 'String') ?? textOf(call.operation, 'id') ?? '';
  const record = cancelDeploy(call.deploys, id, call.caller);
  return compactXml({ result: { done: record.status === 'Canceled', id: record.id } });
}

export function deployRecentValidation(call: SoapCall): string {
  const id = textOf(call.operation, 'validationId') ?? '';
  return compactXml({ result: quickDeploy(call.org, call.deploys, { id, caller: call.caller }).id });
}

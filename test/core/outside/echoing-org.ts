import type { Received, Reply } from '../adapters/salesforce/small-server.ts';

/** Columns that aren't text, by their name. */
function columnOf(column: string, said: string): unknown {
  if (/^(Is|Permissions)/.test(column)) return true;
  if (/Licenses$/.test(column)) return 5;
  if (column === 'ClientCredentialsFlowUser') return '005000000000001AAA';
  if (/(Date|Time)$|^latest$/.test(column)) return '2026-11-30T08:00:00.000+0000';
  return said;
}

function rowOf(soql: string, said: string): Record<string, unknown> {
  const columns = /^SELECT (.*?) FROM /.exec(soql)?.[1]?.split(/,\s*/) ?? [];
  const row: Record<string, unknown> = {};
  for (const column of columns) {
    const path = column.replace(/^\w+\(\w+\) /, '').split('.');
    const last = path.pop() ?? '';
    let place = row;
    for (const name of path) {
      const inner = (place[name] ?? {}) as Record<string, unknown>;
      place[name] = inner;
      place = inner;
    }
    place[last] = columnOf(last, said);
  }
  return row;
}

/** Fields of every answer of Connect REST and REST that keyturn reads. */
function everyField(said: string): Record<string, unknown> {
  const app = { developerName: said, identifier: said, isFromPackage: true };
  const consumer = { id: said, name: said, key: '3MVG9echo' };
  const staged = { id: said, key: '3MVG9echo', state: said, createdBy: said, createdDate: said, expirationDate: said };
  return {
    ...{ id: said, success: true, errors: [], key: '3MVG9echo', secret: 'A1B2C3D4E5F6', name: said },
    apps: [app],
    consumers: [consumer],
    stagedCredentials: [staged],
    users: [{ username: said, userIdentifier: said, useCount: 1, lastUsedAt: said }],
    DailyApiRequests: { Max: 5, Remaining: 5 },
  };
}

const deployId = '0Af000000000001AAA';

function soapResult(body: string, said: string): string {
  const text = said.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const call = /<(?:\w+:)?Body[^>]*>\s*<(?:\w+:)?(\w+)/.exec(body)?.[1] ?? 'unknown';
  const names = [
    'fullName',
    'fileName',
    'errorMessage',
    'errorStatusCode',
    'stateDetail',
    'canceledByName',
    'canceledBy',
  ];
  const type = call === 'listMetadata' ? 'ExtlClntAppConfigurablePolicies' : text;
  const texts = names.map((name) => `<${name}>${text}</${name}>`).join('');
  const failure = `<componentFailures><componentType>${text}</componentType><fullName>${text}</fullName><problem>${text}</problem><problemType>Error</problemType></componentFailures>`;
  const rows = `<details>${failure}</details><messages><problem>${text}</problem></messages><errors><statusCode>${text}</statusCode><message>${text}</message></errors>`;
  const flags = `<id>${deployId}</id><done>true</done><success>false</success><status>Failed</status><checkOnly>false</checkOnly>`;
  const record =
    call === 'readMetadata'
      ? `<records>${texts}<externalClientApplication>${text}</externalClientApplication></records>`
      : '';
  return `<?xml version="1.0"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body><${call}Response><result>${flags}${record || `<type>${type}</type>${texts}`}${rows}</result></${call}Response></soapenv:Body></soapenv:Envelope>`;
}

/** How an org, or something in front of it, can repeat what it knows. */
export const manners: Readonly<Record<string, (request: Received, said: string) => Reply>> = {
  'as the data it is asked for': ({ path, body }, said) => {
    if (body.includes('Envelope')) return { body: soapResult(body, said) };
    if (path === '/services/data') return { body: [{ version: '68.0' }] };
    const soql = /[?&]q=(.*)$/.exec(path)?.[1]?.replaceAll('+', ' ');
    if (soql !== undefined) return { body: { totalSize: 1, done: true, records: [rowOf(soql, said)] } };
    if (path.endsWith('/userinfo')) return { body: { preferred_username: said, user_id: said } };
    return { body: everyField(said) };
  },
  'in the error of a REST call': (_, said) => ({ status: 400, body: [{ errorCode: said, message: said }] }),
  'in the error of a sign-in': (_, said) => ({ status: 400, body: { error: said, error_description: said } }),
  'in a SOAP fault': (_, said) => ({
    status: 500,
    body: `<e:Envelope><e:Body><e:Fault><faultcode>sf:X</faultcode><faultstring>${said.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</faultstring></e:Fault></e:Body></e:Envelope>`,
  }),
  'in a page': (_, said) => ({ status: 403, headers: { 'content-type': 'text/html' }, body: `<html>${said}</html>` }),
  'as a text': (_, said) => ({ status: 404, headers: { 'content-type': 'text/plain' }, body: said }),
  'in an address': (_, said) => ({
    status: 302,
    headers: { location: `https://${said.replace(/\W/g, '').slice(0, 60)}.example/${encodeURIComponent(said)}` },
  }),
  'as JSON of another form': (_, said) => ({ body: [said, { [said]: said }] }),
};

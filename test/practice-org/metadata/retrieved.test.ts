import { expect, it } from 'vitest';
import { systemClock } from '../../../src/core/adapters/system-clock.ts';
import { createMetadataApi } from '../../../src/practice-org/metadata/metadata-api.ts';
import { APP_TYPES } from '../../../src/practice-org/metadata/types/registry.ts';
import { readZip } from '../../../src/practice-org/metadata/zip/read-zip.ts';
import { createOrg } from '../../../src/practice-org/seeds/scenarios.ts';
import { soap, zipOf } from './soap-client.ts';

const org = createOrg('acme', systemClock().now());
const api = createMetadataApi(org);
const token = org.data.sessions.find(({ kind }) => kind === 'setup')?.token ?? '';
const call = (text: string) => soap(api, text, { token }).body;
const element = (body: string, name: string) =>
  (new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1] ?? '').replaceAll('&apos;', "'");

function retrieve(request: string) {
  const id = element(call(`<retrieve><retrieveRequest>${request}</retrieveRequest></retrieve>`), 'id');
  org.data.clockOffset += 1_000;
  return call(`<checkRetrieveStatus><asyncProcessId>${id}</asyncProcessId></checkRetrieveStatus>`);
}

const wanted = (names: readonly string[]) =>
  `<unpackaged>${names.map((name) => `<types><members>*</members><name>${name}</name></types>`).join('')}<version>65.0</version></unpackaged>`;

function deploy(files: Record<string, string>) {
  const zip = Buffer.from(zipOf(files)).toString('base64');
  const options = '<DeployOptions><rollbackOnError>true</rollbackOnError></DeployOptions>';
  const id = element(call(`<deploy><ZipFile>${zip}</ZipFile>${options}</deploy>`), 'id');
  org.data.clockOffset += 10_000;
  return call(
    `<checkDeployStatus><asyncProcessId>${id}</asyncProcessId><includeDetails>true</includeDetails></checkDeployStatus>`,
  );
}

it('takes back what was retrieved, also of a managed app, and finds nothing changed', () => {
  const body = retrieve(
    `<singlePackage>true</singlePackage>${wanted(APP_TYPES.filter(({ since }) => since <= 65).map(({ xmlName }) => xmlName))}`,
  );
  const zip = readZip(Buffer.from(element(body, 'zipFile'), 'base64'));
  const files = Object.fromEntries([...zip].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]));
  const managed = Object.values(files).filter((text) => text.includes('partnerco__Partner_Feed'));
  expect(managed.length).toBeGreaterThanOrEqual(4);
  const before = structuredClone(org.data.apps);
  const answer = deploy(files);
  expect([element(answer, 'status'), element(answer, 'problem')]).toEqual(['Succeeded', '']);
  expect(answer).not.toContain('<changed>true</changed><componentType>E');
  expect(org.data.apps).toEqual(before);
  const [path = '', text = ''] = Object.entries(files).find(([name]) => name.includes('Partner_Feed_glbl')) ?? [];
  const changed = text.replace(/(<isPkceRequired>)(\w+)/, '$1false');
  expect(element(deploy({ ...files, [path]: changed }), 'problem')).toContain('Cannot modify managed object');
});

it('says of packages that it has none of that name', () => {
  const body = retrieve('<packageNames>Foo</packageNames>');
  expect(element(body, 'status')).toBe('Succeeded');
  expect(element(body, 'problem')).toBe("No package named 'Foo' found");
  expect(soap(api, '<retrieve><retrieveRequest/></retrieve>', { token }).fault).toContain('INVALID_FIELD');
});

it('shows who made a permission set, and when', () => {
  const dates = () => {
    const body = call('<listMetadata><queries><type>PermissionSet</type></queries></listMetadata>');
    return ['createdById', 'createdDate', 'id', 'lastModifiedDate'].map((name) => element(body, name));
  };
  const write = (label: string) =>
    call(
      `<upsertMetadata><metadata xsi:type="PermissionSet"><fullName>Sync</fullName><label>${label}</label></metadata></upsertMetadata>`,
    );
  const made = new Date(org.now()).toISOString().slice(0, 16);
  expect(write('One')).toContain('<success>true</success>');
  org.data.clockOffset += 3_600_000;
  const [createdById, createdDate, id, first] = dates();
  expect([createdById, createdDate?.slice(0, 16), id?.slice(0, 3), first]).toEqual([
    org.data.adminUserId,
    made,
    '0PS',
    createdDate,
  ]);
  expect(write('Two')).toContain('<success>true</success>');
  const [, again, , modified = ''] = dates();
  expect(again).toBe(createdDate);
  expect(modified > String(createdDate)).toBe(true);
});

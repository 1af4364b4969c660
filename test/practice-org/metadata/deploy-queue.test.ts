import { beforeEach, describe, expect, it } from 'vitest';
import { createMetadataApi, type MetadataApi } from '../../../src/practice-org/metadata/metadata-api.ts';
import { textOf } from '../../../src/practice-org/metadata/xml/read-xml.ts';
import { type MiniOrg, miniOrg } from './mini-org.ts';
import { appFiles, deploy, deployed, soap, submit, zipOf } from './soap-client.ts';

let org: MiniOrg;
let api: MetadataApi;

beforeEach(() => {
  org = miniOrg();
  api = createMetadataApi(org);
});

describe('the queue', () => {
  it('runs one deploy at a time', () => {
    const first = submit(api, appFiles('One'));
    const second = submit(api, appFiles('Two'));
    org.time += 150;
    expect([deployed(api, first).status, deployed(api, second).status]).toEqual(['InProgress', 'Pending']);
    org.time += 150;
    expect([deployed(api, first).status, deployed(api, second).status]).toEqual(['Succeeded', 'InProgress']);
    expect(org.byName.has('Two')).toBe(false);
    org.time += 300;
    expect(deployed(api, second).status).toBe('Succeeded');
  });

  it('takes effect when it is due, whoever reads the org', () => {
    submit(api, appFiles());
    org.time += 300;
    expect(org.byName.size).toBe(0);
    api.settle();
    expect(org.byName.size).toBe(1);
  });

  it("waits for someone else's deploy if the org is busy", () => {
    org.knobs.deployRunning = true;
    const id = submit(api, appFiles());
    expect(org.data.deploys.map((each) => each.status)).toEqual(['InProgress', 'Pending']);
    org.time += 300;
    expect(deployed(api, id).status).toBe('Pending');
    org.time += 5 * 300;
    expect(deployed(api, id).status).toBe('Succeeded');
  });

  it("is refused during someone else's deploy if the knob says so, and the next one is accepted", () => {
    org.knobs.deployRunning = 'refused';
    const zip = Buffer.from(zipOf(appFiles())).toString('base64');
    const refusal = () => soap(api, `<deploy><ZipFile>${zip}</ZipFile><DeployOptions/></deploy>`).fault;
    expect(refusal()).toMatch(/^ALREADY_IN_PROCESS: /);
    org.time += 5 * 300 - 1;
    expect(refusal()).toMatch(/^ALREADY_IN_PROCESS: /);
    expect(org.data.deploys).toHaveLength(1);
    org.time += 1;
    const id = submit(api, appFiles());
    org.time += 300;
    expect(deployed(api, id).status).toBe('Succeeded');
  });

  it.each(['String', 'id'])('cancels by the element %s', (element) => {
    submit(api, appFiles('One'));
    const id = submit(api, appFiles('Two'));
    const { results } = soap(api, `<cancelDeploy><${element}>${id}</${element}></cancelDeploy>`);
    expect(results.map((result) => textOf(result, 'done'))).toEqual(['true']);
    org.time += 1000;
    expect([deployed(api, id).status, org.byName.has('Two'), org.byName.has('One')]).toEqual(['Canceled', false, true]);
    expect(soap(api, `<cancelDeploy><id>${id}</id></cancelDeploy>`).fault).toContain('Deployment already completed');
  });

  it('outlives a restart of the practice org', () => {
    const id = submit(api, appFiles());
    const later = createMetadataApi(org);
    org.time += 300;
    expect(deployed(later, id).status).toBe('Succeeded');
    expect(org.byName.has('Acme')).toBe(true);
  });

  it('deploys a validation without sending it again', () => {
    const { id } = deploy(api, org, appFiles(), { checkOnly: true });
    const { body } = soap(api, `<deployRecentValidation><validationId>${id}</validationId></deployRecentValidation>`);
    org.time += 300;
    api.settle();
    expect(org.byName.has('Acme')).toBe(true);
    expect(body).toContain(`<result>${org.data.deploys.at(-1)?.id}</result>`);
    expect(
      soap(api, '<deployRecentValidation><validationId>x</validationId></deployRecentValidation>').fault,
    ).toContain('Invalid validation ID');
  });

  it('deploys no validation after which something else was deployed', () => {
    const quick = (id: string) =>
      soap(api, `<deployRecentValidation><validationId>${id}</validationId></deployRecentValidation>`);
    const first = deploy(api, org, appFiles('One'), { checkOnly: true }).id;
    const second = deploy(api, org, appFiles('Two'), { checkOnly: true }).id;
    expect(quick(second).fault).toBeNull();
    org.time += 300;
    api.settle();
    expect([quick(first).fault, quick(second).fault]).toEqual([
      expect.stringContaining('Invalid validation ID'),
      expect.stringContaining('Invalid validation ID'),
    ]);
  });

  it('still deploys a validation after a deploy that failed', () => {
    const { id } = deploy(api, org, appFiles('One'), { checkOnly: true });
    deploy(api, org, { 'package.xml': 'no manifest' });
    const { fault } = soap(api, `<deployRecentValidation><validationId>${id}</validationId></deployRecentValidation>`);
    expect(fault).toBeNull();
  });

  it('fails if it is to run tests that the org lacks', () => {
    const zip = Buffer.from(zipOf(appFiles())).toString('base64');
    const tests = '<testLevel>RunSpecifiedTests</testLevel><runTests>FooTest</runTests><runTests>BarTest</runTests>';
    const options = `<DeployOptions><rollbackOnError>true</rollbackOnError>${tests}</DeployOptions>`;
    const [result] = soap(api, `<deploy><ZipFile>${zip}</ZipFile>${options}</deploy>`).results;
    org.time += 300;
    const found = deployed(api, result ? (textOf(result, 'id') ?? '') : '');
    expect(found.status).toBe('Failed');
    expect(org.data.deploys[0]?.rows.filter((row) => !row.success).map((row) => row.problem)).toEqual([
      'no ApexClass named FooTest found',
      'no ApexClass named BarTest found',
    ]);
    expect(org.byName.has('Acme')).toBe(false);
  });
});

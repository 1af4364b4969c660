import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { removeElementOf } from '../../../src/core/external-client-app/metadata-edit.ts';
import { elementText } from '../../../src/core/external-client-app/metadata-xml.ts';
import type { ComponentType } from '../../../src/core/model/app.ts';
import { extendManifest, membersOfManifest, newManifest } from '../../../src/core/project/manifest.ts';
import type { Project, ProjectFile } from '../../../src/core/project/project.ts';
import { planProject } from '../../../src/core/project/project-plan.ts';
import { appFiles } from '../external-client-app/app-files.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (content: Uint8Array | null | undefined) =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(content ?? bytes(''));

const folders = {
  ExtlClntAppGlobalOauthSettings: ['extlClntAppGlobalOauthSets', 'ecaGlblOauth'],
  ExtlClntAppOauthConfigurablePolicies: ['extlClntAppOauthPolicies', 'ecaOauthPlcy'],
  ExtlClntAppConfigurablePolicies: ['extlClntAppPolicies', 'ecaPlcy'],
} as const;

function source(type: keyof typeof folders, fullName: string, content: string): ProjectFile {
  const [folder, suffix] = folders[type];
  const path = `${folder}/${fullName}.${suffix}`;
  return {
    type,
    fullName,
    path,
    source: `force-app/main/default/${path}-meta.xml`,
    content: bytes(content),
    onDisk: bytes(content),
    isOutside: false,
  };
}

const holding = (file: ProjectFile, content: Uint8Array): ProjectFile => ({ ...file, content, onDisk: content });

const xml = (type: ComponentType, inner: string, lineEnd = '\n') =>
  `<?xml version="1.0" encoding="UTF-8"?>${lineEnd}<${type} xmlns="http://soap.sforce.com/2006/04/metadata">${lineEnd}${inner}</${type}>${lineEnd}`;

function project(files: readonly ProjectFile[], manifests: Record<string, string> = {}, isInGit = false): Project {
  return {
    root: '/project',
    isInGit,
    apiVersion: '64.0',
    namespace: null,
    damaged: [],
    ignores: () => false,
    newSources: 'force-app/main/default',
    files,
    manifests: Object.entries(manifests).map(([name, content]) => ({ source: name, content: bytes(content) })),
    read: async () => null,
    write: async () => undefined,
  };
}

const global = (inner = '', end = '\n') =>
  source(
    'ExtlClntAppGlobalOauthSettings',
    'Billing_Sync_glbloauth',
    xml(
      'ExtlClntAppGlobalOauthSettings',
      `    <externalClientApplication>Billing_Sync</externalClientApplication>${end}${inner}`,
      end,
    ),
  );
const policy = (inner = '', end = '\n', name = 'Billing_Sync_oauthPlcy') =>
  source(
    'ExtlClntAppOauthConfigurablePolicies',
    name,
    xml(
      'ExtlClntAppOauthConfigurablePolicies',
      `    <externalClientApplication>Billing_Sync</externalClientApplication>${end}${inner}`,
      end,
    ),
  );

function plan(files: readonly ProjectFile[], over: Partial<Parameters<typeof planProject>[0]> = {}) {
  return planProject({
    app: 'Billing_Sync',
    orgId: '00D000000000001AAA',
    project: project(files),
    components: appFiles(),
    executionUser: 'int@acme.example',
    certificate: 'none',
    movesMisplaced: true,
    apiVersion: '68.0',
    ...over,
  });
}

describe('the plan in a project', () => {
  it('edits the two files, deploys them, and writes a manifest of them', () => {
    const { edits, flow, manifest } = plan([global(), policy()]);
    expect(edits.map(({ source: name }) => name.split('/').at(-1))).toEqual([
      'Billing_Sync_glbloauth.ecaGlblOauth-meta.xml',
      'Billing_Sync_oauthPlcy.ecaOauthPlcy-meta.xml',
      'package.xml',
    ]);
    expect(flow.files.map(({ fullName }) => fullName)).toEqual(['Billing_Sync_glbloauth', 'Billing_Sync_oauthPlcy']);
    expect(manifest).toBe('package.xml');
    expect(text(edits[2]?.after)).toContain('<members>Billing_Sync_oauthPlcy</members>');
    expect(text(edits[2]?.after)).toContain('<version>64.0</version>');
  });

  it('shows what else the deploy changes because project and org differ', () => {
    const { flow } = plan([global(), policy('    <ipRelaxationPolicyType>Bypass</ipRelaxationPolicyType>\n')]);
    expect(flow.changes).toContainEqual(
      expect.objectContaining({ field: 'ipRelaxationPolicyType', from: 'Enforce', to: 'Bypass' }),
    );
    expect(flow.changes).toContainEqual(expect.objectContaining({ field: 'callbackUrl', to: '' }));
  });

  it('writes what the project lacks, without a certificate', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----';
    const { edits, flow } = plan([], { certificate: { pem } });
    expect(edits.map(({ before }) => before)).toEqual([null, null, null]);
    expect(edits.map(({ after }) => text(after)).join('')).not.toMatch(/CERTIFICATE|consumerKey|3MVG9/);
    expect(text(flow.files[0]?.content)).toContain('CERTIFICATE');
  });

  it('moves the fields of the help article to where they work, when somebody agrees', () => {
    const inner =
      '    <clientCredentialsFlowUser>x@y.z</clientCredentialsFlowUser>\n    <externalClientApplication>Billing_Sync</externalClientApplication>\n    <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>\n    <isEnabled>true</isEnabled>\n';
    const wrong = source(
      'ExtlClntAppConfigurablePolicies',
      'Billing_Sync_plcy',
      xml('ExtlClntAppConfigurablePolicies', inner),
    );
    expect(() => plan([wrong, policy()], { movesMisplaced: false })).toThrow(
      expect.objectContaining({ code: 'ProjectFieldsMisplaced' }),
    );
    const { edits } = plan([wrong, policy()]);
    const moved = edits.find(({ source: name }) => name.includes('ecaPlcy'));
    expect(text(moved?.after)).toBe(
      xml(
        'ExtlClntAppConfigurablePolicies',
        '    <externalClientApplication>Billing_Sync</externalClientApplication>\n    <isEnabled>true</isEnabled>\n',
      ),
    );
  });

  it.each<[string, ProjectFile, string]>([
    [
      'a key that would be replaced',
      global('    <shouldRotateConsumerKey>true</shouldRotateConsumerKey>\n'),
      'ProjectFileForeign',
    ],
    [
      'a secret that would be replaced',
      global('    <shouldRotateConsumerSecret>true</shouldRotateConsumerSecret>\n'),
      'ProjectFileForeign',
    ],
    ["another org's link", policy('    <oauthLink>00D999999999999:888</oauthLink>\n'), 'ProjectFileForeign'],
    [
      "another org's app",
      policy('    <orgScopedExternalApp>00D999999999999:X</orgScopedExternalApp>\n'),
      'ProjectFileForeign',
    ],
    ['another name than in the org', policy('', '\n', 'Other_name'), 'ComponentAmbiguous'],
  ])('refuses %s', (_what, file, code) => {
    expect(() => plan([file])).toThrow(expect.objectContaining({ code }));
  });

  it('refuses two files of one kind, and malformed XML', () => {
    expect(() => plan([policy(), { ...policy(), source: 'other/x' }])).toThrow(
      expect.objectContaining({ code: 'ComponentAmbiguous' }),
    );
    expect(() => plan([holding(policy(), bytes('<a><b></a>'))])).toThrow(
      expect.objectContaining({ code: 'MetadataUnreadable' }),
    );
  });

  it('warns of global settings in git, with the key in them', () => {
    const files = [global('    <consumerKey>3MVG9</consumerKey>\n'), policy()];
    const { flow } = plan(files, { project: project(files, {}, true) });
    expect(flow.warnings).toContainEqual(expect.stringMatching(/is in git.*consumer key/));
    expect(plan([], { project: project([], {}, true) }).flow.warnings).toContainEqual(
      expect.stringContaining('is in git'),
    );
    expect(plan(files).flow.warnings).not.toContainEqual(expect.stringContaining('is in git'));
  });

  describe('where the flow is on already', () => {
    const on = () => {
      const { flow } = plan([global(), policy()]);
      return { ...appFiles(), global: flow.files[0] ?? null, oauthPolicy: flow.files[1] ?? null };
    };
    const flowOn =
      '    <clientCredentialsFlowUser>int@acme.example</clientCredentialsFlowUser>\n    <isClientCredentialsFlowEnabled>true</isClientCredentialsFlowEnabled>\n';

    it('leaves a file alone that differs in another field, says which, and names no manifest', () => {
      const strict = policy('    <permittedUsersPolicyType>AdminApprovedPreAuthorized</permittedUsersPolicyType>\n');
      const { edits, flow, manifest } = plan([global(), strict], { components: on() });
      expect(edits).toEqual([]);
      expect(manifest).toBeNull();
      expect(flow.files).toEqual([]);
      expect(flow.warnings).toContainEqual(expect.stringContaining('permittedUsersPolicyType'));
    });

    it('turns it on in a file that is otherwise as in the org', () => {
      const { edits, flow, manifest } = plan([global(), policy()], { components: on() });
      expect(edits.map(({ source: at }) => at.split('.')[1])).toEqual([
        'ecaGlblOauth-meta',
        'ecaOauthPlcy-meta',
        'xml',
      ]);
      expect(flow.changes).toEqual([]);
      expect(text(edits[2]?.after)).not.toContain('Global');
      expect(manifest).toBe('package.xml');
    });

    it('writes nothing where the project has it on, too', () => {
      const { edits, manifest } = plan([global(flowOn), policy(flowOn)], { components: on() });
      expect(edits).toEqual([]);
      expect(manifest).toBeNull();
    });
  });

  it('uses a manifest that names other components of the app only if they are as in the org', () => {
    const manifest = (type: string, name: string) =>
      `<Package><types><members>${name}</members><name>${type}</name></types><version>68.0</version></Package>`;
    const { appPolicy } = appFiles();
    if (!appPolicy) throw new Error('the app has policies');
    const other = (content: Uint8Array) =>
      holding(source('ExtlClntAppConfigurablePolicies', appPolicy.fullName, ''), content);
    const named = { 'package.xml': manifest('ExtlClntAppConfigurablePolicies', appPolicy.fullName) };
    const same = [global(), policy(), other(appPolicy.content)];
    expect(plan(same, { project: project(same, named) }).manifest).toBe('package.xml');
    const changed = [global(), policy(), other(bytes(text(appPolicy.content).replace(/<\/Ext/, '<zzz>1</zzz></Ext')))];
    expect(plan(changed, { project: project(changed, named) }).manifest).toBe('package-Billing_Sync.xml');
  });

  it.each([
    ['broken', bytes('<Package>')],
    ['too large to read', null],
  ])('leaves a %s manifest alone and writes one of its own', (_what, content) => {
    const files = [global(), policy()];
    const spoiled = { ...project(files), manifests: [{ source: 'package.xml', content }] };
    const { edits, manifest } = plan(files, { project: spoiled });
    expect(manifest).toBe('package-Billing_Sync.xml');
    expect(edits.map(({ source: at }) => at)).not.toContain('package.xml');
  });

  it('never replaces a manifest under its own name that it cannot read', () => {
    const files = [global(), policy()];
    const manifests = ['package.xml', 'package-Billing_Sync.xml'].map((at) => ({ source: at, content: null }));
    expect(plan(files, { project: { ...project(files), manifests } }).manifest).toBe('package-Billing_Sync-2.xml');
  });

  it('keeps what .forceignore names out of the tree and the manifest, and says so', () => {
    const files = [policy()];
    const ignoring = { ...project(files), ignores: (at: string) => at.includes('ecaGlblOauth') };
    const { edits, flow } = plan(files, { project: ignoring });
    expect(flow.files.map(({ type }) => type)).toContain('ExtlClntAppGlobalOauthSettings');
    expect(edits.map(({ source: at }) => at)).toEqual([policy().source, 'package.xml']);
    expect(text(edits[1]?.after)).not.toContain('Global');
    expect(flow.warnings).toContainEqual(expect.stringContaining('.forceignore keeps'));
  });

  it('names no file in the manifest whose deploy would clear the certificate', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----';
    const { edits, flow } = plan([global(), policy()], { certificate: { pem } });
    expect(text(flow.files[0]?.content)).toContain('CERTIFICATE');
    expect(text(edits.at(-1)?.after)).not.toContain('Global');
    expect(flow.warnings).toContainEqual(expect.stringContaining('certificate'));
  });

  it('goes without a damaged file of another app, and stops at one of this app', () => {
    const file = { type: 'ExtlClntAppOauthConfigurablePolicies', problem: 'it is not UTF-8' } as const;
    const damaged = (fullName: string, content: Uint8Array | null) => ({
      ...project([global(), policy()]),
      damaged: [{ ...file, fullName, source: 'force-app/x.ecaOauthPlcy-meta.xml', content }],
    });
    const { flow } = plan([], { project: damaged('Other', bytes('<<<<<<< HEAD <a>Other</a>')) });
    expect(flow.warnings).toContainEqual(expect.stringContaining('force-app/x.ecaOauthPlcy-meta.xml'));
    const mine = () => plan([], { project: damaged('Other', bytes('<<<<<<< HEAD <a>Billing_Sync</a>')) });
    expect(mine).toThrow(
      expect.objectContaining({
        code: 'MetadataUnreadable',
        actions: [expect.stringContaining('Fix /project/force-app/x.ecaOauthPlcy-meta.xml')],
      }),
    );
    const named = () => plan([], { project: damaged(appFiles().oauthPolicy?.fullName ?? '', null) });
    expect(named).toThrow(expect.objectContaining({ code: 'ProjectUnreadable' }));
  });

  it('refuses to edit outside the project, and a field that replacements fill in', () => {
    const foreign = expect.objectContaining({ code: 'ProjectFileForeign' });
    expect(() => plan([global(), { ...policy(), isOutside: true }])).toThrow(foreign);
    const made = policy('    <clientCredentialsFlowUser>someone@else</clientCredentialsFlowUser>\n');
    const filled = { ...made, onDisk: bytes(text(made.content).replace('someone@else', '__USER__')) };
    expect(() => plan([global(), filled])).toThrow(foreign);
    const right = policy('    <clientCredentialsFlowUser>int@acme.example</clientCredentialsFlowUser>\n');
    const kept = { ...right, onDisk: bytes(text(right.content).replace('int@acme.example', '__USER__')) };
    const edit = plan([global(), kept]).edits.find(({ source: at }) => at === kept.source);
    expect(text(edit?.after)).toContain('__USER__');
  });

  it('puts new files where the app has its own: by type, or by feature', () => {
    const by = (at: string) => plan([{ ...policy(), source: at }]).edits.map(({ source: made }) => made);
    const name = 'Billing_Sync_glbloauth.ecaGlblOauth-meta.xml';
    expect(by('packages/x/extlClntAppOauthPolicies/p.xml')).toContain(`packages/x/extlClntAppGlobalOauthSets/${name}`);
    expect(by('packages/billing/p.xml')).toContain(`packages/billing/${name}`);
    expect(by('p.xml')).toContain(name);
  });

  it('plans nothing over its own result', () => {
    const { edits, flow } = plan([global(), policy()]);
    const [one, two, three] = edits.map(({ after }) => after);
    const files = [holding(global(), one ?? bytes('')), holding(policy(), two ?? bytes(''))];
    const components = { ...appFiles(), global: flow.files[0] ?? null, oauthPolicy: flow.files[1] ?? null };
    const again = plan(files, { components, project: project(files, { 'package.xml': text(three) }) });
    expect(again.edits).toEqual([]);
    expect(again.flow.changes).toEqual([]);
    expect(again.flow.files).toEqual([]);
  });

  it('leaves every byte but those of the planned elements, whatever the file looks like', () => {
    const name = fc.constantFrom('aaa', 'customThing', 'label', 'zzzLast', 'isPkceRequired');
    const inner = fc.array(
      fc.oneof(
        fc
          .tuple(name, fc.constantFrom('x', 'true', '&amp;', 'ü', ''))
          .map(([tag, value]) => `    <${tag}>${value}</${tag}>`),
        fc.constantFrom('    <!-- a comment <b> -->', '', '\t<odd a="1"/>', '    <nested><in>1</in></nested>'),
      ),
      { maxLength: 8 },
    );
    const property = fc.property(inner, fc.constantFrom('\n', '\r\n'), fc.boolean(), (lines, end, hasBom) => {
      const unique = lines.filter((line, index) => lines.indexOf(line) === index || line.includes('<!--'));
      const names = new Set<string>();
      const kept = unique.filter((line) => {
        const tag = /<(\w+)[ >]/.exec(line)?.[1] ?? '';
        if (tag === '' || !names.has(tag)) {
          names.add(tag);
          return true;
        }
        return false;
      });
      const made = policy(kept.map((line) => `${line}${end}`).join(''), end);
      const file = holding(made, bytes(`${hasBom ? '\ufeff' : ''}${text(made.content)}`));
      const edit = plan([file]).edits.find(({ source: at }) => at === file.source);
      let back = edit?.after ?? bytes('');
      for (const field of ['isClientCredentialsFlowEnabled', 'clientCredentialsFlowUser']) {
        expect(elementText({ path: 'x', content: back }, field)).not.toBeNull();
        back = removeElementOf({ path: 'x', content: back }, field);
      }
      expect(text(back)).toBe(text(file.content));
    });
    fc.assert(property, { numRuns: 300 });
  });
});

describe('a manifest', () => {
  const refs = [{ type: 'ExtlClntAppOauthConfigurablePolicies', fullName: 'B_plcy' }] as const;

  it('is extended in its own line ends, every other byte kept', () => {
    const before =
      '<?xml version="1.0"?>\r\n<!-- mine -->\r\n<Package>\r\n    <types>\r\n        <members>A</members>\r\n        <name>ExternalClientApplication</name>\r\n    </types>\r\n    <version>60.0</version>\r\n</Package>\r\n';
    const after = text(extendManifest({ path: 'package.xml', content: bytes(before) }, refs));
    expect(after.replace(/\r\n {4}<types>\r\n {8}<members>B_plcy[\s\S]*?<\/types>/, '')).toBe(before);
    expect(membersOfManifest({ path: 'p', content: bytes(after) })).toEqual([
      { type: 'ExternalClientApplication', fullName: 'A' },
      refs[0],
    ]);
    expect(text(extendManifest({ path: 'p', content: bytes(after) }, refs))).toBe(after);
  });

  it('that names other things, or everything, is left alone: one beside it is written', () => {
    const files = [global(), policy()];
    for (const member of [
      '<members>*</members><name>ExtlClntAppOauthConfigurablePolicies</name>',
      '<members>X</members><name>ApexClass</name>',
    ]) {
      const manifests = { 'package.xml': `<Package><types>${member}</types><version>64.0</version></Package>` };
      const { manifest, edits } = plan(files, { project: project(files, manifests) });
      expect(manifest).toBe('package-Billing_Sync.xml');
      expect(edits.some(({ source: name }) => name === 'package.xml')).toBe(false);
    }
    expect(text(newManifest(refs, '64.0'))).toContain('<version>64.0</version>');
  });

  it('has the version of the files in it: one that is older than a file just made is left alone, too', () => {
    const manifests = { 'package.xml': '<Package><version>60.0</version></Package>' };
    expect(plan([global(), policy()], { project: project([global(), policy()], manifests) }).manifest).toBe(
      'package.xml',
    );
    const { manifest, edits } = plan([policy()], { project: project([policy()], manifests) });
    expect(manifest).toBe('package-Billing_Sync.xml');
    expect(text(edits.at(-1)?.after)).toContain('<version>68.0</version>');
  });
});

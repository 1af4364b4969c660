import type { OrgPermission } from '../ports.ts';

export interface OperatorTask {
  readonly task: 'setup' | 'rotate' | 'emergency';
  readonly title: string;
  /** Name of its permission set. */
  readonly name: string;
  /** What `UserPermissionAccess` tells, beside the API itself. */
  readonly permissions: readonly OrgPermission[];
}

/** What an operator needs for what they do, and nothing beside it (contract §2.4, §4.6, §5.1). */
export const operatorTasks: readonly OperatorTask[] = [
  {
    task: 'setup',
    title: 'For the setup',
    name: 'Keyturn_Setup',
    permissions: ['ExternalClientAppAdmin', 'ModifyMetadata', 'ViewClientSecret', 'ViewSetup'],
  },
  {
    task: 'rotate',
    title: 'To stage and rotate',
    name: 'Keyturn_Rotate',
    permissions: ['ExternalClientAppDeveloper', 'ModifyMetadata', 'ViewClientSecret', 'ViewSetup'],
  },
  {
    task: 'emergency',
    title: 'For an emergency',
    name: 'Keyturn_Emergency',
    permissions: ['ExternalClientAppDeveloper', 'ManageUsers', 'ModifyMetadata', 'ViewClientSecret', 'ViewSetup'],
  },
];

/** A file of the operator's kit; paths with `/`. */
export interface KitFile {
  readonly path: string;
  readonly text: string;
}

/** A Salesforce DX project with one permission set for each task, and how to deploy, assign and sign in with them. */
export function operatorKit(org: {
  readonly name: string;
  readonly instanceUrl: string;
  readonly apiVersion: string;
}): readonly KitFile[] {
  const definition = { packageDirectories: [{ path: 'force-app', default: true }], sourceApiVersion: org.apiVersion };
  return [
    { path: 'sfdx-project.json', text: `${JSON.stringify(definition, null, 2)}\n` },
    ...operatorTasks.map((task) => ({
      path: `force-app/main/default/permissionsets/${task.name}.permissionset-meta.xml`,
      text: permissionSetXml(task),
    })),
    { path: 'README.md', text: guide(org) },
  ];
}

/** Elements in alphabetical order, as an org writes them itself. */
function permissionSetXml({ name, title, permissions }: OperatorTask): string {
  const all = ['ApiEnabled', ...permissions].sort();
  const lines = all.map(
    (permission) =>
      `    <userPermissions>\n        <enabled>true</enabled>\n        <name>${permission}</name>\n    </userPermissions>\n`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
    <description>What an operator of keyturn needs: ${title.toLowerCase()}.</description>
    <hasActivationRequired>false</hasActivationRequired>
    <label>${name.replace('_', ' ')}</label>
${lines.join('')}</PermissionSet>
`;
}

function guide({ name, instanceUrl }: { readonly name: string; readonly instanceUrl: string }): string {
  return `# An operator for keyturn

Three permission sets, each with exactly what its task needs. Deploy them, assign what the operator does, and sign it in with a key
that only this computer has.

\`\`\`
sf project deploy start --source-dir force-app --target-org ${name}
sf org assign permset --name Keyturn_Rotate --on-behalf-of operator@example.com --target-org ${name}
openssl req -x509 -newkey rsa:2048 -nodes -days 365 -keyout server.key -out server.crt -subj /CN=keyturn
sf org login jwt --client-id <consumer key> --jwt-key-file server.key --username operator@example.com --instance-url ${instanceUrl} --alias keyturn-operator
\`\`\`

The consumer key is that of an External Client App with the JWT bearer flow, the certificate \`server.crt\` and the scopes Api and
RefreshToken, which admits the operator (Admin-approved users, through the permission set). Keep \`server.key\` as you keep a password.
`;
}

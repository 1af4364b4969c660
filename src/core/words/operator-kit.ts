/** Tasks of an operator. Each has its own permission set. */
export const taskTitles = {
  setup: 'For setup',
  'new-user': 'For setup with a new user',
  rotate: 'For staging and rotation',
  emergency: 'For emergencies',
} as const;

export type OperatorTaskName = keyof typeof taskTitles;

export function permissionSetDescription(task: OperatorTaskName): string {
  return `Permissions that a keyturn operator needs ${taskTitles[task].toLowerCase()}.`;
}

/** `README.md` of the kit. @param maybe the permission that staging and rotation may need */
export function kitGuide(
  { name, instanceUrl }: { readonly name: string; readonly instanceUrl: string },
  tasks: readonly { readonly task: OperatorTaskName; readonly name: string }[],
  maybe: string,
): string {
  const rows = tasks.map((each) => `| ${each.name} | ${taskTitles[each.task]} |`).join('\n');
  return `# An operator for keyturn

This folder has one permission set for each task, with exactly the permissions that the task needs.

1. Deploy the permission sets.
2. Assign the operator those that it needs.
3. Sign in as the operator, with a key that exists only on this computer.

| permission set | purpose |
|---|---|
${rows}

\`\`\`
sf project deploy start --source-dir force-app --target-org ${name}
sf org assign permset --name Keyturn_Rotate --on-behalf-of operator@example.com --target-org ${name}
openssl req -x509 -newkey rsa:2048 -nodes -days 365 -keyout server.key -out server.crt -subj /CN=keyturn
sf org login jwt --client-id <consumer key> --jwt-key-file server.key --username operator@example.com --instance-url ${instanceUrl} --alias keyturn-operator
\`\`\`

The last command needs an External Client App for the operator. Give the app the JWT bearer flow, the certificate
\`server.crt\`, and the scopes Api and RefreshToken. Let it admit only approved users, and admit the operator through the
permission set. Then use its consumer key as \`<consumer key>\`. Protect \`server.key\` like a password.

Two of the permission sets include Manage Users, which keyturn needs to end sessions and to create users. Salesforce
grants it only together with other permissions, so assign these two sets only to operators who need them.

Salesforce doesn't document whether staging and rotation need ${maybe}. If your org doesn't require it, remove it.
`;
}

/** What an operator does, each with a permission set of its own. */
export const taskTitles = {
  setup: 'For the setup',
  'new-user': 'To make its user, too',
  rotate: 'To stage and rotate',
  emergency: 'For an emergency',
} as const;

export type OperatorTaskName = keyof typeof taskTitles;

export function permissionSetDescription(task: OperatorTaskName): string {
  return `What an operator of keyturn needs: ${taskTitles[task].toLowerCase()}.`;
}

/** `README.md` of the kit. @param maybe the permission that may be needed to stage and rotate */
export function kitGuide(
  { name, instanceUrl }: { readonly name: string; readonly instanceUrl: string },
  tasks: readonly { readonly task: OperatorTaskName; readonly name: string }[],
  maybe: string,
): string {
  const rows = tasks.map((each) => `| ${each.name} | ${taskTitles[each.task]} |`).join('\n');
  return `# An operator for keyturn

A permission set for each task, with exactly what it needs. Deploy them, assign those for what the operator does, and sign it in with
a key that only this computer has.

| permission set | |
|---|---|
${rows}

\`\`\`
sf project deploy start --source-dir force-app --target-org ${name}
sf org assign permset --name Keyturn_Rotate --on-behalf-of operator@example.com --target-org ${name}
openssl req -x509 -newkey rsa:2048 -nodes -days 365 -keyout server.key -out server.crt -subj /CN=keyturn
sf org login jwt --client-id <consumer key> --jwt-key-file server.key --username operator@example.com --instance-url ${instanceUrl} --alias keyturn-operator
\`\`\`

The consumer key is that of an External Client App with the JWT bearer flow, the certificate \`server.crt\` and the scopes Api and
RefreshToken, which admits the operator (Admin-approved users, through the permission set). Keep \`server.key\` as you keep a password.

Manage Users, which ends sessions and makes users, comes with what Salesforce grants only together with it: assign those two sets
to nobody who doesn't need them. Whether ${maybe} is needed to stage and rotate, Salesforce doesn't say: take it out if
your org does without.
`;
}

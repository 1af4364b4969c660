import { argument, flag } from './inputs.ts';

export const app = argument.required('<app>', 'A watched app: its developer name or its label');
export const anyApp = argument.optional('[app]', 'A watched app: its developer name or its label');
export const proveWith = flag.text(
  '<exec:program>',
  'Verify the credentials with a program, for example on another host',
);
export const deliver = flag.list(
  '<target>',
  'Add a consumer: file:<path>, exec:<program> or manual:<name> (repeatable)',
);
export const allowHost = flag.list('<host>', "Allow a host outside Salesforce as the org's address (repeatable)");
export const key = flag.text('<key>', 'Public key of the person, or a file with it (age or SSH); empty for none');
export const certificate = "PEM file with the app's current certificate; a deploy without it clears the certificate";

export const policy = {
  deliver,
  maxAge: flag.text('<duration>', 'Maximum age of a secret (default: 90d)'),
  remind: flag.text('<list>', 'When to remind before that (default: 30d,14d,7d,3d,1d)'),
  grace: flag.text('<duration>', 'How long to keep the previous credentials after a rotation (default: 7d)'),
  automation: flag.choice('<what>', 'How much the daemon does automatically', ['remind', 'stage', 'rotate']),
};
export const careful = {
  dryRun: flag.on('Show the plan; changes nothing'),
  ticket: flag.text('<id>', 'Ticket or change number, for the audit trail and reports'),
  reason: flag.text('<text>', 'Why, for the audit trail and reports'),
};
export const confirmed = {
  app,
  confirm: flag.text('<app>', "Confirm a change that can break integrations, by the app's name"),
  proveWith,
  ...careful,
};
export const changing = {
  ...confirmed,
  otherFlowsOk: flag.on('Agree that the change also affects other flows with the same consumer key'),
};
export const practiceInputs = {
  port: flag.text('<number>', 'Port (default: a free one)'),
  scenario: flag.text('<name>', 'Scenario for a new practice org (default: acme)'),
  tls: flag.on('Use HTTPS with a self-signed certificate'),
  like: flag.text('<file>', 'Set the knobs that this JSON file names, and all others to their defaults'),
  name: flag.text('<name>', 'Run a further practice org for other tools, beside the one of --practice'),
};

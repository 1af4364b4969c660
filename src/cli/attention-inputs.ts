import { argument, flag } from './inputs.ts';
import { anyApp, app } from './shared-inputs.ts';

/** Inputs of `keyturn snooze`. */
export const snoozeInputs = { app, duration: argument.required('<duration>', 'How long, e.g. 3d; 0 ends the pause') };

/** Inputs of `keyturn ack`. */
export const ackInputs = {
  app: anyApp,
  daemon: flag.on('Acknowledge what keeps the daemon from its work now, in place of an app'),
  by: flag.text('<who>', 'Who is working on it (default: you)'),
  why: flag.text('<text>', 'Note for the audit trail'),
  undo: flag.on('Send the age reminders of the app again'),
};

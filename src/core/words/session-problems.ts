/** What could not be seen or done while live sessions were ended. They are kept with the run, for the report. */
export const sessionProblems = {
  noUser: 'The execution user is not known, so no session of theirs can be ended.',
  sessions: 'Live sessions can’t be seen',
  signIns: 'The login history can’t be seen',
  apps: 'Other apps of the execution user can’t be seen',
  ending: (id: string) => `The session ${id} could not be ended`,
};

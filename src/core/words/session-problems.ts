/** What went wrong while keyturn ended live sessions. Kept with the run for the report. */
export const sessionProblems = {
  noUser: "keyturn doesn't know the execution user, so it can't end any of their sessions.",
  sessions: "Live sessions can't be read",
  signIns: "The login history can't be read",
  apps: "Other apps of the execution user can't be read",
  ending: (id: string) => `Session ${id} couldn't be ended`,
};

/** What is wrong with the state file, or with a line of the audit trail in it. */
export const stateProblems = {
  notOurs: 'it is not a state file of keyturn',
  onlyLog: 'the file is gone but its log is still there',
  preImage: "a saved copy of the app's settings can't be read",
  value: (name: string) => `the value of ${name} can't be read`,
  reminder: "a reminder of an app can't be read",
  missing: 'it is missing',
  changed: 'its content differs from what keyturn wrote',
} as const;

/** Who holds a lease, for processes that must wait for it. */
export const leaseHolders = {
  process: (pid: number, host: string) => `process ${pid} on ${host}`,
  successor: 'a process that took over',
} as const;

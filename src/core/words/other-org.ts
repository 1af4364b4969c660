/** The org that is signed in to is not the one in which the app is watched. */
export const otherOrgWords = {
  named: (app: string, watchedIn: string, found: string) =>
    `${app} is watched in ${watchedIn}, which is another org than ${found}`,
  byId: (app: string, watchedIn: string, found: string) =>
    `${app} is watched in ${watchedIn}, and ${found} is signed in to another org now`,
} as const;

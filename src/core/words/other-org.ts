/** keyturn is signed in to a different org than the one where it watches the app. */
export const otherOrgWords = {
  named: (app: string, watchedIn: string, found: string) =>
    `keyturn watches ${app} in ${watchedIn}, and ${found} is a different org`,
  byId: (app: string, watchedIn: string, found: string) =>
    `keyturn watches ${app} in ${watchedIn}, and ${found} is now signed in to a different org`,
} as const;

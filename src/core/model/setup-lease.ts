/** The name of the lease that a setup holds while it changes an app. */
export function setupLease({ orgId, app }: { readonly orgId: string; readonly app: string | null }): string {
  return `app ${orgId} ${app}`;
}

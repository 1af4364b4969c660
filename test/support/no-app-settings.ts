/** Settings that name no app. */
export const noAppSettings = async () => ({});

/** Settings without apps. */
export const noAppSettings = async () => ({});

/** Settings without apps. */
export const noAppSettings = async () => ({ apps: {}, isHeld: false });

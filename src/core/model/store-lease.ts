/** The name of the lease that one process holds while it moves, copies or replaces all secrets. */
export const storeLease = 'store move';

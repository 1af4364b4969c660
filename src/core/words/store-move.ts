/** The name of the lease, for processes that must wait while secrets are moved. */
export const theStore = 'The secret store';

export const readsBackDifferently = 'reading it back gave a different value';

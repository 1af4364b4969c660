/** What whoever moves the secrets works on, as others hear of it that have to wait. */
export const theStore = 'The secret store';

export const readsBackDifferently = 'it reads back differently';

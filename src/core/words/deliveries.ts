/** How a delivery stands, beside its target. */
export const deliveryWords = {
  pending: 'not tried yet',
  failed: 'not handed over',
  noWay: 'nothing here can hand a pair to it',
  delivered: 'has the new pair',
  waiting: 'must be updated by a person',
  confirmed: 'updated, a person said',
} as const;

/** The state of a delivery, shown beside its target. */
export const deliveryWords = {
  pending: 'not tried yet',
  failed: 'delivery failed',
  noWay: 'keyturn has no way to deliver to it',
  delivered: 'has the new credentials',
  waiting: 'must be updated by hand',
  confirmed: 'updated (confirmed by a person)',
} as const;

/** Why keyturn can't switch back. */
export const noWayBack = {
  'none-kept': 'Salesforce has none for this app',
  'not-stored': "their secret isn't in the store",
  'refused-already': 'this org already refuses them',
  'switched-back': 'it already did, and they are current again',
};

/** What to do instead of switching back. */
export function forwardActions(app: string, why: keyof typeof noWayBack | 'refused-now'): readonly string[] {
  const rotate = `\`keyturn rotate ${app}\``;
  if (why === 'switched-back') {
    return [
      `\`keyturn resume ${app}\` does what is left of the switch.`,
      `Or delete the replaced credentials with \`keyturn retire ${app} --confirm ${app}\`. Then ${rotate} makes new ones.`,
    ];
  }
  if (why === 'none-kept') return [`Go forward: ${rotate} replaces the current credentials.`];
  const forward = `delete the previous credentials with \`keyturn retire ${app} --confirm ${app}\`, then run ${rotate}.`;
  if (why === 'refused-already') return [`Go forward: ${forward}`];
  const reveal = why === 'not-stored' ? '' : ` \`keyturn reveal ${app} --slot previous\` shows them.`;
  return [`Consumers can keep using the previous credentials until they expire.${reveal}`, `Or go forward: ${forward}`];
}

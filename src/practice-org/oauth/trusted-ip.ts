import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { type App, fieldOf } from '../model/app.ts';
import { type FieldValue, groupsIn } from '../model/component.ts';

/** Whether a token may be asked for from this address. An app without ranges, or with a relaxed policy, admits all. */
export function admitsAddress(app: App, address: string): boolean {
  const relaxation = fieldOf(app, 'ExtlClntAppOauthConfigurablePolicies', 'ipRelaxationPolicyType') ?? 'Enforce';
  const ranges = groupsIn(app.components.ExtlClntAppOauthSettings?.fields.trustedIpRanges);
  if (relaxation !== 'Enforce' || ranges.length === 0) return true;
  const family = familyOf(address);
  if (!family) return false;
  const list = new BlockList();
  for (const { startIpAddress, endIpAddress } of ranges) {
    if (familyOf(startIpAddress) === family && familyOf(endIpAddress) === family) {
      addRange(list, { from: String(startIpAddress), to: String(endIpAddress), family });
    }
  }
  return list.check(address, family);
}

function addRange(list: BlockList, { from, to, family }: { from: string; to: string; family: 'ipv4' | 'ipv6' }): void {
  try {
    list.addRange(from, to, family);
  } catch {
    // A range that ends before it starts admits nobody.
  }
}

function familyOf(address: FieldValue | undefined): 'ipv4' | 'ipv6' | null {
  if (typeof address !== 'string') return null;
  if (isIPv4(address)) return 'ipv4';
  return isIPv6(address) ? 'ipv6' : null;
}

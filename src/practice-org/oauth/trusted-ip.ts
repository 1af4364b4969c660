import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { type App, fieldOf } from '../model/app.ts';
import { type FieldValue, groupsIn } from '../model/component.ts';

/** Whether this address may request a token. An app without IP ranges, or with relaxed IP restrictions, admits all. */
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
    // A range whose end is before its start admits no address.
  }
}

function familyOf(address: FieldValue | undefined): 'ipv4' | 'ipv6' | null {
  if (typeof address !== 'string') return null;
  if (isIPv4(address)) return 'ipv4';
  return isIPv6(address) ? 'ipv6' : null;
}

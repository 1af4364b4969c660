import type { BusinessObject } from '../model/business-record.ts';
import type { OrgModel } from '../model/org.ts';

const day = 86_400_000;

const accounts = [
  ['Bergmann Textiles', 'Customer - Direct', 'Apparel', 'Boston', 'USA'],
  ['Dalton Mobile', 'Customer - Channel', 'Telecommunications', 'Lawrence', 'USA'],
  ['Evergreen Energy', 'Customer - Direct', 'Energy', 'Austin', 'USA'],
  ['Harbor Hotels', 'Prospect', 'Hospitality', 'Chicago', 'USA'],
  ['Nordwind Logistik', 'Customer - Direct', 'Transportation', 'Hamburg', 'Germany'],
  ['Rossi Ceramiche', 'Prospect', 'Manufacturing', 'Faenza', 'Italy'],
] as const;

const contacts = [
  ['Lena', 'Berg', 'CFO', 0],
  ['Tom', 'Hale', 'SVP Operations', 0],
  ['Anna', 'Young', 'Head of Purchasing', 1],
  ['Rosa', 'Garcia', 'Procurement', 2],
  ['Sam', 'Foster', 'CIO', 2],
  ['Joan', 'Bell', 'VP Facilities', 3],
  ['Jonas', 'Petersen', 'Dispatcher', 4],
  ['Chiara', 'Rossi', 'Owner', 5],
] as const;

/** A few accounts with their contacts, owned by a salesperson. */
export function seedBusiness(org: OrgModel): void {
  const { data } = org;
  const ownerId = org.userNamed(`maria.lopez@${data.domain}`)?.id ?? data.adminUserId;
  const add = (object: BusinessObject, prefix: string, daysAgo: number, values: Record<string, string>) => {
    const at = data.seededAt - daysAgo * day;
    const signed = { createdAt: at, createdById: ownerId, modifiedAt: at, modifiedById: ownerId };
    const record = { id: org.newId(prefix), object, values, ownerId, ...signed };
    data.records = [...(data.records ?? []), record];
    return record.id;
  };
  const ids = accounts.map(([Name, Type, Industry, BillingCity, BillingCountry], index) =>
    add('Account', '001', 300 - index * 40, { Name, Type, Industry, BillingCity, BillingCountry }),
  );
  for (const [index, [FirstName, LastName, Title, account]] of contacts.entries()) {
    const Email = `${FirstName}.${LastName}@customer.example`.toLowerCase();
    add('Contact', '003', 90 - index * 10, { FirstName, LastName, Title, Email, AccountId: ids[account] ?? '' });
  }
}

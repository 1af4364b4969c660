import { expect, it } from 'vitest';
import { type ContainmentRecord, readRecord, recordText } from '../../../src/core/model/containment-record.ts';

it('is one line of ASCII that has every character of its names', () => {
  const at = Date.UTC(2026, 10, 24, 12);
  const record: ContainmentRecord = {
    ...{ orgId: '00D000000000001EAA', org: 'jörg 東京 👩‍💻', app: 'ERP_Bridge', consumerId: '888000000000001AAA' },
    ...{ by: 'flow', wasSo: false, intendedAt: at, containedAt: null, confirmedAt: at, leakedSince: null },
  };
  const text = recordText(record, '/home/ana/.keyturn');
  expect(text).toMatch(/^[ -~]+\n$/);
  expect(readRecord(text)).toEqual(record);
});

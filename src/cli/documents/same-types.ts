/** Doesn't compile when a document of `core` has another type than its description. */
import type { documentOf } from '../../core/adapters/notify/plain-message.ts';
import type { DecommissionDocument } from '../../core/words/decommission-report.ts';
import type { IncidentDocument } from '../../core/words/incident-document.ts';
import type { decommissionReport } from './decommission.ts';
import type { incident } from './incident.ts';
import type { DocumentOf, ReadOnly } from './kinds.ts';
import type { notices } from './messages.ts';

type Same<One, Other> = [One] extends [Other] ? ([Other] extends [One] ? true : never) : never;
type AllSame<Checks extends readonly true[]> = Checks;

export type SameTypes = AllSame<
  [
    Same<DocumentOf<typeof incident>, ReadOnly<IncidentDocument>>,
    Same<DocumentOf<typeof decommissionReport>, ReadOnly<DecommissionDocument>>,
    Same<DocumentOf<typeof notices>, ReadOnly<ReturnType<typeof documentOf>>>,
  ]
>;

import type { Decommission, DecommissionWishes } from '../model/decommission.ts';
import type { WatchedApp } from '../model/watched-app.ts';
import type { AppRequest, OperatePorts } from '../operate/operate-request.ts';
import type { Copies } from '../ports/copies.ts';
import type { Lease, LiveToken, SalesforceOrg, SecretStore } from '../ports/ports.ts';

export interface DecommissionPorts extends OperatePorts {
  readonly copies: Copies;
}

/** What a person wants, and the sign-in to use. */
export interface DecommissionRequest extends AppRequest, DecommissionWishes {}

/** One attempt, while holding the lease of the OAuth consumer. */
export interface Ending {
  readonly ports: DecommissionPorts;
  readonly org: SalesforceOrg;
  /** Opens the store that has the app's credentials; null if keyturn never had them. */
  readonly store: SecretStore | null;
  readonly lease: Lease;
  readonly patienceMs: number;
  /** A token from before the end, to see whether earlier tokens still work; null in a later attempt. */
  readonly token: LiveToken | null;
  watched: WatchedApp;
  run: Decommission;
  /** Whether this attempt has seen that OAuth is off. */
  hasSeenOff?: boolean;
}

/** How it ended. `outcome: 'back'`: the app is as it was. */
export interface DecommissionEnd {
  readonly watched: WatchedApp;
  readonly run: Decommission;
  readonly outcome: 'done' | 'back';
}

/** An integration or an attacker that signs in with an app's credentials at regular intervals. */
export interface PairUser {
  readonly key: string;
  readonly secret: string;
  readonly sourceIp: string;
  /** Interval between two sign-ins, in ms of the org's clock. */
  readonly everyMs: number;
  /** Time of the last sign-in, in epoch ms. */
  lastAt: number;
  /** False for the integration that the credentials belong to. */
  readonly isAttacker: boolean;
}

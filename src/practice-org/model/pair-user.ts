/** Somebody who uses a pair by himself, again and again, without anybody at the keyboard. */
export interface PairUser {
  readonly key: string;
  readonly secret: string;
  readonly sourceIp: string;
  /** How long he waits between two sign-ins, in ms of the org's clock. */
  readonly everyMs: number;
  /** Epoch ms. */
  lastAt: number;
  /** False for the integration whose pair it rightly is. */
  readonly isAttacker: boolean;
}

import fc from 'fast-check';
import type { RotationKind } from '../../../src/core/model/rotation.ts';
import type { ConsumerChange } from './change-consumers.ts';
import { type Act, acts } from './other-people.ts';
import type { Story } from './story.ts';
import type { Fault } from './world-ports.ts';

export type CommandKind =
  | RotationKind
  | 'resume'
  | 'unattended'
  | 'handed-over'
  | 'watch'
  | 'decommission'
  | 'decommission-back'
  /** Of all apps at the same time. */
  | 'emergency-all'
  | ConsumerChange;

/** One thing that a person does, what goes wrong meanwhile, and how long nobody does anything after it. */
export interface Move {
  readonly kind: CommandKind;
  readonly isConfirmed: boolean;
  readonly mayBorrow: boolean;
  readonly graceDays: number | null;
  readonly newTarget: boolean;
  /** The process dies at this boundary, counted from the beginning of the command. */
  readonly crashAt: number | null;
  /** What goes wrong, by the number of the call that may fail. */
  readonly faults: readonly (readonly [call: number, fault: Fault])[];
  /** What others do, by boundary. */
  readonly acts: readonly (readonly [boundary: number, act: Act])[];
  /** In ms; below 0 somebody sets the clock back. */
  readonly pause: number;
  /** Which of the apps; the first one if missing. */
  readonly app?: number;
}

export interface Life {
  readonly story: Story;
  readonly moves: readonly Move[];
  /** How many apps run as the same user; one if missing. */
  readonly apps?: number;
}

const minute = 60_000;
const day = 86_400_000;

const kinds: readonly { arbitrary: fc.Arbitrary<CommandKind>; weight: number }[] = (
  [
    ['rotate', 6],
    ['resume', 8],
    ['unattended', 6],
    ['handed-over', 4],
    ['stage', 2],
    ['back', 2],
    ['retire', 2],
    ['discard', 2],
    ['watch', 2],
    ['emergency', 2],
    ['remove-consumer', 1],
    ['edit-consumer', 1],
    ['add-consumer', 1],
    ['decommission', 3],
    ['decommission-back', 4],
    ['emergency-all', 1],
  ] as const
).map(([kind, weight]) => ({ arbitrary: fc.constant(kind), weight }));

/** True once in so many times. */
const rarely = (times: number) => fc.nat(times - 1).map((number) => number === times - 1);

const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.oneof(...kinds),
  isConfirmed: fc.boolean(),
  mayBorrow: rarely(5).map((isRare) => !isRare),
  graceDays: fc.constantFrom(null, null, 0, 1, 30),
  newTarget: rarely(8),
  crashAt: fc.option(fc.integer({ min: 1, max: 70 }), { nil: null, freq: 2 }),
  faults: fc.array(fc.tuple(fc.nat(40), fc.constantFrom<Fault>('down', 'refused', 'lost')), { maxLength: 4 }),
  acts: fc.array(fc.tuple(fc.nat(60), fc.constantFrom(...(Object.keys(acts) as Act[]))), { maxLength: 2 }),
  pause: fc.constantFrom(0, 0, minute, 120 * minute, day, 8 * day, 31 * day, -10 * minute, -day),
  app: fc.nat(2),
});

/** Those answers to what Salesforce leaves open that the model gives without a wire. */
const knobs = fc.record({
  stagePostShape: fc.constantFrom('collection', 'withoutSecret'),
  secretOnGet: fc.boolean(),
  rotatedBlocksStage: fc.boolean(),
  graceAfterRotate: fc.boolean(),
  stagedUsable: fc.boolean(),
  idFollows: fc.constantFrom('credential', 'slot'),
  expireMode: fc.constantFrom('removed', 'expired'),
  dateFormat: fc.constantFrom('offset', 'absent'),
  propagationMs: fc.constantFrom(0, 120_000),
  rotateBack: fc.boolean(),
  tokenErrorSet: fc.constantFrom('specific', 'generic'),
  freezeStopsTokens: fc.boolean(),
});

const story: fc.Arbitrary<Story> = fc.record({
  name: fc.constant('a random life'),
  deliveries: fc.subarray(['file:/etc/erp.env', 'exec:/opt/hand-over', 'manual:CI'], { minLength: 1 }),
  graceDays: fc.constantFrom(0, 7, 30),
  automation: fc.constantFrom('remind' as const, 'stage' as const, 'rotate' as const),
  isOff: fc.boolean(),
  isSelf: rarely(4),
  consumer: fc.constant(0),
  skew: fc.constantFrom(0, 0, 2 * minute, -2 * minute),
  knobs,
});

export const life: fc.Arbitrary<Life> = fc.record({
  story,
  moves: fc.array(move, { minLength: 3, maxLength: 24 }),
  apps: fc.constantFrom(1, 1, 2, 3),
});

import { describe, expect, test } from 'vitest';
import type { PlainEvent } from '../../src/ui/wizard/plain.ts';
import { reduceWizard } from '../../src/ui/wizard/reduce-wizard.ts';
import { activeStep, emptyView, type WizardView } from '../../src/ui/wizard/wizard-view.ts';
import { choose, deployProgress } from './questions.ts';

/** Events told one second after the other. */
function viewAfter(...events: readonly PlainEvent[]): WizardView {
  return events.reduce(
    (view, event, index) => reduceWizard(view, { kind: 'told', event, at: index * 1000 }),
    emptyView(),
  );
}

const active = (step: 'org' | 'app' | 'deploy'): PlainEvent => ({ kind: 'step', step, status: 'active' });
const doing = (what: string | null): PlainEvent => ({ kind: 'doing', what });
const check = (status: 'running' | 'ok'): PlainEvent => ({
  kind: 'check',
  check: { id: 'session', title: 'Session', status },
});

describe('what the guided setup shows', () => {
  test.each<[string, readonly PlainEvent[], Partial<WizardView>]>([
    ['nothing is being done before anything was told', [], { doing: [], pending: null, touch: { kind: 'untouched' } }],
    ['something that begins is named with its start', [doing('a')], { doing: [{ what: 'a', since: 0 }] }],
    ['something that is over is gone', [doing('a'), doing(null)], { doing: [] }],
    [
      'what began first goes on when something inside it is over',
      [doing('a'), doing('b'), doing(null)],
      { doing: [{ what: 'a', since: 0 }] },
    ],
    ['a step that begins starts with nothing being done', [doing('a'), active('app')], { doing: [] }],
    [
      'a check replaces its earlier state',
      [check('running'), check('ok')],
      { checks: [{ id: 'session', title: 'Session', status: 'ok' }] },
    ],
    ['a step that begins forgets the checks', [check('ok'), active('app')], { checks: [] }],
    [
      'a deploy counts from its first news',
      [
        { kind: 'deploy', progress: deployProgress() },
        { kind: 'deploy', progress: deployProgress({ componentsDone: 2 }) },
      ],
      { deploy: { progress: deployProgress({ componentsDone: 2 }), since: 0 } },
    ],
    [
      'another deploy counts anew',
      [
        { kind: 'deploy', progress: deployProgress() },
        { kind: 'deploy', progress: deployProgress({ id: 'other' }) },
      ],
      { deploy: { progress: deployProgress({ id: 'other' }), since: 1000 } },
    ],
    [
      'a wait is over when the next thing begins',
      [{ kind: 'waiting', why: 'w', until: 9, attempt: 1 }, doing('a')],
      { waiting: null },
    ],
    [
      'a wait is over when the proof is there',
      [
        { kind: 'waiting', why: 'w', until: 9, attempt: 1 },
        { kind: 'proof', answer: 'accepted', sentence: 's' },
      ],
      { waiting: null, proof: { answer: 'accepted', sentence: 's' } },
    ],
    [
      'a warning is kept once',
      [
        { kind: 'warning', text: 'w' },
        { kind: 'warning', text: 'w' },
      ],
      { warnings: ['w'] },
    ],
    [
      'the sign-in address is gone when the sign-in is over',
      [doing('sign in'), { kind: 'sign-in-address', url: 'https://x' }, doing(null)],
      { signInAddress: null },
    ],
  ])('%s', (_title, events, expected) => {
    expect(viewAfter(...events)).toMatchObject(expected);
  });

  test('a step keeps its summary until it is opened again', () => {
    const done: PlainEvent = { kind: 'step', step: 'org', status: 'done', summary: 'Acme' };
    expect(viewAfter(active('org'), done).steps[0]).toEqual({ id: 'org', status: 'done', summary: 'Acme' });
    expect(viewAfter(done, { kind: 'step', step: 'org', status: 'open' }).steps[0]?.summary).toBe('');
  });

  test('a failed step stays the one that is worked on', () => {
    expect(activeStep(viewAfter(active('deploy'), { kind: 'step', step: 'deploy', status: 'failed' }))?.id).toBe(
      'deploy',
    );
  });

  test('nothing goes on counting beside a question', () => {
    const asked = reduceWizard(viewAfter(doing('a')), { kind: 'asked', question: choose(), number: 1 });
    expect(asked.doing).toEqual([]);
    expect(asked.pending?.number).toBe(1);
  });

  test('an answer to an older question leaves the newer one', () => {
    const asked = reduceWizard(emptyView(), { kind: 'asked', question: choose(), number: 2 });
    expect(reduceWizard(asked, { kind: 'answered', number: 1 }).pending?.number).toBe(2);
    expect(reduceWizard(asked, { kind: 'answered', number: 2 }).pending).toBeNull();
  });
});

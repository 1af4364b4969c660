import { describe, expect, it } from 'vitest';
import { newConsumer } from '../../../src/core/model/consumer.ts';
import { consumerOf, policyFlagsOf, questionsOf } from '../../../src/core/status/forms.ts';
import { watchedApp } from '../watch/watched-apps.ts';

const named = (target: Parameters<typeof newConsumer>[0], name: string) =>
  newConsumer(target, { name, contact: 'ana@acme.example', notes: null, keys: [] });

const consumers = [
  named({ kind: 'file', name: '/etc/a.env' }, 'file:/etc/a.env'),
  named({ kind: 'manual', name: 'Bob' }, 'Bob'),
  named({ kind: 'manual', name: 'Maria' }, 'Nightly export'),
];
const watched = watchedApp({ consumers });
const editing = (name: string) => ({ kind: 'edit-consumer', watched, name }) as const;
const keysOf = (...given: Parameters<typeof questionsOf>) => questionsOf(...given).map(({ key }) => key);

describe('the form of a consumer', () => {
  it('changes nothing that nobody typed', () => {
    for (const { name, target, contact } of consumers) {
      expect(consumerOf(editing(name), {})).toMatchObject({ name, target, contact });
    }
  });

  it('asks for the name only if it is not the target', () => {
    expect(keysOf(editing('Bob'), {})).toEqual(['way', 'manual', 'contact', 'save']);
    expect(keysOf(editing('Nightly export'), {})).toEqual(['way', 'manual', 'name', 'contact', 'save']);
    expect(keysOf({ kind: 'add-consumer', watched }, {})).toEqual(['way', 'file', 'name', 'contact', 'save']);
  });

  it('calls a consumer by its new target, if it was called by the old one', () => {
    expect(consumerOf(editing('file:/etc/a.env'), { file: '/etc/b.env' }).name).toBe('file:/etc/b.env');
    expect(consumerOf(editing('Bob'), { manual: 'Eve' }).name).toBe('Eve');
    expect(consumerOf(editing('Nightly export'), { manual: 'Eve' }).name).toBe('Nightly export');
  });

  it('keeps the answer of each way', () => {
    const answers = { file: '/etc/c.env', manual: 'Eve' };
    const adding = { kind: 'add-consumer', watched } as const;
    expect(consumerOf(adding, { ...answers, way: 'file' }).target).toEqual({ kind: 'file', name: '/etc/c.env' });
    expect(consumerOf(adding, { ...answers, way: 'manual' }).target).toEqual({ kind: 'manual', name: 'Eve' });
  });
});

it('the form of a policy starts from the one that was chosen, fitted into a shorter maximum age', () => {
  const subject = { kind: 'policy', watched, stageAheadDays: null } as const;
  expect(policyFlagsOf(subject, {})).toEqual({
    maxAge: '90d',
    remind: '30d,14d,7d,3d,1d',
    grace: '7d',
    automation: 'stage',
  });
  expect(policyFlagsOf(subject, { 'max-age': '5d' })).toMatchObject({ maxAge: '5d', remind: '3d,1d', grace: '5d' });
});

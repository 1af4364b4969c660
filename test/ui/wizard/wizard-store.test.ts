import { describe, expect, test } from 'vitest';
import { BackRequested } from '../../../src/core/setup/setup-io.ts';
import { createScreenAsker, createWizardStore } from '../../../src/ui/wizard/wizard-store.ts';
import { choice, choose, passphrase } from '../questions.ts';

function open() {
  const controller = new AbortController();
  const store = createWizardStore(() => 0);
  return { store, controller, asker: createScreenAsker(store, controller.signal) };
}

describe('questions on the screen', () => {
  test('a question waits until it is answered', async () => {
    const { store, asker } = open();
    const answer = asker.ask(choose());
    expect(store.view().pending?.question.title).toBe('Which External Client App?');
    asker.answer(1, 'Billing Sync');
    await expect(answer).resolves.toBe('Billing Sync');
    expect(store.view().pending).toBeNull();
  });

  test('going back is what core calls BackRequested', async () => {
    const { asker } = open();
    const answer = asker.ask(choose());
    asker.back(1);
    await expect(answer).rejects.toBeInstanceOf(BackRequested);
  });

  test('a key that was meant for an older question answers nothing', async () => {
    const { store, asker } = open();
    const first = asker.ask(choose());
    asker.answer(1, 'a');
    await first;
    const second = asker.ask(choose());
    asker.answer(1, 'stale');
    expect(store.view().pending?.number).toBe(2);
    asker.answer(2, 'fresh');
    await expect(second).resolves.toBe('fresh');
  });

  test('leaving rejects the open question and every later one', async () => {
    const { asker, controller } = open();
    const answer = asker.ask(choose());
    controller.abort(new Error('left'));
    await expect(answer).rejects.toThrow('left');
    await expect(asker.ask(choose())).rejects.toThrow('left');
  });

  test('a passphrase is in no view, neither while it is asked for nor afterwards', async () => {
    const { store, asker } = open();
    const seen: string[] = [];
    store.subscribe(() => seen.push(JSON.stringify(store.view())));
    const answer = asker.ask(passphrase());
    asker.answer(1, 'canary-passphrase');
    await answer;
    store.tell({ kind: 'doing', doing: 'open-file-store' });
    expect(seen.length).toBeGreaterThan(2);
    expect(seen.join()).not.toContain('canary');
  });

  test('listeners that left hear nothing more', () => {
    const { store } = open();
    let heard = 0;
    const stop = store.subscribe(() => {
      heard += 1;
    });
    store.tell({ kind: 'doing', doing: 'find-users' });
    stop();
    store.tell({ kind: 'doing', doing: null });
    expect(heard).toBe(1);
  });
});

describe('text of the org', () => {
  const evil = 'Bil\x1b[31mling\u202e\r\nSync\x07';

  test('comes to the screen without anything that steers a terminal', async () => {
    const { store, asker } = open();
    const search = async () => ({ choices: [choice(evil)], total: 1 });
    void asker.ask(
      choose({ title: evil, notes: [evil], choices: [choice(evil, { notes: [evil], disabled: evil })], search }),
    );
    store.tell({ kind: 'step', step: 'app', status: 'done', summary: evil });
    store.tell({ kind: 'touch', touch: { kind: 'changing', what: evil } });
    store.tell({
      kind: 'check',
      check: { id: 'session', status: 'failed', finding: evil, cure: evil },
    });
    const { pending } = store.view();
    const found = pending?.question.kind === 'choose' ? await pending.question.search?.('x') : null;
    const all = JSON.stringify([store.view(), found], (key, value) => (key === 'value' ? undefined : value));
    expect(all).toContain('Billing Sync');
    expect(all).not.toMatch(/\\u001b|\\u0007|\u202e|\\r|\\n/);
  });

  test('answers keep the value as the org gave it', () => {
    const { store, asker } = open();
    void asker.ask(choose({ choices: [choice(evil)] }));
    const { pending } = store.view();
    expect(pending?.question.kind === 'choose' && pending.question.choices[0]?.value).toBe(evil);
  });
});

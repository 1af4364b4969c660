import { evolve } from '../../core/machine/evolve.ts';
import type { AppStatus } from '../../core/model/app-status.ts';
import { isTestable } from '../../core/model/consumer.ts';
import type { Choice } from '../../core/model/question.ts';
import { plainText } from '../../core/plain/text.ts';
import type { AppToWatch } from '../../core/status/desk.ts';
import { removedWords } from '../../core/words/consumers.ts';
import { consumerChoice, watchMenus } from '../../core/words/watch-forms.ts';
import type { Picking } from './watch-view.ts';

/** Values of entries that aren't consumers. A consumer's entry has its place in the list. */
const add = 'add';
const testAll = 'test-all';

/** The consumers of an app, and what can be done with each. */
export function picksConsumers(row: AppStatus, now: number): Picking {
  const { watched } = row;
  const { consumers } = watched;
  const menu: Picking = {
    ...watchMenus.consumers(watched),
    choices: [
      ...consumers.map((one, place) => ({ value: String(place), label: consumerChoice(one, row, now) })),
      { value: add, label: watchMenus.add },
      ...(consumers.length === 0 && !watched.hasNoConsumers ? entries([watchMenus.nobody]) : []),
      ...(consumers.some(isTestable) ? [{ value: testAll, label: watchMenus.testAll }] : []),
    ],
    cursor: 0,
    next: (value) => {
      if (value === add) return { kind: 'add-consumer' };
      if (value === watchMenus.nobody.value) return { kind: 'nobody' };
      if (value === testAll) return { kind: 'test-consumer', name: null };
      return picksConsumer(row, Number(value), menu);
    },
  };
  return menu;
}

function picksConsumer(row: AppStatus, place: number, back: Picking): Picking {
  const consumer = row.watched.consumers[place];
  if (!consumer) return back;
  const { name } = consumer;
  const { test, edit, remove } = watchMenus.consumer;
  const menu: Picking = {
    title: plainText(name, 60),
    notes: [back.choices[place]?.label ?? ''],
    choices: entries([...(isTestable(consumer) ? [test] : []), edit, remove]),
    cursor: 0,
    back,
    next: (value) => {
      if (value === remove.value) return asksToRemove(row, name, menu);
      return value === test.value ? { kind: 'test-consumer', name } : { kind: 'edit-consumer', name };
    },
  };
  return menu;
}

/** Says what the removal means for a run that is open. */
function asksToRemove({ watched, rotation }: AppStatus, name: string, back: Picking): Picking {
  const { title, notes, choices } = watchMenus.remove(name);
  const target = watched.consumers.find((one) => one.name === name)?.target;
  const open = rotation?.finishedAt === null ? rotation : null;
  const after = open && target ? removedWords(evolve(open, { type: 'consumer-removed', target })) : null;
  return {
    title,
    notes: after === null ? notes : [...notes, after],
    choices: entries(choices),
    cursor: 0,
    back,
    next: () => ({ kind: 'remove-consumer', name }),
  };
}

export function picksNew(): Picking {
  const { title, notes, choices } = watchMenus.new;
  const next = (value: string) => ({ kind: value === 'setup' ? 'setup' : 'choose-org' }) as const;
  return { title, notes, choices: entries(choices), cursor: 0, next };
}

export function picksOrg(orgs: readonly { readonly name: string; readonly note: string }[]): Picking {
  return {
    ...watchMenus.orgs,
    choices: orgs.map(({ name, note }) => ({ value: name, label: plainText(name, 60), note: plainText(note, 60) })),
    cursor: 0,
    back: picksNew(),
    next: (org) => ({ kind: 'choose-app', org }),
  };
}

export function picksApp(org: string, apps: readonly AppToWatch[]): Picking {
  const menu: Picking = {
    ...watchMenus.apps(org),
    choices: apps.map(({ label, developerName, isOn }, place) => ({
      value: String(place),
      label: plainText(label || developerName, 60),
      note: isOn ? 'flow on' : 'flow off',
    })),
    cursor: 0,
    back: picksNew(),
    next: (place) => {
      const app = apps[Number(place)];
      return app ? { kind: 'choose-oauth-consumer', org, app } : menu;
    },
  };
  return menu;
}

export function picksOauthConsumer(
  org: string,
  app: AppToWatch,
  consumers: readonly { readonly id: string; readonly name: string }[],
): Picking {
  const menu: Picking = {
    ...watchMenus.oauthConsumers(app.label || app.developerName),
    choices: consumers.map(({ id, name }) => ({ value: id, label: plainText(name, 60), note: id })),
    cursor: 0,
    back: picksNew(),
    next: (id) => asksToAdopt(org, app, id, menu),
  };
  return menu;
}

export function asksToAdopt(org: string, app: AppToWatch, oauthConsumer: string | null, back = picksNew()): Picking {
  const { title, notes, choices } = watchMenus.adopt(app.label || app.developerName, org);
  const next = () => ({ kind: 'adopt', org, app, oauthConsumer }) as const;
  return { title, notes, choices: entries(choices), cursor: 0, back, next };
}

function entries(choices: readonly Choice[]): Picking['choices'] {
  return choices.map(({ value, label, notes: [note] }) => ({ value, label, ...(note === undefined ? {} : { note }) }));
}

import { type KeyName, type Press, rowsBy } from '../kit/presses.ts';
import { type ChoiceList, canFilter, type ListAction, selected } from './choice-list.ts';

interface ListKeys {
  readonly read: () => ChoiceList;
  readonly dispatch: (action: ListAction) => void;
  /** Number of rows for page up and page down. */
  readonly page: number;
  /** Values of the choices. If `again` is one of them, `r` selects it. */
  readonly quickValues: readonly string[];
  readonly onFilter: (text: string) => void;
  readonly onChoose: (value: string) => void;
  readonly onBack: () => void;
  readonly onQuit: () => void;
}

/** What a key does in a list. In a list with a filter, every letter goes to the filter, including `q` and `r`. */
export function createListKeys(list: ListKeys): (press: Press) => void {
  const filtered = (action: ListAction) => {
    list.dispatch(action);
    list.onFilter(list.read().filter);
  };
  const byName: Partial<Record<KeyName, () => void>> = {
    up: () => list.dispatch({ kind: 'move', by: -1 }),
    down: () => list.dispatch({ kind: 'move', by: 1 }),
    pageUp: () => list.dispatch({ kind: 'move', by: -list.page }),
    pageDown: () => list.dispatch({ kind: 'move', by: list.page }),
    home: () => list.dispatch({ kind: 'first' }),
    end: () => list.dispatch({ kind: 'last' }),
    enter: () => choose(list),
    escape: () => (list.read().isFiltering ? filtered({ kind: 'clear' }) : list.onBack()),
    backspace: () => list.read().isFiltering && filtered({ kind: 'erase' }),
    delete: () => list.read().isFiltering && filtered({ kind: 'erase' }),
  };
  return (press) => {
    if (press.kind === 'key') byName[press.name]?.();
    if (press.kind === 'ctrl' && press.char === 'u' && list.read().isFiltering) filtered({ kind: 'clear' });
    if (press.kind !== 'char') return;
    const by = rowsBy(press);
    if (canFilter(list.read())) typed(list, press.char, filtered);
    else if (by !== null) list.dispatch({ kind: 'move', by });
    else if (press.char === 'q') list.onQuit();
    else if (press.char === 'r' && list.quickValues.includes('again')) list.onChoose('again');
  };
}

function typed(list: ListKeys, char: string, filtered: (action: ListAction) => void): void {
  const opens = char === '/' && !list.read().isFiltering;
  if (opens) list.dispatch({ kind: 'filter' });
  else filtered({ kind: 'type', text: char });
}

function choose({ read, dispatch, onChoose }: ListKeys): void {
  const list = read();
  const choice = selected(list);
  // While the server searches, the list still shows matches of an earlier text.
  if (!choice || list.isSearching) return;
  if (choice.disabled === undefined) onChoose(choice.value);
  else dispatch({ kind: 'refuse', why: `Not available: ${choice.disabled}` });
}

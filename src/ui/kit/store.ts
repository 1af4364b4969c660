/** The state of a screen: a value that is replaced, never mutated. Doesn't depend on React. */
export interface ViewStore<View, Action> {
  view(): View;
  subscribe(listener: () => void): () => void;
  dispatch(action: Action): void;
}

export function createStore<View, Action>(
  reduce: (view: View, action: Action) => View,
  first: View,
): ViewStore<View, Action> {
  const listeners = new Set<() => void>();
  let view = first;
  return {
    view: () => view,
    dispatch: (action) => {
      const next = reduce(view, action);
      if (next === view) return;
      view = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

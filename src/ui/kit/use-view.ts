import { useSyncExternalStore } from 'react';
import type { ViewStore } from './store.ts';

export function useView<View>(store: Pick<ViewStore<View, never>, 'view' | 'subscribe'>): View {
  return useSyncExternalStore(store.subscribe, store.view);
}

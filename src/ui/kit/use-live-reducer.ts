import { useCallback, useRef, useState } from 'react';

/**
 * A reducer whose newest state can be read before the next render. Several key presses can arrive in one chunk, and Enter must
 * see what was typed just before it.
 */
export function useLiveReducer<State, Action>(reduce: (state: State, action: Action) => State, open: () => State) {
  const [state, setState] = useState(open);
  const newest = useRef(state);
  const dispatch = useCallback(
    (action: Action) => {
      newest.current = reduce(newest.current, action);
      setState(newest.current);
    },
    [reduce],
  );
  const read = useCallback(() => newest.current, []);
  return { state, dispatch, read };
}

/** What must be finished after an interruption has this long. In ms. */
export const finishMs = 150_000;

/** Aborts when the time for what must be finished is over, counted from the moment `asked` aborts. */
export function overAfter(asked: AbortSignal, deadline: (ms: number) => AbortSignal): AbortSignal {
  const over = new AbortController();
  const begin = () => deadline(finishMs).addEventListener('abort', () => over.abort(), { once: true });
  if (asked.aborted) begin();
  else asked.addEventListener('abort', begin, { once: true });
  return over.signal;
}

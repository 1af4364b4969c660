import { once } from '../core/plain/once.ts';

export interface Openings {
  /** Opens on the first call, like `once`. */
  once<Opened>(open: () => Promise<Opened>): () => Promise<Opened>;
  /** Called at the end, in reverse order. */
  onClose(close: () => void | Promise<void>): void;
  /** Closes everything, including what is still opening. */
  close(): Promise<void>;
}

/**
 * Resources that open in parallel and close together. A command can fail while one is still opening. Without `close` waiting
 * for it, it would keep the process alive.
 */
export function createOpenings(): Openings {
  const closers: (() => void | Promise<void>)[] = [];
  const opening = new Set<Promise<unknown>>();
  return {
    once: (open) =>
      once(() => {
        const opened = open();
        opening.add(opened);
        const forget = () => opening.delete(opened);
        opened.then(forget, forget);
        return opened;
      }),
    onClose: (close) => void closers.push(close),
    close: async () => {
      while (opening.size > 0) await Promise.allSettled(opening);
      for (const close of closers.splice(0).reverse()) await close();
    },
  };
}

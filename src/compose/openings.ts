import { once } from '../core/plain/once.ts';

export interface Openings {
  /** Opens at the first call, as `once` does. */
  once<Opened>(open: () => Promise<Opened>): () => Promise<Opened>;
  /** Closed at the end, last opened first. */
  onClose(close: () => void | Promise<void>): void;
  /** Closes all of it, what is still being opened for nobody any more included. */
  close(): Promise<void>;
}

/**
 * What is opened side by side and closed together. A command can fail while something is still opening; what opens after
 * that would keep the process alive for good.
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

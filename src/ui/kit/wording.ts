/** Adapts the commands in a text to how keyturn was started. */
export type Wording = (text: string) => string;

const asWritten: Wording = (text) => text;
let current = asWritten;

/** Words every text of the screens that are open until the returned function is called. There is only one terminal. */
export function speakWith(wording: Wording = asWritten): () => void {
  const before = current;
  current = wording;
  return () => {
    current = before;
  };
}

export function worded(text: string): string {
  return current(text);
}

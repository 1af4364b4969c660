const clearLine = '\r\x1b[2K';

/** Between two drawings, in ms. */
const shortestPause = 100;

interface PassingLine {
  show(text: string): void;
  clear(): void;
}

/** A line at the end of a terminal that is drawn over. Shows nothing in a pipe, or if `isPlain`. */
export function createPassingLine(stream: NodeJS.WriteStream, isPlain: boolean): PassingLine {
  let drawnAt = -Infinity;
  let isShown = false;
  const isFit = stream.isTTY && !isPlain;
  return {
    show: (text) => {
      const now = performance.now();
      if (!isFit || now - drawnAt < shortestPause) return;
      drawnAt = now;
      isShown = true;
      stream.write(`${clearLine}${text.slice(0, Math.max(0, (stream.columns || 80) - 1))}`);
    },
    clear: () => {
      if (isShown) stream.write(clearLine);
      isShown = false;
    },
  };
}

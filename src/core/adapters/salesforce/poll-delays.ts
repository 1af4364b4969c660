const firstMs = 100;
const longestMs = 2000;

/** Delays between polls: 100 ms, 200, 400 … up to 2 s, until they add up to `totalMs`. */
export function* pollDelays(totalMs: number): Generator<number> {
  for (let delay = firstMs, waited = 0; waited < totalMs; delay = Math.min(delay * 2, longestMs)) {
    yield delay;
    waited += delay;
  }
}

/** What to do about an app that is watched, but on the other side. */
export function watchedElsewhere(inPractice: boolean): string {
  return inPractice
    ? 'The practice org has a watched app of that name: add `--practice`.'
    : 'A real org has a watched app of that name: leave out `--practice`.';
}

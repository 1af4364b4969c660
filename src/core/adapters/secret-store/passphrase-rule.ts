import { hostname, userInfo } from 'node:os';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import type { PassphraseRule } from '../../model/store-offer.ts';
import { isGarbled } from '../../plain/encoding.ts';
import { newPassphraseProblems, newPassphraseWords } from '../../words/new-passphrase.ts';

const shortest = 12;
/** At 0.3 s each, a hundred years of one processor. A thousand of them need a month. */
const fewestGuesses = 10 ** 10;
/** More takes long to estimate, and is not easier to guess. */
const longestEstimated = 128;

/** The rule for real secrets. Loading this file takes a tenth of a second: it has a list of common passwords. */
export function realPassphraseRule(): PassphraseRule {
  const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  const known = ['keyturn', 'salesforce', 'passphrase', userInfo().username, hostname()];
  return {
    check: (text) => {
      if (isGarbled(text)) return newPassphraseProblems.garbled;
      if ([...text].length < shortest) return newPassphraseProblems.tooShort(shortest);
      const { guesses } = estimator.check(text.slice(0, longestEstimated), known);
      return guesses < fewestGuesses ? newPassphraseProblems.guessable : null;
    },
    words: newPassphraseWords.rule(shortest),
    madeUp: null,
  };
}

four-words-of-CANARY-x

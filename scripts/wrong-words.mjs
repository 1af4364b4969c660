/** The words that keyturn does not use in its texts, and what it says instead. */

/** @type {readonly (readonly [wrong: RegExp, write: string])[]} */
const rules = [
  // What the product works with.
  [/\bpairs?\b/, 'credentials'],
  [/\b(former|old) (credentials|secret|key)\b/, 'previous credentials'],
  [/\bhand(s|ed|ing)?\b[^.;:]{0,40}\bover\b|\bhand-?overs?\b/, 'deliver, delivery'],
  [/\bprov(e|es|ed|en|ing)\b|\bproofs?\b|\bunproved\b/, 'verify, verified, works, is refused'],
  [/\bborrow(s|ed|ing)?\b|\blen[dt](s|ing)?\b/, 'turn on temporarily'],
  [/\bg[ia]ve[sn]?\b[^.;:]{0,30}\bback\b|\bgiving back\b/, 'restore, turn off again'],
  [/\bt(ake[sn]?|ook)\b[^.;:]{0,25}\bback\b/, 'discard, delete'],
  [/\badopt(s|ed|ing|ion)?\b/, 'start watching'],
  [/\bjournall?ed\b/, 'recorded in the audit trail'],
  [/\bOAuth of the app\b/, 'OAuth for the app'],
  [/\b(is|are) (dead|alive)\b|\blives? on\b|\bstill lives\b/, 'is refused, still works, is kept until'],
  [/\bneeds? you\b|\bwaits? for a person\b/, 'needs attention'],
  [/\bkeeps? watch\b/, 'watches'],
  // Verbs.
  [/\b(tells|told)\b/, 'says, reports'],
  [/\bg(o|oes|oing|one) on\b|\bwent on\b/, 'continue'],
  [/\bmend(s|ed|ing)?\b/, 'fix'],
  [/\bcures?\b/, 'fix'],
  [/\bquieten(s|ed)?\b/, 'silence'],
  [/\bstands? in the\b/, 'is in, is stored in'],
  [/\bis to be\b|\bare to be\b/, 'must be'],
  [/\b(is|was|be) said (to|that)\b|\bit is said\b/, 'you said, somebody reported'],
  // Who, which and how.
  [/\bwh(o|om)ever\b/, 'anyone who, the consumers that'],
  [/\bnobody can (say|tell)\b|\bcan['']t be told\b/, "keyturn doesn't know"],
  [/\bas far as\b/, 'whether, if'],
  [/\bby (itself|themselves)\b/, 'automatically, alone'],
  [/\bof (before|now)\b/, 'previous, current'],
  [/\banew\b|\bonce more\b/, 'again'],
  [/\banother one\b/, 'a different one'],
  [/\bagain and again\b/, 'repeatable'],
  [/\bformer\b/, 'previous'],
  [/\bas (it|they) (looks?|seems?)\b/, 'seems to'],
  [/\bspeaks? against\b/, 'risk, what changed'],
  // American spelling, as in Salesforce's own screens.
  [/\b(colour|behaviour|favour|neighbour|honour)\w*/, 'color, behavior, …'],
  [/\blicences?\b/, 'license'],
  [/\b\w+(?:ganis|thoris|cognis|ialis|mmaris|nimis|ronis)(e|es|ed|ing|ation)\b/, 'the spelling with z'],
  [/\bcancelled\b|\bcancelling\b/, 'canceled'],
  [/\bgrey\b/, 'gray'],
  [/\bcentre\b/, 'center'],
  // A full stop behind a text that has one.
  [/[^.\s/]\.\s?\.(?![.\w/])/, 'one full stop'],
];

/**
 * The wrong words of one text, in the order of the rules. Text in code marks is not read.
 * @param {string} text
 * @returns {{ word: string, write: string }[]}
 */
export function wrongWords(text) {
  const sentence = text.replaceAll(/`[^`]*`/g, '…').replaceAll(/\]\([^)]*\)/g, ']');
  return rules.flatMap(([wrong, write]) => {
    const match = new RegExp(wrong, 'i').exec(sentence);
    return match ? [{ word: match[0], write }] : [];
  });
}

import { z } from 'zod';
import type { SoughtSlot } from '../../core/model/sought.ts';
import { count, flag, instantOrNull, oneOf, text, textOrNull, texts } from './kinds.ts';

const finding = z
  .object({
    org: textOrNull('Alias or username of the org. Null for a consumer key that keyturn does not know.'),
    app: textOrNull('Developer name of the app. Null for a consumer key that keyturn does not know.'),
    consumerKey: text('The consumer key.'),
    found: oneOf<'secret' | 'key'>('What was found.', {
      secret: 'the consumer secret, perhaps with its key',
      key: 'only the consumer key, which is no secret',
    }),
    slot: oneOf<SoughtSlot>('Which credentials these are. Null for a key that keyturn does not know.', {
      primary: 'the current ones',
      staged: 'new ones, not promoted yet',
      previous: 'the ones in use before the last rotation',
      ended: 'credentials that keyturn no longer uses, or whose app it no longer watches',
    }).nullable(),
    mayWork: flag('Whether a secret was found with which somebody may still get a token.'),
    path: textOrNull(
      'The file; in the history of git its path in the first commit. Null for a message, and if unknown.',
    ),
    lines: z.array(z.int().min(1)).describe('Lines of the file or object, at most 20.'),
    repository: textOrNull('The repository whose history has it. Null for a file.'),
    object: textOrNull("The id of git's object. Null for a file."),
    firstCommit: textOrNull(
      'The first commit with it. Null for a file, if no branch, tag or reflog has it, and after the first 100 objects.',
    ),
    committedAt: instantOrNull('When that was committed, by the clock of who did it.'),
  })
  .meta({ title: 'found credentials' });

export const scan = z.object({
  files: count('How many files were read.'),
  objects: count("How many objects of git's history were read."),
  findings: z.array(finding).describe('Places with credentials, those that may still work first. At most 1,000.'),
  more: count('How many more places there are.'),
  skipped: z
    .array(
      z
        .object({ path: text('The file or folder.'), why: text('Why it was not read, in words.') })
        .meta({ title: 'skipped path' }),
    )
    .describe('What was not read. At most 100.'),
  moreSkipped: count('How many more paths were not read.'),
  nextSteps: texts('What to do next, in words.'),
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** Placeholders in commands and flags that keyturn prints, and why nothing can fill them in. */
const unknown: Readonly<Record<string, string>> = {
  'attention.ts <YYYY-MM-DD>': 'only a person knows when the credentials were issued',
  'notices.ts <YYYY-MM-DD>': 'only a person knows when the credentials were issued',
  'evidence-markdown.ts <instant>': 'only a person knows when the credentials leaked',
  'consumer-notices.ts <target>': 'a person chooses a target',
  'delivery.ts <target>': 'a person chooses a target',
  'delivery.ts <program>': 'a person writes the program',
  'delivery.ts <name>': 'a person chooses the name',
  'consumer-questions.ts <path>': 'the value of a flag',
  'consumer-questions.ts <program>': 'the value of a flag',
  'consumer-questions.ts <name>': 'the value of a flag',
  'consumers.ts <code>': 'the code is in a message to a person',
  'consumers.ts <app>': 'a person chooses one of the apps of an audit',
  'containment-record.ts <file>': 'a person chooses where to save the line',
  'containment-record.ts <org>': 'filled in if it is known',
  'daemon-notices.ts <app>': 'the state that named the apps is lost',
  'state-problems.ts <app>': 'the state that named the apps is lost',
  'settings-problems.ts <name>': 'a person chooses the name',
  'settings.ts <key>': 'a shell would not take the key as it is',
  'settings.ts <name>': 'a person chooses the name',
  'settings.ts <value>': 'a person chooses the value',
  'sign-ins.ts <file>': 'only a person knows where another key is',
  'sign-ins.ts <consumer key>': 'filled in if it is known',
  'operator-kit.ts <consumer key>': 'the app is made later',
  'token-problems.ts <app>': 'filled in where the cure is shown',
  'setup-places.ts <app>': 'filled in here',
  'token-problems.ts <name>': 'the address at which keyturn asked is not the My Domain address',
  'token-problems.ts <program>': 'a person writes the program',
  'set-aside.ts <folder>': 'a person chooses a new folder',
  'uninstall.ts <folder>': 'a person chooses a new folder',
  'uninstall.ts <path>': 'a person chooses a new file',
  'access.ts <reason>': 'a person gives the reason',
  'backup.ts <path>': 'a person names the file',
  'call.ts <public key or file>': 'only the contact has the key',
  'call.ts <file>': 'a person chooses a new file',
  'key-faults.ts <file of the private key>': 'filled in if it is known',
  'metadata.ts <pem>': 'a person names the file',
  'network.ts <file.pem>': 'a person names the file',
  'network.ts <host>': 'only the network has the address',
  'network.ts <port>': 'only the network has the address',
  'network.ts <user>': 'a person has an account at the proxy',
  'network.ts <password>': 'a person has an account at the proxy',
  'practice-places.ts <username>': 'a person chooses the user, or nobody knows who it is',
  'practice-places.ts <app>': 'nothing that is shown: an app is always named',
  'rotation.ts <name>': 'a person chooses the name',
  'rotation.ts <path>': 'a person chooses the file',
  'rotation.ts <program>': 'a person writes the program',
  'state.ts <app>': 'only a person knows which secret has leaked',
  'state.ts <seal>': 'the seal is in a notice or a report',
  'state.ts <file>': 'a person chooses a new file',
  'store.ts <app>': 'filled in if the state can be read',
  'store.ts <path>': 'a person chooses a new file',
  'service-warnings.ts <file of mode 0600>': 'a person names the file',
  'store-move.ts <file of mode 0600>': 'filled in if it is known',
  'config.ts <key>': 'a person chooses the setting',
  'config.ts <value>': 'a person chooses the value',
  'commands.ts <app>': 'help',
  'commands.ts <code>': 'help',
  'commands.ts <file>': 'help',
  'folder-inputs.ts <file>': 'help',
  'practice-commands.ts <org>': 'taken out of a command, and never printed',
  'AskReview.tsx <file>': 'a person is asked for the file right there',
};

/** No type arguments, which follow a name, and no groups of an expression. */
const placeholder = /(?<![\w?])<(?:[a-z][a-z0-9.-]*|[A-Za-z][\w.-]*(?: [\w.-]+)+|YYYY-MM-DD)>/g;

/** `file <placeholder>` for all lines of a folder. In other folders than `core`, only of those with a command. */
function placeholdersIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((one) => {
    // The reference describes what others call.
    if (one.isDirectory()) return one.name === 'documents' ? [] : placeholdersIn(join(folder, one.name));
    const code = readFileSync(join(folder, one.name), 'utf8').replaceAll(/^\s*(?:\/\/|\*|\/\*\*).*$/gm, '');
    const lines = code.split('\n').filter((line) => folder.startsWith('src/core') || /keyturn |`--|sudo /.test(line));
    return lines.flatMap((line) => (line.match(placeholder) ?? []).map((each) => `${one.name} ${each}`));
  });
}

it('prints a placeholder only for what keyturn does not know', () => {
  const folders = ['src/core/words', 'src/core/reasons', 'src/cli', 'src/ui'];
  const found = new Set(folders.flatMap(placeholdersIn));
  expect([...found].filter((each) => !Object.hasOwn(unknown, each))).toEqual([]);
  expect(Object.keys(unknown).filter((each) => !found.has(each))).toEqual([]);
});

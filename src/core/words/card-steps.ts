import type { WatchedApp } from '../model/watched-app.ts';

/** A step of the card: what it is for, and what is typed into bash. No secret stands in it, and none gets into an argument list. */
export interface CardStep {
  readonly title: string;
  readonly before: readonly string[];
  readonly shell: readonly string[];
}

/** What tells this app from another one. */
export interface CardNames extends Pick<WatchedApp, 'instanceUrl' | 'appId' | 'consumerId' | 'consumerKey'> {
  readonly executionUserId: string | null;
}

/** The oldest version of the API that stages pairs. */
const apiVersion = '65.0';

/** The same as the machine does, by hand: look, contain, stage, prove, rotate, delete, prove that it is dead. */
export function cardSteps(names: CardNames): readonly CardStep[] {
  return [
    prepare(names),
    look,
    ...(names.executionUserId === null ? [] : [freeze(names.executionUserId)]),
    freeSlot,
    stage,
    rotate,
    deleteLeaked,
    ...(names.executionUserId === null ? [] : [unfreeze]),
    proveDead,
  ];
}

function prepare({ instanceUrl, appId, consumerId, consumerKey }: CardNames): CardStep {
  return {
    title: 'Prepare',
    before: [
      'Changes nothing. Type `bash` first: other shells read this differently. The token is typed, never part of a command.',
      'It comes from `sf org auth show-access-token -o emergency` after `sf org login web -a emergency -r <My Domain address>`.',
    ],
    shell: [
      'set +x; set +o history; umask 077',
      `ORG=${quoted(instanceUrl)}`,
      `API="$ORG/services/data/v${apiVersion}"`,
      `ONE="$API/apps/oauth/credentials/"${quoted(appId)}/${quoted(consumerId)}`,
      `LEAKED_KEY=${quoted(consumerKey)}`,
      "read -rsp 'Access token of an administrator: ' TOKEN; echo",
      'request() {',
      `  printf 'header = "Authorization: Bearer %s"\\n' "$TOKEN" |`,
      `    curl -q -sS --fail-with-body --config - -X "$1" \${3:+-H 'Content-Type: application/json' -d "$3"} "$2"`,
      '}',
      `value() { sed -n "s/.*\\"$1\\" *: *\\"\\([^\\"]*\\)\\".*/\\1/p" | head -n 1; }`,
      `hide() { sed 's/\\("secret" *: *\\)"[^"]*"/\\1"(hidden)"/g'; echo; }`,
      'probe() {',
      `  case "$(printf 'data-urlencode = "client_id=%s"\\ndata-urlencode = "client_secret=%s"\\n' "$1" "$2" |`,
      `    curl -q -sS --config - -d grant_type=client_credentials "$ORG/services/oauth2/token")" in`,
      `    *'"access_token"'*) echo "accepted: $1" ;;`,
      `    *invalid_client_id*) echo "dead (invalid_client_id): $1" ;;`,
      `    *) echo "no clear answer: $1" ;;`,
      '  esac',
      '}',
    ],
  };
}

const look: CardStep = {
  title: 'Look',
  before: ['Changes nothing. The first answer is the primary pair, the second what lies beside it.'],
  shell: ['request GET "$ONE" | hide', 'request GET "$ONE/staged" | hide', 'echo "leaked: $LEAKED_KEY"'],
};

function freeze(userId: string): CardStep {
  return {
    title: 'Contain, while somebody uses the pair',
    before: [
      'Freezes the execution user: no new token for **every** app that runs as this user. Skip it when access must not stop.',
      'By hand: Setup ▸ Users ▸ the execution user ▸ Freeze.',
    ],
    shell: [
      `QUERY="SELECT+Id+FROM+UserLogin+WHERE+UserId=%27"${quoted(userId)}%27`,
      'LOGIN=$(request GET "$API/query?q=$QUERY" | value Id)',
      `[ -n "$LOGIN" ] && request PATCH "$API/sobjects/UserLogin/$LOGIN" '{"IsFrozen":true}' && echo 'frozen'`,
    ],
  };
}

const freeSlot: CardStep = {
  title: 'Make room, only if the look showed a pair beside the primary one',
  before: ['**Whoever uses that pair loses access.** It may be one that somebody staged for a rotation.'],
  shell: [
    'MAIN=$(request GET "$ONE" | value key); SLOT=$(request GET "$ONE/staged")',
    `SLOT_ID=$(printf '%s' "$SLOT" | value id); SLOT_KEY=$(printf '%s' "$SLOT" | value key)`,
    'if [ -n "$MAIN" ] && [ -n "$SLOT_ID" ] && [ -n "$SLOT_KEY" ] && [ "$SLOT_KEY" != "$MAIN" ]; then',
    `  request DELETE "$ONE/staged/$SLOT_ID" && echo "deleted: $SLOT_KEY"`,
    "else echo 'nothing deleted'; fi",
  ],
};

const stage: CardStep = {
  title: 'Stage a new pair, and save it',
  before: [
    'The file holds the new consumer secret: put it into your password manager at once, and delete the file when everybody has the pair.',
    'Run it once. Where no whole pair came back: look again, `request GET "$ONE/staged/$NEW_ID" | value secret`.',
    'While the user is frozen the proof says nothing.',
  ],
  shell: [
    'FILE="$HOME/new-pair-$(date -u +%Y%m%dT%H%M%SZ).json"',
    `request POST "$ONE/staged" '{}' > "$FILE"`,
    'NEW_ID=$(value id < "$FILE"); NEW_KEY=$(value key < "$FILE"); NEW_SECRET=$(value secret < "$FILE")',
    'if [ -n "$NEW_ID" ] && [ -n "$NEW_KEY" ] && [ -n "$NEW_SECRET" ]; then',
    '  echo "staged: $NEW_KEY"; echo "saved in $FILE"; probe "$NEW_KEY" "$NEW_SECRET"',
    `else echo 'no whole pair came back:'; hide < "$FILE"; fi`,
  ],
};

const rotate: CardStep = {
  title: 'Make it primary',
  before: ['Give the new pair to the consumers above now, or as soon as you can: from the next step on they need it.'],
  shell: [
    'if [ -n "$NEW_ID" ]; then',
    `  ANSWER=$(request PATCH "$ONE/staged/$NEW_ID" '{"command":"rotate"}') || printf '%s\\n' "$ANSWER" | hide; fi`,
    `if [ -n "$NEW_KEY" ] && [ "$(request GET "$ONE" | value key)" = "$NEW_KEY" ]; then echo 'the new pair is primary'`,
    "else echo 'the new pair is not primary: delete nothing'; fi",
  ],
};

const deleteLeaked: CardStep = {
  title: 'Delete the leaked pair',
  before: [
    '**Can’t be undone.** It goes only if it is the pair beside the primary one, and the primary one is the new pair.',
  ],
  shell: [
    `MAIN=$(request GET "$ONE" | value key); SLOT=$(request GET "$ONE/staged")`,
    `SLOT_ID=$(printf '%s' "$SLOT" | value id); SLOT_KEY=$(printf '%s' "$SLOT" | value key)`,
    'if [ -n "$MAIN" ] && [ "$MAIN" = "$NEW_KEY" ] && [ "$SLOT_KEY" = "$LEAKED_KEY" ]; then',
    `  request DELETE "$ONE/staged/$SLOT_ID" && echo 'the leaked pair is deleted'`,
    `else echo 'nothing deleted:'; printf '%s' "$SLOT" | hide; fi`,
  ],
};

const unfreeze: CardStep = {
  title: 'Give access back, if you have frozen the user',
  before: ['By hand: Setup ▸ Users ▸ the execution user ▸ Unfreeze.'],
  shell: [
    `[ -n "$LOGIN" ] && request PATCH "$API/sobjects/UserLogin/$LOGIN" '{"IsFrozen":false}' && echo 'not frozen any more'`,
  ],
};

const proveDead: CardStep = {
  title: 'Prove that it is dead',
  before: [
    'Wanted: `dead` for the leaked pair, `accepted` for the new one. Anything else: wait a minute and run it again.',
  ],
  shell: [
    "read -rsp 'Leaked consumer secret (Enter if nobody has it): ' OLD; echo",
    `probe "$LEAKED_KEY" "\${OLD:-unknown}"`,
    'probe "$NEW_KEY" "$NEW_SECRET"',
    'unset TOKEN OLD NEW_SECRET ANSWER SLOT',
  ],
};

/** A word for the shell. Ids, keys and addresses need these characters alone; whatever else an org tells is left out. */
function quoted(value: string): string {
  return `'${value.replace(/[^\w.:/@+-]/g, '')}'`;
}

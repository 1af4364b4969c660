import type { WatchedApp } from '../model/watched-app.ts';

/** A step of the card: its purpose and the bash commands. It contains no secret, and no secret gets into an argument list. */
export interface CardStep {
  readonly title: string;
  readonly before: readonly string[];
  readonly shell: readonly string[];
}

/** What identifies the app. */
export interface CardNames extends Pick<WatchedApp, 'instanceUrl' | 'appId' | 'consumerId' | 'consumerKey'> {
  readonly executionUserId: string | null;
}

/** The oldest API version that can stage credentials. */
const apiVersion = '65.0';

/** An emergency by hand: check, block access, stage, verify, promote, delete, verify that the leaked credentials are refused. */
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
      'Changes nothing. Type `bash` first, because other shells read this differently. You type the token when asked; it is never part of a command.',
      `To get the token, run \`sf org login web -a emergency -r ${quoted(instanceUrl)}\`, then \`sf org auth show-access-token -o emergency\`.`,
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
      `    *invalid_client_id*) echo "refused (invalid_client_id): $1" ;;`,
      `    *) echo "no clear answer: $1" ;;`,
      '  esac',
      '}',
    ],
  };
}

const look: CardStep = {
  title: 'Check the credentials',
  before: ['Changes nothing. The first answer shows the current credentials, the second the staging slot.'],
  shell: ['request GET "$ONE" | hide', 'request GET "$ONE/staged" | hide', 'echo "leaked: $LEAKED_KEY"'],
};

function freeze(userId: string): CardStep {
  return {
    title: 'Block access, if somebody is using the credentials',
    before: [
      'Freezes the execution user: **no** app that runs as this user gets a new token. Skip this step if access must not stop.',
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
  title: 'Free the staging slot, only if it held other credentials',
  before: ['**Whatever uses those credentials loses access.** Somebody may have staged them for a rotation.'],
  shell: [
    'MAIN=$(request GET "$ONE" | value key); SLOT=$(request GET "$ONE/staged")',
    `SLOT_ID=$(printf '%s' "$SLOT" | value id); SLOT_KEY=$(printf '%s' "$SLOT" | value key)`,
    'if [ -n "$MAIN" ] && [ -n "$SLOT_ID" ] && [ -n "$SLOT_KEY" ] && [ "$SLOT_KEY" != "$MAIN" ]; then',
    `  request DELETE "$ONE/staged/$SLOT_ID" && echo "deleted: $SLOT_KEY"`,
    "else echo 'nothing deleted'; fi",
  ],
};

const stage: CardStep = {
  title: 'Stage new credentials, and save them',
  before: [
    'The file holds the new consumer secret. Put it into your password manager at once, and delete the file when every consumer has the new credentials.',
    'Run this once. If the key or the secret is missing in the answer, ask again: `request GET "$ONE/staged/$NEW_ID" | value secret`.',
    "While the user is frozen, this can't verify the new credentials.",
  ],
  shell: [
    'FILE="$HOME/new-credentials-$(date -u +%Y%m%dT%H%M%SZ).json"',
    `request POST "$ONE/staged" '{}' > "$FILE"`,
    'NEW_ID=$(value id < "$FILE"); NEW_KEY=$(value key < "$FILE"); NEW_SECRET=$(value secret < "$FILE")',
    'if [ -n "$NEW_ID" ] && [ -n "$NEW_KEY" ] && [ -n "$NEW_SECRET" ]; then',
    '  echo "staged: $NEW_KEY"; echo "saved in $FILE"; probe "$NEW_KEY" "$NEW_SECRET"',
    `else echo 'the answer is incomplete:'; hide < "$FILE"; fi`,
  ],
};

const rotate: CardStep = {
  title: 'Promote the new credentials',
  before: [
    'Give the new credentials to the consumers above now, or as soon as you can. From the next step on, the leaked ones no longer work.',
  ],
  shell: [
    'if [ -n "$NEW_ID" ]; then',
    `  ANSWER=$(request PATCH "$ONE/staged/$NEW_ID" '{"command":"rotate"}') || printf '%s\\n' "$ANSWER" | hide; fi`,
    `if [ -n "$NEW_KEY" ] && [ "$(request GET "$ONE" | value key)" = "$NEW_KEY" ]; then echo 'the new credentials are current'`,
    "else echo 'the new credentials are not current: delete nothing'; fi",
  ],
};

const deleteLeaked: CardStep = {
  title: 'Delete the leaked credentials',
  before: [
    "**Can't be undone.** This deletes the leaked credentials only if they are in the staging slot and the new ones are current.",
  ],
  shell: [
    `MAIN=$(request GET "$ONE" | value key); SLOT=$(request GET "$ONE/staged")`,
    `SLOT_ID=$(printf '%s' "$SLOT" | value id); SLOT_KEY=$(printf '%s' "$SLOT" | value key)`,
    'if [ -n "$MAIN" ] && [ "$MAIN" = "$NEW_KEY" ] && [ "$SLOT_KEY" = "$LEAKED_KEY" ]; then',
    `  request DELETE "$ONE/staged/$SLOT_ID" && echo 'the leaked credentials are deleted'`,
    `else echo 'nothing deleted:'; printf '%s' "$SLOT" | hide; fi`,
  ],
};

const unfreeze: CardStep = {
  title: 'Restore access, if you froze the user',
  before: ['By hand: Setup ▸ Users ▸ the execution user ▸ Unfreeze.'],
  shell: [`[ -n "$LOGIN" ] && request PATCH "$API/sobjects/UserLogin/$LOGIN" '{"IsFrozen":false}' && echo 'unfrozen'`],
};

const proveDead: CardStep = {
  title: 'Verify that Salesforce refuses the leaked credentials',
  before: [
    'Expected: `refused` for the leaked credentials, `accepted` for the new ones. If you see anything else, wait a minute and run it again.',
  ],
  shell: [
    "read -rsp 'Leaked consumer secret (Enter if nobody has it): ' OLD; echo",
    `probe "$LEAKED_KEY" "\${OLD:-unknown}"`,
    'probe "$NEW_KEY" "$NEW_SECRET"',
    'unset TOKEN OLD NEW_SECRET ANSWER SLOT',
  ],
};

/** A quoted word for the shell. Ids, keys and addresses need only these characters; all others are removed. */
function quoted(value: string): string {
  return `'${value.replace(/[^\w.:/@+-]/g, '')}'`;
}

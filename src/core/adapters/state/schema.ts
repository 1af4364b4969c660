/** Marks the file as keyturn's: `ktrn`. */
export const applicationId = 0x6b74726e;

/**
 * One entry per schema version, each based on the previous one. Never edit an entry: it was released. Add a new one.
 * Bodies are JSON, so a new field needs no new version. Columns are for searching.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE apps (
    org_id TEXT NOT NULL,
    app TEXT NOT NULL,
    consumer_id TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (org_id, app, consumer_id)
  ) STRICT, WITHOUT ROWID;

  -- AUTOINCREMENT remembers the last number, so that lines cut off the end are missed.
  CREATE TABLE journal (
    line INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    event TEXT NOT NULL,
    action TEXT NOT NULL,
    intent TEXT NOT NULL,
    org_id TEXT NOT NULL,
    org TEXT NOT NULL,
    app TEXT,
    detail TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX journal_by_intent ON journal (intent);
  CREATE TRIGGER journal_keeps_lines BEFORE DELETE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
  CREATE TRIGGER journal_keeps_content BEFORE UPDATE ON journal
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

  CREATE TABLE drafts (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    saved_at INTEGER NOT NULL,
    answers TEXT NOT NULL
  ) STRICT;

  CREATE TABLE pre_images (
    intent TEXT NOT NULL,
    position INTEGER NOT NULL,
    type TEXT NOT NULL,
    full_name TEXT NOT NULL,
    path TEXT NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (intent, position)
  ) STRICT;

  CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    fence INTEGER NOT NULL,
    host TEXT,
    boot TEXT,
    pid INTEGER,
    started TEXT,
    heartbeat_at INTEGER
  ) STRICT;
  `,
  `
  CREATE TABLE rotations (
    id TEXT PRIMARY KEY,
    org_id TEXT NOT NULL,
    consumer_id TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    finished_at INTEGER,
    body TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX rotations_by_consumer ON rotations (org_id, consumer_id, started_at);
  -- Two runs of one consumer at once would undo each other.
  CREATE UNIQUE INDEX one_open_rotation ON rotations (org_id, consumer_id) WHERE finished_at IS NULL;

  CREATE TABLE keys (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
  ) STRICT;
  `,
  `
  -- When something is next to be looked at; what is saved anew is looked at again.
  ALTER TABLE apps ADD COLUMN due_at INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE apps ADD COLUMN touched INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX apps_by_due ON apps (due_at);

  CREATE TABLE notices (
    id TEXT PRIMARY KEY,
    org_id TEXT NOT NULL,
    consumer_id TEXT NOT NULL,
    told_at INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX notices_by_consumer ON notices (org_id, consumer_id, told_at);

  CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    channel TEXT NOT NULL,
    message TEXT NOT NULL,
    status TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    settled_at INTEGER,
    problem TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX outbox_by_next ON outbox (next_at) WHERE status = 'waiting';

  CREATE TABLE daemon (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    pid INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    last_tick_at INTEGER,
    next_tick_at INTEGER
  ) STRICT;
  `,
  `
  -- From when on an app needs a person; what is saved anew has to be thought about again.
  ALTER TABLE apps ADD COLUMN attention_at INTEGER;
  CREATE INDEX apps_by_attention ON apps (attention_at);

  -- The journal only grows; what is open in it is little, and asked for at every tick.
  CREATE TABLE open_intents (intent TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  INSERT OR IGNORE INTO open_intents SELECT intent FROM journal AS one WHERE event = 'intended' AND NOT EXISTS (
    SELECT 1 FROM journal AS outcome
    WHERE outcome.intent = one.intent AND outcome.event IN ('done', 'failed', 'recovered')
  );
  CREATE TRIGGER journal_opens AFTER INSERT ON journal WHEN NEW.event = 'intended'
    BEGIN INSERT OR IGNORE INTO open_intents VALUES (NEW.intent); END;
  CREATE TRIGGER journal_closes AFTER INSERT ON journal WHEN NEW.event IN ('done', 'failed', 'recovered')
    BEGIN DELETE FROM open_intents WHERE intent = NEW.intent; END;
  `,
  `
  -- Which store holds the secret of which channel, as the apps' bodies say it of pairs.
  CREATE TABLE channel_secrets (
    name TEXT PRIMARY KEY,
    store TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;

  -- What the daemon found that it can use where it runs.
  CREATE TABLE self_check (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    body TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- The settings by which the due instants of all apps were set.
  CREATE TABLE due_settings (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    settings TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- Whether the daemon can do its work. The failure is JSON.
  ALTER TABLE daemon ADD COLUMN last_good_tick_at INTEGER;
  ALTER TABLE daemon ADD COLUMN last_failure TEXT;
  `,
  `
  -- Codes with which contacts confirm that a consumer was updated. Only their hashes are stored.
  CREATE TABLE hand_over_codes (
    hash BLOB PRIMARY KEY,
    rotation TEXT NOT NULL,
    consumer_key TEXT NOT NULL,
    target TEXT NOT NULL,
    sent_at INTEGER,
    used INTEGER NOT NULL DEFAULT 0
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX hand_over_codes_by_rotation ON hand_over_codes (rotation);

  CREATE TABLE hand_over_tries (
    rotation TEXT PRIMARY KEY,
    wrong INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- The order in which the runs of an OAuth consumer began. The clock may be set back between them.
  ALTER TABLE rotations ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
  UPDATE rotations SET position = (
    SELECT count(*) FROM rotations AS other
    WHERE other.org_id = rotations.org_id AND other.consumer_id = rotations.consumer_id
      AND (other.started_at, other.id) <= (rotations.started_at, rotations.id)
  );
  DROP INDEX rotations_by_consumer;
  CREATE INDEX rotations_by_consumer ON rotations (org_id, consumer_id, position);
  `,
  `
  -- Hash of the contact that a code was made for. NULL for a code of an earlier version.
  ALTER TABLE hand_over_codes ADD COLUMN contact BLOB;
  `,
  `
  -- What keeps the daemon from its work, and when it last could do it.
  CREATE TABLE daemon_health (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    body TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- The chains of the audit trail, and where the key of its seals is. Lines of earlier versions belong to the first chain, and
  -- their hashes don't cover its name.
  CREATE TABLE chains (
    chain TEXT PRIMARY KEY,
    store TEXT,
    seal_key TEXT
  ) STRICT;
  INSERT INTO chains (chain) VALUES (lower(hex(randomblob(6))));
  ALTER TABLE journal ADD COLUMN chain TEXT;

  CREATE TABLE seals (
    n INTEGER PRIMARY KEY,
    chain TEXT NOT NULL,
    line INTEGER NOT NULL,
    seal TEXT NOT NULL
  ) STRICT;
  CREATE INDEX seals_by_chain ON seals (chain, line);
  `,
  `
  -- Commands about one app read its lines only.
  CREATE INDEX journal_by_app ON journal (org_id, app, line);
  `,
];

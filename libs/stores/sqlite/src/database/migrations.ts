/** A history's links and its newest one. Links without their tip, or a tip without its link, tell of damage. */
const chainTables = (links: string, tips: string): string => `
  CREATE TABLE ${tips} (
    history TEXT NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL CHECK (number > 0),
    hash TEXT NOT NULL
  ) STRICT;
  CREATE TABLE ${links} (
    history TEXT NOT NULL REFERENCES ${tips} (history),
    number INTEGER NOT NULL CHECK (number > 0),
    body TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (history, number)
  ) STRICT;`;

/**
 * Each brings the schema one version forward; the first one makes version 1. What is here was run somewhere: never change
 * an entry, add one.
 */
export const MIGRATIONS: readonly string[] = [
  `
  ${chainTables('commits', 'commit_tips')}
  ${chainTables('journal_records', 'journal_tips')}

  CREATE TABLE execution_heads (
    execution_id TEXT NOT NULL PRIMARY KEY REFERENCES commit_tips (history),
    plan TEXT NOT NULL,
    requested_at TEXT NOT NULL,
    ended INTEGER NOT NULL CHECK (ended IN (0, 1)),
    body TEXT NOT NULL
  ) STRICT;
  CREATE INDEX execution_heads_by_age ON execution_heads (requested_at, execution_id);
  CREATE INDEX execution_heads_by_plan ON execution_heads (plan, requested_at, execution_id);

  CREATE TABLE plans (
    name TEXT NOT NULL PRIMARY KEY,
    newest_version INTEGER NOT NULL CHECK (newest_version > 0),
    removed INTEGER NOT NULL CHECK (removed IN (0, 1))
  ) STRICT;
  CREATE TABLE plan_versions (
    name TEXT NOT NULL REFERENCES plans (name),
    version INTEGER NOT NULL CHECK (version > 0),
    body TEXT NOT NULL,
    PRIMARY KEY (name, version)
  ) STRICT;

  CREATE TABLE accounts (account TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL) STRICT;

  CREATE TABLE leases (
    key TEXT NOT NULL PRIMARY KEY,
    epoch INTEGER NOT NULL CHECK (epoch > 0),
    beat INTEGER NOT NULL,
    holder TEXT NOT NULL,
    length_seconds REAL NOT NULL,
    released INTEGER NOT NULL CHECK (released IN (0, 1))
  ) STRICT;

  CREATE TABLE resource_locks (resource TEXT NOT NULL PRIMARY KEY, holder TEXT NOT NULL) STRICT;
  CREATE INDEX resource_locks_by_holder ON resource_locks (holder);

  CREATE TABLE idempotency_keys (
    key TEXT NOT NULL PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    value TEXT NOT NULL
  ) STRICT;
  `,
  'CREATE TABLE disabled_technologies (technology TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL) STRICT;',
];

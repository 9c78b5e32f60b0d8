"""The tables of the store, and the version by which a newer devloop's are known."""

from __future__ import annotations

SCHEMA_VERSION = 2

SCHEMA = """
CREATE TABLE manifest (key TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE verdict (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL, check_name TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('passed', 'failed')), tree TEXT NOT NULL,
  seconds REAL NOT NULL, exit_code INTEGER, log TEXT, note TEXT NOT NULL, recorded REAL NOT NULL,
  seal TEXT NOT NULL, record TEXT, outside TEXT, weak TEXT);
CREATE INDEX verdict_key ON verdict (key);
CREATE INDEX verdict_weak ON verdict (weak, id) WHERE weak IS NOT NULL;
CREATE INDEX verdict_check ON verdict (check_name, id);
CREATE TABLE attempt (
  id INTEGER PRIMARY KEY, check_name TEXT NOT NULL, outcome TEXT NOT NULL,
  seconds REAL NOT NULL, recorded REAL NOT NULL);
CREATE INDEX attempt_check ON attempt (check_name, id);
CREATE TABLE event (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, recorded REAL NOT NULL, tree TEXT NOT NULL,
  subject TEXT NOT NULL, decision TEXT NOT NULL, detail TEXT NOT NULL);
CREATE TABLE memo (
  kind TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (kind, key))
  WITHOUT ROWID;
"""
STATEMENTS = tuple(statement for statement in SCHEMA.split(";\n") if statement.strip())

FROM_VERSION_1 = (
    "ALTER TABLE verdict ADD COLUMN record TEXT",
    "ALTER TABLE verdict ADD COLUMN outside TEXT",
    "ALTER TABLE verdict ADD COLUMN weak TEXT",
    "CREATE INDEX verdict_weak ON verdict (weak, id) WHERE weak IS NOT NULL",
)
"""What makes the tables of the version before into these."""

LOOK = """
SELECT (SELECT seal FROM verdict LIMIT 1), (SELECT key FROM manifest LIMIT 1),
  (SELECT id FROM attempt LIMIT 1), (SELECT id FROM event LIMIT 1), (SELECT key FROM memo LIMIT 1)
"""
"""A first look at every table, which shows gross damage at once."""

SIGNS_OF_DAMAGE = (
    "malformed",
    "not a database",
    "corrupt",
    "already exists",
    "no such table",
    "no such column",
    "has no column",
    "no such index",
)
"""What SQLite says of a file that is not, or not any more, what was written; or not our tables."""

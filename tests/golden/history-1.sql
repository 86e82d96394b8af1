-- A history as posture 0.1.0 left it, version 1 of the scheme: sqlite3 history.sqlite3 .dump
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE diary (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,                                   -- ISO 8601 with the offset of that day
  pain INTEGER NOT NULL CHECK (pain BETWEEN 0 AND 10),
  tags TEXT NOT NULL DEFAULT '[]',                    -- JSON list
  note TEXT
);
INSERT INTO diary VALUES(1,'2026-03-02T09:00:00+01:00',4,'["sleep", "stress"]','deadline');
INSERT INTO diary VALUES(2,'2026-03-03T09:00:00+01:00',0,'[]',NULL);
CREATE TABLE coach (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  muscle TEXT NOT NULL,
  level TEXT,
  before INTEGER NOT NULL CHECK (before BETWEEN 0 AND 10),
  after INTEGER CHECK (after BETWEEN 0 AND 10),
  stopped INTEGER NOT NULL CHECK (stopped IN (0, 1)),
  ranges TEXT NOT NULL DEFAULT '{}'                   -- JSON: turn and tilt before and after, with sd
);
INSERT INTO coach VALUES(1,'2026-03-02T17:00:00+01:00','scalenes','fresh',4,3,0,'{"before": {"turn": {"left": {"deg": 40.0, "sd": 5.0}}}}');
CREATE TABLE safety (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  result TEXT NOT NULL CHECK (result IN ('clear', 'agreed', 'ask', 'week', 'now'))
);
INSERT INTO safety VALUES(1,'2026-03-02T09:00:00+01:00','clear');
COMMIT;
PRAGMA user_version = 1;

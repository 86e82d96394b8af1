-- The user's own words about pain, sessions of the coach, and that the questions were asked.
CREATE TABLE diary (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,                                   -- ISO 8601 with the offset of that day
  pain INTEGER NOT NULL CHECK (pain BETWEEN 0 AND 10),
  tags TEXT NOT NULL DEFAULT '[]',                    -- JSON list
  note TEXT
);
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
-- Result and date only: which line was meant is never kept, and this table is never exported.
CREATE TABLE safety (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  result TEXT NOT NULL CHECK (result IN ('clear', 'agreed', 'ask', 'week', 'now'))
);

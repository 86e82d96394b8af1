-- A history as posture 0.1.0 left it, version 2 of the scheme: sqlite3 history.sqlite3 .dump
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE alert (
  id INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
  at REAL NOT NULL,
  time_s REAL NOT NULL,                               -- since the start of the session
  kind TEXT NOT NULL,
  level TEXT NOT NULL,
  muscle TEXT,
  value REAL NOT NULL,
  threshold REAL NOT NULL,
  unit TEXT NOT NULL,
  message TEXT NOT NULL,
  active_break TEXT
);
INSERT INTO "alert" VALUES(1,1,1772442060.0,600.0,'head_forward','note','cervical_extensors',12.4,5.0,'deg','Your head has been forward for 4 min.','head_forward');
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
INSERT INTO "coach" VALUES(1,'2026-03-02T17:00:00+01:00','scalenes','fresh',4,3,0,'{"before": {"turn": {"left": {"deg": 40.0, "sd": 5.0}}}}');
CREATE TABLE control (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  at REAL NOT NULL,
  verb TEXT NOT NULL,
  until REAL
);
CREATE TABLE diary (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,                                   -- ISO 8601 with the offset of that day
  pain INTEGER NOT NULL CHECK (pain BETWEEN 0 AND 10),
  tags TEXT NOT NULL DEFAULT '[]',                    -- JSON list
  note TEXT
);
INSERT INTO "diary" VALUES(1,'2026-03-02T09:00:00+01:00',4,'["sleep", "stress"]','deadline');
INSERT INTO "diary" VALUES(2,'2026-03-03T09:00:00+01:00',0,'[]',NULL);
CREATE TABLE feedback (
  id INTEGER PRIMARY KEY,
  alert INTEGER NOT NULL REFERENCES alert (id) ON DELETE CASCADE,
  at REAL NOT NULL
);
INSERT INTO "feedback" VALUES(1,1,1772442120.0);
CREATE TABLE heartbeat (
  source TEXT PRIMARY KEY,
  at REAL NOT NULL,
  session INTEGER,                                    -- which it writes; NULL where it keeps nothing
  status TEXT NOT NULL                                -- JSON
);
CREATE TABLE minute (
  id INTEGER PRIMARY KEY,
  session INTEGER NOT NULL REFERENCES session (id) ON DELETE CASCADE,
  at INTEGER NOT NULL,                                -- beginning of the minute
  seated_s REAL NOT NULL,
  standing_s REAL NOT NULL,
  away_s REAL NOT NULL,
  unknown_s REAL NOT NULL,
  view TEXT NOT NULL,
  coverage REAL,                                      -- of the last five minutes, 0-1
  head_forward_deg REAL, head_forward_deg_sd_frame REAL, head_forward_deg_sd_person REAL, head_forward_deg_s REAL,
  protraction_cm REAL, protraction_cm_sd_frame REAL, protraction_cm_sd_person REAL, protraction_cm_s REAL,
  neck_flexion_deg REAL, neck_flexion_deg_sd_frame REAL, neck_flexion_deg_sd_person REAL, neck_flexion_deg_s REAL,
  head_pitch_deg REAL, head_pitch_deg_sd_frame REAL, head_pitch_deg_sd_person REAL, head_pitch_deg_s REAL,
  head_yaw_deg REAL, head_yaw_deg_sd_frame REAL, head_yaw_deg_sd_person REAL, head_yaw_deg_s REAL,
  head_roll_deg REAL, head_roll_deg_sd_frame REAL, head_roll_deg_sd_person REAL, head_roll_deg_s REAL,
  shrug_left REAL, shrug_left_sd_frame REAL, shrug_left_sd_person REAL, shrug_left_s REAL,
  shrug_right REAL, shrug_right_sd_frame REAL, shrug_right_sd_person REAL, shrug_right_s REAL,
  shoulder_elevation_left_cm REAL, shoulder_elevation_left_cm_sd_frame REAL, shoulder_elevation_left_cm_sd_person REAL, shoulder_elevation_left_cm_s REAL,
  shoulder_elevation_right_cm REAL, shoulder_elevation_right_cm_sd_frame REAL, shoulder_elevation_right_cm_sd_person REAL, shoulder_elevation_right_cm_s REAL,
  shoulder_tilt_deg REAL, shoulder_tilt_deg_sd_frame REAL, shoulder_tilt_deg_sd_person REAL, shoulder_tilt_deg_s REAL,
  camera_distance_cm REAL, camera_distance_cm_sd_frame REAL, camera_distance_cm_sd_person REAL, camera_distance_cm_s REAL,
  screen_distance_cm REAL, screen_distance_cm_sd_frame REAL, screen_distance_cm_sd_person REAL, screen_distance_cm_s REAL,
  trunk_lean_deg REAL, trunk_lean_deg_sd_frame REAL, trunk_lean_deg_sd_person REAL, trunk_lean_deg_s REAL
);
INSERT INTO "minute" VALUES(1,1,1772442000,60.0,0.0,0.0,0.0,'front',1.0,NULL,NULL,NULL,NULL,1.5,0.4,0.3,60.0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "minute" VALUES(2,1,1772442060,60.0,0.0,0.0,0.0,'front',1.0,NULL,NULL,NULL,NULL,1.5,0.4,0.3,60.0,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE minute_dose (
  minute INTEGER NOT NULL REFERENCES minute (id) ON DELETE CASCADE,
  muscle TEXT NOT NULL,
  dose REAL NOT NULL,
  low REAL NOT NULL,
  high REAL NOT NULL,
  PRIMARY KEY (minute, muscle)
) WITHOUT ROWID;
INSERT INTO "minute_dose" VALUES(1,'cervical_extensors',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(1,'infraspinatus_left',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(1,'infraspinatus_right',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(1,'levator_scapulae_left',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(1,'levator_scapulae_right',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(1,'scalenes',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(1,'sternocleidomastoid',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(1,'suboccipitals',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(1,'subscapularis_left',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(1,'subscapularis_right',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(1,'supraspinatus_left',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(1,'supraspinatus_right',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(1,'upper_trapezius_left',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(1,'upper_trapezius_right',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(2,'cervical_extensors',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(2,'infraspinatus_left',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(2,'infraspinatus_right',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(2,'levator_scapulae_left',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(2,'levator_scapulae_right',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(2,'scalenes',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(2,'sternocleidomastoid',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(2,'suboccipitals',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(2,'subscapularis_left',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(2,'subscapularis_right',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(2,'supraspinatus_left',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(2,'supraspinatus_right',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(2,'upper_trapezius_left',0.25,0.125,0.5);
INSERT INTO "minute_dose" VALUES(2,'upper_trapezius_right',0.25,0.125,0.5);
CREATE TABLE minute_state (
  minute INTEGER NOT NULL REFERENCES minute (id) ON DELETE CASCADE,
  state TEXT NOT NULL,
  seconds REAL NOT NULL,
  PRIMARY KEY (minute, state)
) WITHOUT ROWID;
INSERT INTO "minute_state" VALUES(1,'neutral',60.0);
INSERT INTO "minute_state" VALUES(2,'neutral',60.0);
CREATE TABLE safety (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  result TEXT NOT NULL CHECK (result IN ('clear', 'agreed', 'ask', 'week', 'now'))
);
INSERT INTO "safety" VALUES(1,'2026-03-02T09:00:00+01:00','clear');
CREATE TABLE session (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,                               -- the camera, as the watch names it
  started_at REAL NOT NULL,
  utc_offset_s INTEGER NOT NULL,                      -- local time minus UTC at the start
  profile TEXT,                                       -- name of the profile, if there was one
  versions TEXT NOT NULL DEFAULT '{}',                -- JSON: program, settings, models
  ended_at REAL,                                      -- NULL while it runs
  reason TEXT                                         -- why it ended
);
INSERT INTO "session" VALUES(1,'HD Webcam',1772442000.0,0,'home-desk','{"posture": "0.1.0"}',1772442120.0,'stopped');
CREATE INDEX minute_at ON minute (at);
CREATE INDEX minute_session ON minute (session);
CREATE INDEX alert_at ON alert (at);
CREATE INDEX alert_session ON alert (session);
CREATE INDEX feedback_alert ON feedback (alert);
COMMIT;
PRAGMA user_version = 2;

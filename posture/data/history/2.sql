-- What a watch writes, and the words between a running watch and other processes.
-- Times are seconds since 1970-01-01 UTC.
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
-- One row a minute of the clock; minutes of which nothing is known are one row up to the full hour.
-- Of each measure: the mean over the seconds in which it was observed (<name>_s), and the standard
-- deviation as a part that is random and a part that stays the same for person and camera.
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
CREATE INDEX minute_at ON minute (at);
CREATE INDEX minute_session ON minute (session);
-- Seconds in each posture that was held in that minute.
CREATE TABLE minute_state (
  minute INTEGER NOT NULL REFERENCES minute (id) ON DELETE CASCADE,
  state TEXT NOT NULL,
  seconds REAL NOT NULL,
  PRIMARY KEY (minute, state)
) WITHOUT ROWID;
-- Dose at the end of the minute, 1 is our guide value; low and high hold four fifths of what is possible.
CREATE TABLE minute_dose (
  minute INTEGER NOT NULL REFERENCES minute (id) ON DELETE CASCADE,
  muscle TEXT NOT NULL,
  dose REAL NOT NULL,
  low REAL NOT NULL,
  high REAL NOT NULL,
  PRIMARY KEY (minute, muscle)
) WITHOUT ROWID;
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
CREATE INDEX alert_at ON alert (at);
CREATE INDEX alert_session ON alert (session);
-- The user says that an alert was a false alarm.
CREATE TABLE feedback (
  id INTEGER PRIMARY KEY,
  alert INTEGER NOT NULL REFERENCES alert (id) ON DELETE CASCADE,
  at REAL NOT NULL
);
CREATE INDEX feedback_alert ON feedback (alert);
-- Commands that a watch has not taken yet; it deletes what it takes.
CREATE TABLE control (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  at REAL NOT NULL,
  verb TEXT NOT NULL,
  until REAL
);
-- How each watch stands, written over every second.
CREATE TABLE heartbeat (
  source TEXT PRIMARY KEY,
  at REAL NOT NULL,
  session INTEGER,                                    -- which it writes; NULL where it keeps nothing
  status TEXT NOT NULL                                -- JSON
);

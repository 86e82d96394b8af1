"""What users rely on, word for word: the files of a session and the header of the table."""

FILES = {
    "alerts.csv",
    "columns.json",
    "events.vtt",
    "landmarks.npz",
    "measurements.csv",
    "report.html",
    "session.json",
}
HEADER = (
    "frame,time_s,presence,view,head_forward_deg,head_forward_deg_sd,protraction_cm,"
    "protraction_cm_sd,neck_flexion_deg,neck_flexion_deg_sd,head_pitch_deg,head_pitch_deg_sd,"
    "head_yaw_deg,head_yaw_deg_sd,head_roll_deg,head_roll_deg_sd,shrug_left,shrug_left_sd,"
    "shrug_right,shrug_right_sd,shoulder_elevation_left_cm,shoulder_elevation_left_cm_sd,"
    "shoulder_elevation_right_cm,shoulder_elevation_right_cm_sd,shoulder_tilt_deg,"
    "shoulder_tilt_deg_sd,camera_distance_cm,camera_distance_cm_sd,screen_distance_cm,"
    "screen_distance_cm_sd,trunk_lean_deg,trunk_lean_deg_sd,arms_raised,upper_arm_left_deg,"
    "upper_arm_right_deg,people,held,empty_because"
)

"""Settings: every number a user may change, with its unit and its reason.

The settings file is TOML with one table per section below; unknown keys and impossible values are
errors that name the key.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from posture.errors import ConfigError

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d"
QUIET = f"^{_CLOCK}-{_CLOCK}$"
CLOCK = f"^{_CLOCK}$"


class Section(BaseModel):
    """A table of the settings file: frozen, no unknown keys, no silent conversion of text."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Band(Section):
    """Where a state begins and where it ends; the gap between the two is the hysteresis."""

    enter: float
    leave: float


class EstimatorConfig(Section):
    """Which networks look at the picture."""

    name: str = "mediapipe"
    pose_model: str | None = None  # path of a pose_landmarker_*.task of the user's own
    looks: Literal["auto", "one", "four"] = "auto"  # four cost 50 ms more a frame; auto: if it pays
    gate: bool = True  # recordings: what was seen stands, 2 s at most, while nothing moves


class CameraConfig(Section):
    """What is known about the camera."""

    hfov_deg: Annotated[float, Field(gt=10, lt=170)] = 60.0  # horizontal; typical laptop 54–65°
    hfov_relative_sd: Share = 0.18  # of the focal length, when only assumed
    above_screen_centre_cm: float = 0.0  # camera height over the middle of the screen


class MeasureConfig(Section):
    """What must be seen before a number is given."""

    view: Literal["auto", "front", "side"] = "auto"  # from where the camera looks
    min_score: Share = 0.5  # MediaPipe's own default confidence
    max_head_yaw_deg: Positive = 35.0  # beyond it the far iris and cheek are guessed
    min_luma: NotNegative = 16.0  # darker pictures give no landmarks worth having, 0–255
    min_sharpness: NotNegative = 4.0  # variance of the Laplacian around the head
    min_iris_px: Positive = 4.0  # smaller irises carry no distance


class PresenceConfig(Section):
    """When somebody counts as away."""

    away_after_s: Positive = 15.0  # shorter absences are looks under the desk


class BaselineConfig(Section):
    """How a recording without a profile finds its upright posture."""

    window_s: Positive = 8.0  # length of the stretch that becomes the baseline
    settle_s: NotNegative = 0.0  # skipped at the start of a recording
    upright_share: Share = 0.9  # most upright tenth


class CalibrationConfig(Section):
    """What a guided calibration asks for, and what speaks against a posture as a baseline."""

    upright_s: Positive = 10.0  # averages breathing, two breaths or more
    shrug_s: Positive = 3.0  # held without strain
    relax_s: Positive = 2.0  # long enough to see that the shoulders stay down
    settle_s: NotNegative = 2.0  # to read the sentence and to move
    patience_s: Positive = 20.0  # more than its own seconds for a step; then refused or left out
    min_seen: Share = 0.7  # share of the pictures that must show head and shoulders
    max_angle_sd_deg: Positive = 2.0  # of head pitch or side angle; calmer than the change alerted
    max_size_sd: Positive = 0.01  # of face over shoulders; 1.7 % are 1 cm of protraction
    max_drift_deg: Positive = 2.5  # from the first to the last third; half of what is alerted
    max_drift_size: Positive = 0.017  # of face over shoulders: 1 cm of protraction
    max_head_yaw_deg: Positive = 20.0  # a turned head biases the side angle and hides an eye
    max_trunk_yaw_deg: Positive = 20.0  # a turned trunk is 6 % narrower, like 4 cm of protraction
    max_head_pitch_deg: Positive = 35.0  # against the camera; further down nobody sees the screen
    max_head_forward_deg: Positive = 45.0  # side view; a craniovertebral angle below 45°
    max_trunk_lean_deg: Positive = 20.0  # side view; ISO 11226 accepts a trunk up to 20°
    max_worse_deg: Positive = 5.0  # further forward than an older profile; smallest real change
    same_seat: Positive = 0.25  # shoulder widths; further off, an older profile is not compared
    min_shrug_cm: Positive = 2.0  # as measured; of less, a quarter drowns in the noise of 0.4 cm
    max_rest_cm: Positive = 1.0  # shoulders held, or back at rest, stay within; twice the noise


class SmoothConfig(Section):
    """One Euro filter on the derived numbers; units are those of the measure."""

    min_cutoff_hz: Positive = 0.35  # lower is smoother when still
    beta: NotNegative = 0.35  # higher follows faster; per sd of the measure and second
    derivative_cutoff_hz: Positive = 1.0
    reset_after_s: Positive = 1.0  # after a longer gap the filter starts anew


class ExposureConfig(Section):
    """How measurements become dose."""

    seated_recovery_min: Positive = 12.0  # time constant when seated and unloaded
    away_recovery_min: Positive = 4.0  # time constant when out of the chair
    max_gap_s: Positive = 5.0  # a longer gap counts as unseen: no dose, no recovery
    lever_cm: Positive = 16.0  # centre of mass of the head over C7; asin(cm / lever) = degrees
    chin_poke_cm: Positive = 1.2  # protraction from which looking up loads the suboccipitals
    max_dose: Positive = 2.0


class AlertConfig(Section):
    """When a posture becomes a state, and when a state becomes an alert."""

    head_forward_deg: Band = Band(enter=5.0, leave=3.0)  # since upright; smallest real change
    protraction_cm: Band = Band(enter=1.75, leave=1.05)  # 2 and 1.2 cm; measured an eighth short
    looking_down_deg: Band = Band(enter=15.0, leave=10.0)  # since upright
    chin_poke_deg: Band = Band(enter=10.0, leave=5.0)  # looking up while the head is forward
    shrug: Band = Band(enter=0.25, leave=0.15)  # 0 rest, 1 full shrug
    uneven_deg: Band = Band(enter=3.0, leave=2.0)  # since upright
    too_close_cm: Band = Band(enter=50.0, leave=53.0)  # OSHA: 50 cm and more
    too_far_cm: Band = Band(enter=75.0, leave=72.0)  # only while the head is forward
    leaning_deg: Band = Band(enter=20.0, leave=15.0)  # side view; ISO 11226 accepts 20°
    twisted_deg: Band = Band(enter=25.0, leave=20.0)  # head turned since upright
    max_gap_s: Positive = 5.0  # after a longer silence nothing counts as held
    dwell_in_s: NotNegative = 3.0  # a glance is no state
    dwell_out_s: NotNegative = 2.0  # nor is a nod its end
    merge_gap_s: NotNegative = 15.0  # a shorter pause rests 2 % of a dose, and ends nothing
    hold_s: Positive = 240.0  # four minutes are sustained activity (Hanvold 2013)
    hold_most_s: Positive = 540.0  # where prompts are followed, or used up too fast for the day
    first_hold_s: Positive = 60.0  # the first of a day comes early: it shows what is watched
    arms_hold_s: Positive = 60.0  # ISO 11226: one minute with the arms up
    followed_within_s: Positive = 180.0  # a posture that is over for a minute by then followed it
    dose: Band = Band(enter=1.0, leave=0.8)  # of our guide value
    long_sitting_min: Positive = 55.0  # a break after 50 to 60 minutes (HSE)
    motionless_min: Positive = 30.0  # seated without any change of position
    cooldown_min: NotNegative = 20.0  # per kind; what is ignored is not worth repeating sooner
    pause_min: NotNegative = 5.0  # between two prompts of any kind
    max_per_hour: Annotated[int, Field(ge=0)] = 4  # prompts that are heard are few
    max_per_day: Annotated[int, Field(ge=0)] = 6  # reminders take only what an even pace leaves
    quiet_first_s: NotNegative = 60.0  # nothing is said in the first minute, nor just back
    quiet_hours: Annotated[str | None, Field(pattern=QUIET)] = None  # such as "12:00-13:00"
    min_coverage: Share = 0.6  # of the last five minutes


class WatchConfig(Section):
    """How often a watch looks; what it does not look at costs next to nothing."""

    still_hz: Positive = 1.0  # while the picture does not change
    moving_hz: Positive = 1.5  # while something moves, but the posture stays as it is
    changing_hz: Positive = 5.0  # while the posture changes, and while it is learnt
    glance_hz: Positive = 2.0  # pictures that are at least compared with the last one looked at
    battery_share: Annotated[float, Field(gt=0, le=1)] = 0.5  # of these rates, on the battery
    moved_share: Share = 0.01  # of the picture; less is noise, a blink or a mouse
    changed_sd: Positive = 3.0  # a measure that differs by more has changed; in its own scatter
    calm_after_s: Positive = 2.0  # so long after the last change the pace falls again


class NotifyConfig(Section):
    """How a prompt is shown; whatever fails is named once, and the watch goes on."""

    desktop: bool = True  # a notification of the desktop, which keeps its own do-not-disturb
    bell: bool = False  # the bell of the terminal, and a line in it
    sound: bool = False  # with the notification; most desktops can mute it
    command: str | None = None  # a program that gets title and text as its last two arguments


class HistoryConfig(Section):
    """What is kept over the days."""

    keep_days: Annotated[int | None, Field(gt=0)] = None  # older is deleted; not set: all is kept


class DiaryConfig(Section):
    """When a watch asks how the neck was today; by default it never does."""

    ask_at: Annotated[str | None, Field(pattern=CLOCK)] = None  # such as "17:30"; one key answers
    min_observed_min: NotNegative = 60.0  # a day that was hardly seen has nothing to stand beside


class Config(Section):
    """All settings, grouped by the stage that reads them.

    Examples
    --------
    >>> Config().alerts.cooldown_min
    20.0
    """

    estimator: EstimatorConfig = EstimatorConfig()
    camera: CameraConfig = CameraConfig()
    measure: MeasureConfig = MeasureConfig()
    presence: PresenceConfig = PresenceConfig()
    baseline: BaselineConfig = BaselineConfig()
    calibration: CalibrationConfig = CalibrationConfig()
    smooth: SmoothConfig = SmoothConfig()
    exposure: ExposureConfig = ExposureConfig()
    alerts: AlertConfig = AlertConfig()
    watch: WatchConfig = WatchConfig()
    notify: NotifyConfig = NotifyConfig()
    history: HistoryConfig = HistoryConfig()
    diary: DiaryConfig = DiaryConfig()


def parse_config(tables: Mapping[str, Any], *, origin: str = "settings") -> Config:
    """Check parsed TOML and return the settings; ``origin`` names the file in messages.

    Examples
    --------
    >>> parse_config({"alerts": {"cooldown_min": 5.0}}).alerts.cooldown_min
    5.0
    >>> parse_config({"alrts": {}})
    Traceback (most recent call last):
    posture.errors.ConfigError: settings: unknown key "alrts"; `posture config show` lists all keys.
    """
    try:
        return Config.model_validate(tables)
    except ValidationError as error:
        raise ConfigError(f"{origin}: {_first_problem(error)}") from error


def _first_problem(error: ValidationError) -> str:
    problem = error.errors()[0]
    key = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f'unknown key "{key}"; `posture config show` lists all keys.'
    return f'"{key}" is {problem["input"]!r}, but {problem["msg"][0].lower()}{problem["msg"][1:]}.'

"""A look ahead: what 20 frames of each recording let expect; nothing is written."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from statistics import median

from rich import box
from rich.table import Table

from posture.app.conduct import Conductor
from posture.app.glimpse import Glimpse, glimpse
from posture.app.job import Job, Options
from posture.app.many import Manner, crew_for
from posture.app.overall import Overall, displayed, in_words
from posture.app.printed import MOST
from posture.app.reference import Upright, choose_lens, upright_profile
from posture.app.run import INTERRUPTED, fetch_networks
from posture.app.sizes import Sizes
from posture.app.study import Failures, Named, jobs_for
from posture.app.tasks import Task, Work, outcome
from posture.app.terminal import complain, err, exit_code, out, visible
from posture.errors import CalibrationError, PostureError
from posture.features import features
from posture.measure import measure
from posture.profile import Profile, scaled
from posture.types import Landmarks, Lens, Measurement, View
from posture.visibility import shoulders_seen

_COLUMNS = (
    "recording",
    "view",
    "px/cm",
    "shoul-\nders",
    "focal\nlength",
    "head\n± °",
    "shift\n± cm",
    "dist.\n± cm",
    "min",
    "needs",
)
_GLIMPSE_S = 4.0  # of video that takes as long as 20 frames that must be searched for
_CAPTION = (
    "px/cm: pixels per centimetre at the head; shoulders: frames that show both;\n"
    "±: standard deviation of head forward, protraction and distance in one frame."
)
_EXPECTED = {
    "head_forward_sd_deg": "head_forward_deg",
    "protraction_sd_cm": "protraction_cm",
    "distance_sd_cm": "camera_distance_cm",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What a recording lets expect; ``None`` where it is not observable.

    ``shoulders_seen`` is a share of the frames, ``needed_s`` the time on all processes. Standard
    deviations are the medians of single frames.
    """

    recording: str
    name: str
    view: str
    px_per_cm: float | None
    shoulders_seen: float
    focal_source: str
    head_forward_sd_deg: float | None
    protraction_sd_cm: float | None
    distance_sd_cm: float | None
    minutes: float | None
    needed_s: float


def check_all(named: Named, options: Options, manner: Manner) -> int:
    """Look at some frames of everything that was named, say what they promise: an exit code."""
    jobs, failures = jobs_for(named, options, folder=Path())
    try:
        prospects = _prospects(jobs, failures, manner)
    except KeyboardInterrupt:
        complain("interrupted; nothing was written.")
        return INTERRUPTED
    if manner.as_json:
        for prospect in prospects:
            print(json.dumps(asdict(prospect), ensure_ascii=False, allow_nan=False))
    elif prospects:
        out.print(_table(prospects[:MOST]))
        out.print(_CAPTION)
        if len(prospects) > 1:
            out.print(_altogether(prospects))
    for error in failures.values():
        complain(error)
    return exit_code(list(failures.values()))


def prospect(job: Job, jobs: int) -> Prospect:
    """Say what a recording promises, from frames spread over it."""
    seen = glimpse(job)
    lens, profile = _reference(job, seen)
    config = job.options.config
    measured = [
        measure(one, features(one, lens, config.measure), profile, lens=lens, config=config)
        for one in seen.landmarks
    ]
    shoulders = [shoulders_seen(one, config.measure) for one in seen.landmarks]
    return Prospect(
        recording=job.source,
        name=job.recording.name,
        view=str(_usual_view(measured)),
        px_per_cm=_px_per_cm(measured, lens),
        shoulders_seen=sum(shoulders) / len(shoulders),
        focal_source=lens.source,
        minutes=None if seen.length_s is None else seen.length_s / 60.0,
        needed_s=seen.frame_s * seen.count / jobs,
        **{key: _sd(measured, name) for key, name in _EXPECTED.items()},
    )


def _prospects(jobs: list[Job], failures: Failures, manner: Manner) -> list[Prospect]:
    jobs = [replace(job, number=number) for number, job in enumerate(jobs)]
    if any(job.must_look for job in jobs):
        fetch_networks(jobs[0].options.config)
    sizes = Sizes(weights_s={job.number: _GLIMPSE_S for job in jobs}, lengths_s={})
    overall = Overall(sizes)
    found: dict[int, Prospect] = {}
    with crew_for(manner.jobs, sizes) as crew, displayed(err, overall) as tick:
        threads = None if crew.jobs == 1 else 1
        ready = [replace(job, threads=threads, kept=crew.keeps_networks) for job in jobs]
        works = ((job, partial(_work, job, manner.jobs)) for job in ready)
        for job, result in Conductor[Job, Prospect](crew, tick).results(works):
            overall.ended(job.number, None, failed=isinstance(result, PostureError))
            if isinstance(result, PostureError):
                failures[job.source] = result
            else:
                found[job.number] = result
    return [found[number] for number in sorted(found)]


def _work(job: Job, jobs: int) -> Work[Prospect]:
    found: Prospect = yield from outcome((yield Task(prospect, (job, jobs))))
    return found


def _reference(job: Job, seen: Glimpse) -> tuple[Lens, Profile | None]:
    """Return lens and upright posture: of the profile, else the middle of what is seen."""
    setup, size_px = job.options.setup, seen.landmarks[0].size_px
    if setup.profile is not None:
        profile = scaled(setup.profile, size_px)
        return profile.lens, profile
    lens = choose_lens(seen.about, setup, job.options.config)
    try:
        made = upright_profile(_upright(job, seen.landmarks), lens, setup, origin=job.source)
    except CalibrationError:
        return lens, None
    return made.lens, made


def _upright(job: Job, landmarks: Iterable[Landmarks]) -> Upright:
    return lambda lens: [features(one, lens, job.options.config.measure) for one in landmarks]


def _usual_view(measured: Iterable[Measurement]) -> View:
    (found,) = Counter(one.view for one in measured).most_common(1)
    return found[0]


def _px_per_cm(measured: Iterable[Measurement], lens: Lens) -> float | None:
    distances_cm = [
        one.camera_distance_cm.value for one in measured if one.camera_distance_cm is not None
    ]
    return lens.focal_px / median(distances_cm) if distances_cm else None


def _sd(measured: Iterable[Measurement], name: str) -> float | None:
    found = [value.sd for one in measured if (value := getattr(one, name)) is not None]
    return median(found) if found else None


def _table(prospects: Iterable[Prospect]) -> Table:
    table = Table(box=box.SIMPLE, padding=(0, 0, 0, 1))
    for number, name in enumerate(_COLUMNS):
        table.add_column(name, no_wrap=number > 0, overflow="fold")
    for one in prospects:
        table.add_row(*_cells(one))
    return table


def _altogether(prospects: Sequence[Prospect]) -> str:
    """Say what the analysis of all of them takes."""
    minutes = sum(one.minutes for one in prospects if one.minutes is not None)
    needed = in_words(sum(one.needed_s for one in prospects))
    more = len(prospects) - MOST
    rest = f"… and {more} more, all of them with --json.\n" if more > 0 else ""
    return f"{rest}{len(prospects)} recordings, {minutes:.1f} min; they need about {needed}."


def _cells(one: Prospect) -> Iterator[str]:
    yield visible(one.name)
    yield one.view
    yield _number(one.px_per_cm)
    yield f"{one.shoulders_seen:.0%}"
    yield one.focal_source
    yield _number(one.head_forward_sd_deg)
    yield _number(one.protraction_sd_cm)
    yield _number(one.distance_sd_cm)
    yield _number(one.minutes)
    yield in_words(one.needed_s)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"

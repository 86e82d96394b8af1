"""Reading cheaply: only what is wanted is decoded, and every picture belongs to its time."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from posture.sources.clock import now_s
from posture.sources.devices import find_device
from posture.sources.planes import means, thinned
from posture.sources.sampling import Wanted
from posture.sources.thrift import Thrift
from posture.sources.video import open_video
from posture.types import Frame, ImageBGR
from tests.cameras import Listed, connect
from tests.frames import sample_picture

RATE_HZ, COUNT = 20, 200


def numbered(number: int) -> ImageBGR:
    """Draw a picture that tells its number by its brightness."""
    return np.full((48, 64, 3), 20 + 10 * (number % 21), np.uint8)


def clip(path: Path, *, codec: str = "libx264", group: int = 20, b_frames: int = 0) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=RATE_HZ)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = 64, 48
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        if codec == "libx264":
            stream.options = {"g": str(group), "bf": str(b_frames), "sc_threshold": "0", "crf": "1"}
        for number in range(COUNT):
            frame = av.VideoFrame.from_ndarray(numbered(number), format="bgr24")
            frame.pts, frame.time_base = number, Fraction(1, RATE_HZ)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


@pytest.fixture
def decodes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the packets that were decoded."""
    counted: list[int] = []

    class Counted(Thrift):
        def decode(self, packet: "av.Packet[av.VideoStream]") -> list[av.VideoFrame]:
            counted.append(packet.size)
            return super().decode(packet)

    monkeypatch.setattr("posture.sources.video.Thrift", Counted)
    return counted


def played(path: Path, wanted: Wanted) -> list[Frame]:
    with open_video(path) as video:
        return list(video.played(wanted))


def is_true(frame: Frame) -> bool:
    """Tell whether a frame shows the picture of its time."""
    assert frame.time_s is not None
    shown = float(frame.image.mean())
    return abs(shown - float(numbered(round(frame.time_s * RATE_HZ)).mean())) < 5


def test_everything_is_given_where_no_rate_is_wanted(tmp_path: Path) -> None:
    frames = played(clip(tmp_path / "all.mp4", b_frames=2), Wanted())

    assert len(frames) == COUNT
    assert all(map(is_true, frames))


@pytest.mark.parametrize(
    ("codec", "name", "group", "b_frames"),
    [("mjpeg", "a.avi", 1, 0), ("libx264", "a.mp4", 20, 0), ("libx264", "b.mp4", 250, 3)],
)
@pytest.mark.parametrize("rate_hz", [1.0, 5.0])
def test_pictures_come_at_the_wanted_rate_and_belong_to_their_times(
    tmp_path: Path, codec: str, name: str, group: int, b_frames: int, rate_hz: float
) -> None:
    path = clip(tmp_path / name, codec=codec, group=group, b_frames=b_frames)

    frames = played(path, Wanted(rate_hz))

    times_s = [frame.time_s or 0.0 for frame in frames]
    steps_s = [after - before for before, after in pairwise(times_s)]
    assert all(map(is_true, frames))
    assert max(steps_s) <= 1.5 / rate_hz
    assert len(frames) == pytest.approx(rate_hz * COUNT / RATE_HZ, abs=2)


def test_where_key_frames_suffice_they_alone_are_decoded(
    tmp_path: Path, decodes: list[int]
) -> None:
    played(clip(tmp_path / "keys.mp4", group=20), Wanted(1.0))

    # Three groups are needed to trust the key frames.
    assert len(decodes) <= 60 + (COUNT - 60) / 20 + 2


def test_of_pictures_that_stand_for_themselves_only_the_wanted_are_decoded(
    tmp_path: Path, decodes: list[int]
) -> None:
    played(clip(tmp_path / "motion.avi", codec="mjpeg"), Wanted(2.0))

    assert len(decodes) <= COUNT / 10 + 5


def test_a_rate_that_rises_is_followed_from_the_next_key_frame_on(tmp_path: Path) -> None:
    path, wanted = clip(tmp_path / "me.mp4", group=20), Wanted(1.0)

    def times_s() -> Iterator[float]:
        with open_video(path) as video:
            for frame in video.played(wanted):
                assert is_true(frame)
                assert frame.time_s is not None
                wanted.rate_hz = 10.0 if frame.time_s >= 5 else 1.0
                yield frame.time_s

    seen = list(times_s())

    assert len([time_s for time_s in seen if time_s < 5]) <= 6
    late = [time_s for time_s in seen if time_s >= 6.0]
    assert len(late) == pytest.approx(40, abs=2)


@given(st.lists(st.floats(0.001, 2.0), max_size=50), st.sampled_from([0.5, 1.0, 5.0]))
def test_no_more_is_taken_than_wanted_and_nothing_that_is_due_is_left(
    steps_s: list[float], rate_hz: float
) -> None:
    wanted, time_s, taken_s = Wanted(rate_hz), 0.0, -10.0
    for step_s in steps_s:
        time_s += step_s
        if wanted.takes(time_s):
            assert time_s - taken_s >= 0.9 / rate_hz - 1e-9
            taken_s = time_s
        else:
            assert time_s - taken_s < 0.9 / rate_hz + 1e-9


def test_a_clock_that_begins_anew_stops_nobody() -> None:
    wanted = Wanted(1.0)

    assert [wanted.takes(time_s) for time_s in (1000.0, 0.0, 0.5, 1.0)] == [True, True, False, True]


# -- small planes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("size_px", [(1280, 720), (640, 480), (320, 240), (64, 48)])
def test_small_planes_stay_small_whatever_the_camera_gives(size_px: tuple[int, int]) -> None:
    image = np.full((size_px[1], size_px[0], 3), 90, np.uint8)

    assert thinned(image).size <= 192 * 144
    assert means(image).shape == (36, 64)
    assert set(np.unique(thinned(image))) == set(np.unique(means(image))) == {90}


def test_thinned_keeps_the_grain_and_means_do_not() -> None:
    picture = sample_picture("front").astype(np.int16)
    grain = np.random.default_rng(0).normal(0, 4, picture.shape[:2])[..., None]
    grainy = np.clip(picture + grain, 0, 255).astype(np.uint8)
    before = picture.astype(np.uint8)

    def change(small: Callable[[ImageBGR], NDArray[np.uint8]]) -> float:
        return float(np.abs(small(grainy).astype(float) - small(before)).mean())

    assert change(thinned) > 2 * change(means)


# -- devices and clocks ---------------------------------------------------------------------------


def test_the_clock_of_a_watch_never_runs_back() -> None:
    times_s = [now_s() for _ in range(100)]

    assert times_s == sorted(times_s)


def test_a_camera_is_known_again_by_its_link_when_its_number_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tmp_path / "by-id" / "usb-Logi_C920-index0"
    link.parent.mkdir()
    monkeypatch.setattr("posture.sources.devices._LINKS", tmp_path)

    def connected_as(number: int) -> None:
        logi = Listed(200 + number, "Logi", f"/dev/video{number}")
        connect(monkeypatch, Listed(200, "Built-in", "/dev/video90"), logi)
        link.unlink(missing_ok=True)
        link.symlink_to(f"/dev/video{number}")

    connected_as(92)
    before = find_device("92")
    connected_as(94)
    after = find_device(before.key)

    assert before.key == str(link)
    assert (before.address, after.address) == (292, 294)
    assert after.path == Path("/dev/video94")
    assert find_device("built").key == "Built-in"  # nothing lasting is known of it

"""What a camera is called to a device that is known again when its number has changed."""

from dataclasses import dataclass
from pathlib import Path

from cv2_enumerate_cameras import CameraInfo, enumerate_cameras

from posture.errors import SourceError

_BACKENDS = 100  # OpenCV adds a multiple of it to the number of a camera
_LINKS = Path("/dev/v4l")  # where Linux names cameras by what they are, and by where they hang
_NAMED_BY = ("by-id", "by-path")


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A camera as OpenCV opens it: an index (with its backend) or a path, and what it is called.

    ``key`` names the same camera after it was connected again, when it may have another index.
    """

    address: int | str
    label: str
    key: str
    path: Path | None = None


def find_device(named: str) -> Device:
    """Return the camera with this index, key, path or part of a name.

    Raises
    ------
    SourceError
        When no camera is called that; it names those that there are.
    """
    there = devices()
    wanted = named.strip().casefold()
    for number, device in there.items():
        if wanted == str(number) or named in (device.key, str(device.path)):
            return device
    for device in there.values():
        if wanted and not wanted.isdecimal() and wanted in device.label.casefold():
            return device
    listed = ", ".join(f"{number} ({device.label})" for number, device in there.items())
    raise SourceError(
        f"{named}: expected a camera, an address or a film, found "
        f"{f'only the cameras {listed}' if there else 'no such file and no camera'}; "
        "connect the camera or check its name (`posture cameras` lists them)."
    )


def devices() -> dict[int, Device]:
    """List the cameras of this machine by number; each backend of OpenCV lists them anew.

    Raises
    ------
    SourceError
        Where the system does not let them be listed.
    """
    found: dict[int, Device] = {}
    for info in sorted(_listed(), key=lambda info: int(info.index)):
        path = Path(info.path) if info.path else None
        device = Device(address=info.index, label=info.name, key=_key(info.name, path), path=path)
        found.setdefault(info.index % _BACKENDS, device)
    return found


def _listed() -> list[CameraInfo]:
    try:
        return list(enumerate_cameras())
    except (OSError, RuntimeError) as error:
        raise SourceError(
            f"Expected a list of the cameras, the system gives none ({error}); name the camera by "
            "its number, or allow cameras in the privacy settings of the system."
        ) from error


def _key(label: str, path: Path | None) -> str:
    """Return what a camera is called for good: Linux numbers its paths anew, others do not."""
    if path is None or not path.is_relative_to("/dev"):
        return label if path is None else str(path)
    links = (link for kind in _NAMED_BY for link in sorted((_LINKS / kind).glob("*")))
    same = (str(link) for link in links if link.resolve() == path)
    return next(same, label)

"""The cameras of this machine to the screen: by what to name them, and who holds them."""

import json
from dataclasses import dataclass

from rich import box
from rich.table import Table

from posture.app.terminal import err, out, visible
from posture.app.watch_cli import FIRST
from posture.sources.devices import Device, devices
from posture.sources.others import used_by_another

_WORDS = {True: "yes", False: "no", None: "cannot tell"}


@dataclass(frozen=True, slots=True)
class _Camera:
    number: int
    device: Device
    in_use: bool | None  # by another program; None: cannot tell

    @property
    def is_first(self) -> bool:
        return str(self.number) == FIRST


def print_all(*, as_json: bool) -> None:
    """Print every camera; none is no fault, since films and addresses need none."""
    found = [_Camera(number, one, _in_use(one)) for number, one in devices().items()]
    if as_json:
        print(json.dumps([_mapping(one) for one in found], ensure_ascii=False))
    elif not found:
        err.print(
            "no camera: connect one, or allow cameras in the privacy settings of the system; "
            "`posture watch` also takes an address or a film.",
            soft_wrap=True,
        )
    else:
        _print(found)


def _print(found: list[_Camera]) -> None:
    table = Table("number", "camera", "device", "in use", "watched", box=box.SIMPLE)
    for one in found:
        path = "–" if one.device.path is None else str(one.device.path)
        first = "by default" if one.is_first else ""
        cells = (str(one.number), one.device.label, path, _WORDS[one.in_use], first)
        table.add_row(*map(visible, cells))
    out.print(table)
    if not any(one.is_first for one in found):
        out.print(
            f"none is number {FIRST}: name one, as in `posture watch {found[0].number}`.",
            soft_wrap=True,
        )


def _in_use(device: Device) -> bool | None:
    return None if device.path is None else used_by_another(device.path)


def _mapping(one: _Camera) -> dict[str, object]:
    path = one.device.path
    return {
        "number": one.number,
        "camera": one.device.label,
        "device": None if path is None else str(path),
        "key": one.device.key,
        "in_use": one.in_use,
        "by_default": one.is_first,
    }

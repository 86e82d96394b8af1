"""Muscles to a body map: a drawing in SVG, with everything it shows also in words."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined
from markupsafe import Markup

from posture.body import BodyView, load_body
from posture.knowledge import Muscle, Side, load_knowledge
from posture.outputs.bodyshapes import Area, Half, Label, Row, View
from posture.outputs.wording import listed, percent
from posture.shipped import data_text

NOT_JUDGED = "not judged"
GUIDE = "of our guide value"
_ARMS = ("arm_", "elbow_", "wrist", "thumb_", "little_finger_")  # zones below the bust
_PALE = 0.1  # a muscle without load can still be found on the map
_PLAIN, _CHOSEN = 0.35, 0.85
_GAP, _MARGIN = 8.0, 8.0
_PHONE_PX, _LEGEND_PX = 390.0, 7.5  # letters of the legend on a narrow screen

Painter = Callable[[BodyView, Side], Iterator[Area]]


def body_map(dose: Mapping[str, float] | None = None, highlight: str | None = None) -> str:
    """Return the body from three sides as one SVG file, with a legend.

    Parameters
    ----------
    dose
        Dose of each muscle by its id, 1 = our guide value. A muscle that is missing or NaN is
        hatched as not judged. Without doses every muscle is tinted alike and numbered.
    highlight
        A muscle, by its id with or without side: it alone is filled, with the areas of its referral
        and the places of hand or ball.

    Examples
    --------
    >>> "back-of-neck muscles: 80 % of our guide value" in body_map({"cervical_extensors": 0.8})
    True
    """
    views = _views(dose, highlight)
    return str(_template().module.map(**_placed(views, _legend(dose, highlight))))


def body_views(dose: Mapping[str, float]) -> tuple[Markup, ...]:
    """Return the body from each side as SVG of its own, for a page that places them."""
    drawn = _template().module.drawn
    return tuple(Markup(drawn(view, "")) for view in _views(dose, None))


def felt_views(highlight: str) -> tuple[Markup, ...]:
    """Return a muscle and the areas where pain from it is felt, as SVG of its own for a page.

    Views that show nothing of either are left out; no sign tells what to do about it.
    """
    drawn = _template().module.drawn
    found = (view for view in _views(None, highlight) if _shows_something(view))
    return tuple(Markup(drawn(_of_a_page(view), "")) for view in found)


def _of_a_page(view: View) -> View:
    """Return a view with names of its own, as large as the arms, where they are felt, allow."""
    body = load_body().view[view.key.removeprefix("body-")]
    felt = {area.title for half in view.halves for area in half.areas if area.kind == "felt"}
    arms = {words for zone, words in load_knowledge().zone.items() if zone.startswith(_ARMS)}
    box = view.box if felt & arms else body.bust
    x, y, width, _ = box
    places = ((x + 2, y + 9, "start"), (x + width - 2, y + 72, "end"), (x + 2, y + 72, "start"))
    marks = tuple(
        replace(mark, x=place[0], y=place[1], anchor=place[2])
        for mark, place in zip(view.marks, places, strict=False)
    )
    return replace(view, key=f"felt-{view.key}", tools=(), box=box, marks=marks)


def _shows_something(view: View) -> bool:
    areas = [area for half in view.halves for area in half.areas]
    return any(one.kind in ("felt", "load") for one in areas)


def dose_words(dose: Mapping[str, float]) -> str:
    """Say in words what the map of doses shows, the highest first."""
    seen = {m.id: m.name for m in load_knowledge().muscles if _value(dose, m) is not None}
    ordered = sorted(seen, key=lambda one: -dose[one])
    if not ordered:
        return "No muscle could be judged."
    return f"{listed(f'{seen[one]} {percent(dose[one])}' for one in ordered)} {GUIDE}."


def _views(dose: Mapping[str, float] | None, highlight: str | None) -> list[View]:
    chosen = [m for m in load_knowledge().muscles if highlight in (m.id, m.part_of)]
    if chosen:
        return [_chosen_view(key, one, chosen) for key, one in load_body().view.items()]
    if dose is not None:
        return [_dose_view(key, one, dose) for key, one in load_body().view.items()]
    return [_plain_view(key, one) for key, one in load_body().view.items()]


def _dose_view(key: str, view: BodyView, dose: Mapping[str, float]) -> View:
    def paint(shown: BodyView, side: Side) -> Iterator[Area]:
        for muscle, d in _muscles(shown, side):
            value = _value(dose, muscle)
            yield _unjudged(muscle, d) if value is None else _loaded(muscle, d, value)

    shown = {m.id for side in view.sides for m, _ in _muscles(view, side)}
    words = dose_words({one: value for one, value in dose.items() if one in shown})
    return _view(key, view, words, paint)


def _plain_view(key: str, view: BodyView) -> View:
    def paint(shown: BodyView, side: Side) -> Iterator[Area]:
        for muscle, d in _muscles(shown, side):
            yield Area(d=d, kind="load", title=muscle.name, opacity=_PLAIN)

    numbers = {one.part_of: n for n, one in enumerate(load_knowledge().parts(), start=1)}
    labels = tuple(Label(x=x, y=y, text=str(numbers[part])) for part, (x, y) in view.number.items())
    shown = [one for one in load_knowledge().parts() if one.part_of in view.muscle]
    names = listed(f"{numbers[one.part_of]} {one.plain_name}" for one in shown)
    return _view(key, view, f"Muscles: {names}.", paint, numbers=labels)


def _chosen_view(key: str, view: BodyView, chosen: list[Muscle]) -> View:
    def paint(shown: BodyView, side: Side) -> Iterator[Area]:
        zones = load_knowledge().zone
        for zone in chosen[0].referral.zones:
            if zone in shown.zone:
                yield Area(d=shown.zone[zone], kind="felt", title=zones[zone])
        for muscle, d in _muscles(shown, side):
            own = muscle in chosen
            yield Area(d=d, kind="load" if own else "faint", title=muscle.name, opacity=_CHOSEN)

    name, anatomical = chosen[0].plain_name, chosen[0].anatomical
    felt = [load_knowledge().zone[one] for one in chosen[0].referral.zones if one in view.zone]
    words = f"{name} ({anatomical}): {'shown' if chosen[0].part_of in view.muscle else 'hidden'}."
    words += f" Pain from it is said to be felt here: {listed(felt)}." if felt else ""
    return _view(key, view, words, paint, box=view.whole, tools=_tools(view, chosen[0]))


def _view(key: str, view: BodyView, words: str, paint: Painter, **more: Any) -> View:
    box = more.pop("box", view.bust)
    x, y, width, _ = box
    halves = tuple(
        Half(mirror=side != view.drawn_side, areas=tuple(paint(view, side))) for side in view.sides
    )
    marks = [Label(x=x + 2, y=y + 9, text=view.label.capitalize())]
    if view.mirrored:
        right, left = view.sides
        marks.append(Label(x=x + width - 2, y=y + 72, text=right, anchor="end"))
        marks.append(Label(x=x + 2, y=y + 72, text=left))
    middle = view.whole[0] + view.whole[2] / 2
    return View(
        key=f"body-{key}", label=view.label, words=words, box=box, middle=middle, halves=halves,
        marks=tuple(marks), skin=view.skin, details=view.details, **more,
    )  # fmt: skip


def _muscles(view: BodyView, side: Side) -> Iterator[tuple[Muscle, str]]:
    """Yield the muscles of that half with their areas."""
    for muscle in load_knowledge().muscles:
        if muscle.part_of in view.muscle and muscle.side in (None, side):
            yield muscle, view.muscle[muscle.part_of]


def _value(dose: Mapping[str, float], muscle: Muscle) -> float | None:
    value = dose.get(muscle.id)
    return value if value is not None and math.isfinite(value) else None


def _loaded(muscle: Muscle, d: str, value: float) -> Area:
    title = f"{muscle.name}: {percent(value)} {GUIDE}"
    return Area(d=d, kind="load", title=title, opacity=_shade(value), strong=value >= 1)


def _shade(value: float) -> float:
    return round(_PALE + (1 - _PALE) * min(1.0, max(0.0, value)), 2)


def _unjudged(muscle: Muscle, d: str) -> Area:
    return Area(d=d, kind="unjudged", title=f"{muscle.name}: {NOT_JUDGED}")


def _tools(view: BodyView, muscle: Muscle) -> tuple[Label, ...]:
    """Show the first technique on the drawn half, the next on the other, and so on."""
    techniques, body = load_knowledge().technique, load_body()
    placed = []
    for place, name in enumerate(muscle.massage.techniques):
        if name in view.technique:
            x, y = view.technique[name]
            mirrored = 2 * view.whole[0] + view.whole[2] - x
            sign = body.tool[techniques[name].tool]
            placed.append(Label(x=mirrored if place % 2 else x, y=y, d=sign))
    return tuple(placed)


def _legend(dose: Mapping[str, float] | None, highlight: str | None) -> list[Row]:
    chosen = [m for m in load_knowledge().muscles if highlight in (m.id, m.part_of)]
    if chosen:
        return list(_chosen_legend(chosen[0]))
    if dose is not None:
        shades = ((0.0, "no load"), (0.5, "half"), (1.0, f"all {GUIDE} or more"))
        rows = [
            Row(kind="load", text=text, opacity=_shade(value), strong=value >= 1)
            for value, text in shades
        ]
        return [*rows, Row(kind="unjudged", text=f"{NOT_JUDGED}: a camera does not see it")]
    names = [f"{one.plain_name} ({one.anatomical})" for one in load_knowledge().parts()]
    return [Row(kind="words", text=f"{n}  {name}") for n, name in enumerate(names, start=1)]


def _chosen_legend(muscle: Muscle) -> Iterator[Row]:
    name = f"{muscle.plain_name} ({muscle.anatomical})"
    yield Row(kind="load", text=name, opacity=_CHOSEN)
    yield Row(kind="felt", text="where pain from it is said to be felt; debated")
    techniques, body = load_knowledge().technique, load_body()
    for one in muscle.massage.techniques:
        yield Row(kind="tool", text=techniques[one].name, d=body.tool[techniques[one].tool])
    if muscle.massage.allowed:
        yield Row(kind="words", text=f"Read first when not to: posture muscles {muscle.part_of}")
    else:
        yield Row(kind="words", text="No self-massage for this muscle.")


def _placed(views: list[View], legend: list[Row]) -> dict[str, Any]:
    """Put two views side by side, the third below, and the legend at its right."""
    first, second, third = views
    right = _MARGIN + first.box[2] + _GAP
    below = _MARGIN + first.box[3] + _GAP
    width = right + second.box[2] + _MARGIN
    places = ((_MARGIN, _MARGIN), (right, _MARGIN), (_MARGIN, below))
    return {
        "views": list(zip(views, places, strict=True)),
        "legend": legend,
        "left": _MARGIN + third.box[2] + _GAP,
        "top": below,
        "scale": width / _PHONE_PX * _LEGEND_PX,
        "width": width,
        "height": below + third.box[3] + _MARGIN,
    }


@cache
def _template() -> Any:
    """Compile the drawing; every value that is put into it is escaped."""
    environment = Environment(
        autoescape=True,
        loader=BaseLoader(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["css"] = Markup(data_text("bodymap.css"))
    return environment.from_string(data_text("bodymap.svg.j2"))

"""Words to moments of the clock on the wall, also where that was or will be set meanwhile."""

from datetime import datetime, time

from posture.durations import parse_first_day, parse_since, parse_until


def since(text: str, now: datetime) -> datetime:
    """Return the moment so long ago, or the beginning of a day."""
    return local(parse_since(text, now))


def first_day(text: str, now: datetime) -> datetime:
    """Return where a period of whole days begins, today being the last."""
    return local(parse_first_day(text, now))


def until(text: str, now: datetime) -> datetime:
    """Return the next moment of that name; a time of day is meant by the clock of that day."""
    moment = parse_until(text, now)
    return _as_read(moment) if text.strip().lower().startswith("until") else moment.astimezone()


def local(moment: datetime) -> datetime:
    """Return the beginning of a day with the offset of that day, which is not always today's."""
    return _as_read(moment) if moment.time() == time.min else moment.astimezone()


def _as_read(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None).astimezone()

"""Words to times: `1h20m`, `until 14:00`, `2026-03-02`; a bare number is refused."""

import re
from datetime import datetime, timedelta

from posture.errors import ConfigError

_UNITS = {"d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_DURATION = re.compile("".join(rf"(?:(?P<{name}>\d+){unit})?" for unit, name in _UNITS.items()))
_CLOCK = re.compile(r"until (?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_TOMORROW = "until tomorrow"
_NEW_DAY_HOUR = 4  # whoever works past midnight still calls it today
_DAY = timedelta(days=1)
_LONGEST = timedelta(days=366)


def parse_duration(text: str) -> timedelta:
    """Return a length of time that carries its units.

    Examples
    --------
    >>> str(parse_duration("1h20m")), str(parse_duration("90s"))
    ('1:20:00', '0:01:30')
    >>> parse_duration("30")
    Traceback (most recent call last):
    posture.errors.ConfigError: "30": expected a duration with its unit, found a bare number that \
could mean 30 s or 30 min; write 30s or 30m.
    """
    bare = re.fullmatch(r"\d+", text.strip())
    if bare:
        raise ConfigError(
            f'"{text}": expected a duration with its unit, found a bare number that could mean '
            f"{bare[0]} s or {bare[0]} min; write {bare[0]}s or {bare[0]}m."
        )
    found = _DURATION.fullmatch(re.sub(r"\s", "", text.lower()))
    parts = {} if found is None else {k: int(v) for k, v in found.groupdict("0").items()}
    if not any(parts.values()) or any(one > _LONGEST.days * 86400 for one in parts.values()):
        raise ConfigError(
            f'"{text}": expected a duration such as 90s, 30m, 1h20m or 2d; write one of these.'
        )
    length = timedelta(**parts)
    if length > _LONGEST:
        raise ConfigError(f'"{text}": expected a year at the most; write a shorter duration.')
    return length


def parse_until(text: str, now: datetime) -> datetime:
    """Return the moment that is meant, the next one of that name; ``now`` is local time.

    Tomorrow begins at four in the morning.

    Examples
    --------
    >>> now = datetime.fromisoformat("2026-03-02T15:10:00+01:00")
    >>> str(parse_until("30m", now)), str(parse_until("until 14:00", now))
    ('2026-03-02 15:40:00+01:00', '2026-03-03 14:00:00+01:00')
    >>> str(parse_until("until-tomorrow", now))
    '2026-03-03 04:00:00+01:00'
    """
    words = re.sub(r"[\s-]+", " ", text.strip().lower())
    clock = _CLOCK.fullmatch(words)
    if words == _TOMORROW:
        return _next(now, hour=_NEW_DAY_HOUR, minute=0)
    if clock is not None:
        return _next(now, hour=int(clock["hour"]), minute=int(clock["minute"]))
    if words.startswith("until") or words == "tomorrow":
        raise ConfigError(
            f'"{text}": expected a time of day such as "until 14:00", or until-tomorrow; write '
            "one of these, or a duration such as 30m."
        )
    return now + parse_duration(text)


def parse_since(text: str, now: datetime) -> datetime:
    """Return the moment so long ago, or the beginning of a day; ``now`` is local time.

    Examples
    --------
    >>> now = datetime.fromisoformat("2026-03-09T15:10:00+01:00")
    >>> str(parse_since("7d", now)), str(parse_since("2026-03-01", now))
    ('2026-03-02 15:10:00+01:00', '2026-03-01 00:00:00+01:00')
    """
    if not _DATE.fullmatch(text.strip()):
        return now - parse_duration(text)
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=now.tzinfo)
    except ValueError as error:
        raise ConfigError(
            f'"{text}": expected a day such as 2026-03-02, found none; write one, or a duration '
            "such as 7d."
        ) from error


def parse_first_day(text: str, now: datetime) -> datetime:
    """Return where a period of whole days begins: 7d are seven of them, today being the last.

    What is shorter than a day is meant by the clock.

    Examples
    --------
    >>> now = datetime.fromisoformat("2026-03-09T15:10:00+01:00")
    >>> str(parse_first_day("7d", now)), str(parse_first_day("90m", now))
    ('2026-03-03 00:00:00+01:00', '2026-03-09 13:40:00+01:00')
    >>> str(parse_first_day("2026-03-01", now))
    '2026-03-01 00:00:00+01:00'
    """
    moment = parse_since(text, now)
    if now - moment < _DAY or moment.time() == datetime.min.time():
        return moment
    return (moment + _DAY).replace(hour=0, minute=0, second=0, microsecond=0)


def _next(now: datetime, *, hour: int, minute: int) -> datetime:
    today = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return today if today > now else today + timedelta(days=1)

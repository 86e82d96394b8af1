"""Agreement to words: how far two methods are apart, and what that means for a reader."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from posture.agreement import Agreement
from posture.outputs.dictionary import columns
from posture.outputs.wording import duration, number
from posture.pairing import Pairs
from posture.resampling import Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One measure by both methods: ``ours`` and ``theirs`` name the columns.

    Their values were taken from ``taken_from`` (90 minus an angle), where that is a number.
    """

    ours: str
    theirs: str
    pairs: Pairs
    found: Agreement
    taken_from: float | None = None

    @property
    def unit(self) -> str:
        """Unit of our column; empty where we do not know the column."""
        return next((one.unit for one in columns() if one.name == self.ours), "")

    @property
    def theirs_in_words(self) -> str:
        """Name of their column, a number minus it as one writes that."""
        return self.theirs if self.taken_from is None else f"{self.taken_from:g} − {self.theirs}"

    @property
    def label(self) -> str:
        """What our column is called in plain words."""
        return next((one.label for one in columns() if one.name == self.ours), self.ours)


def apart(one: Compared) -> str:
    """Say how far the two methods are apart, on average and for a single value."""
    found, unit = one.found, one.unit
    size = number(abs(found.bias.estimate), unit)
    way = "more" if found.bias.estimate >= 0 else "less"
    return (
        f"{one.label}: on average ours reads {size} {way} than {one.theirs_in_words}"
        f"{_between(found.bias)}; 95 % of single differences lie between "
        f"{number(found.low.estimate, unit)} and {number(found.high.estimate, unit)}."
    )


def reliable(one: Compared) -> str:
    """Say the smallest change that counts, the reliability, and what they rest on."""
    found = one.found
    ones = "one" if round(found.worth) == 1 else "ones"
    return (
        f"Between a reading by one method and a reading by the other, a change of less than "
        f"{number(found.mdc95, one.unit)} cannot be told from error{_icc(found)}. The "
        f"{found.pairs:,} pairs of values resemble their neighbours: they are worth about "
        f"{found.worth:.0f} independent {ones}."
    )


def agreement_rows(one: Compared) -> Iterator[tuple[str, str, str]]:
    """Yield what was estimated: name, value, and between what."""
    found, unit = one.found, one.unit
    yield (
        "Bias, ours minus theirs",
        number(found.bias.estimate, unit, decimals=2),
        ends(found.bias, unit),
    )
    yield (
        "Lower limit of agreement",
        number(found.low.estimate, unit, decimals=2),
        ends(found.low, unit),
    )
    yield (
        "Upper limit of agreement",
        number(found.high.estimate, unit, decimals=2),
        ends(found.high, unit),
    )
    if found.icc is not None:
        yield "ICC(A,1), absolute agreement", f"{found.icc.estimate:.2f}", ends(found.icc, "")
    yield "Standard error of measurement", number(found.sem, unit, decimals=2), ""
    yield "Smallest detectable change (MDC95)", number(found.mdc95, unit, decimals=2), ""
    yield "Pairs; worth independent ones", f"{found.pairs:,}; {found.worth:.0f}", ""
    yield "Blocks", f"{found.blocks} of {duration(found.block_s)}", ""


def ends(one: Interval, unit: str) -> str:
    """Write between what an estimate lies."""
    if one.low is None or one.high is None:
        return "too few blocks"
    return f"{number(one.low, unit, decimals=2)} to {number(one.high, unit, decimals=2)}"


def agreement_mapping(one: Compared) -> dict[str, Any]:
    """Return everything as values that JSON knows; what is unknown is ``None``."""
    found = one.found
    return {
        "ours": one.ours,
        "theirs": one.theirs,
        "theirs_taken_from": one.taken_from,
        "unit": one.unit,
        "pairs": found.pairs,
        "worth": found.worth,
        "blocks": found.blocks,
        "block_s": found.block_s,
        "bias": _mapping(found.bias),
        "limit_low": _mapping(found.low),
        "limit_high": _mapping(found.high),
        "icc_a1": None if found.icc is None else _mapping(found.icc),
        "sem": found.sem,
        "mdc95": found.mdc95,
    }


def _mapping(one: Interval) -> Mapping[str, float | None]:
    return {"estimate": one.estimate, "low": one.low, "high": one.high}


def _between(bias: Interval) -> str:
    """Name the ends as amounts of the bias, the smaller one first."""
    if bias.low is None or bias.high is None:
        return " (too few blocks of time to say between what)"
    low, high = (bias.low, bias.high) if bias.estimate >= 0 else (-bias.high, -bias.low)
    return f" (between {number(low, '')} and {number(high, '')})"


def _icc(found: Agreement) -> str:
    if found.icc is None:
        return ""
    icc = found.icc
    inside = "" if icc.low is None else f" (between {icc.low:.2f} and {icc.high:.2f})"
    return f"; ICC(A,1) is {icc.estimate:.2f}{inside}"

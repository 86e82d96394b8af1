"""Pages: what all of them share: escaped values, the style, charts drawn without a network."""

import re
from functools import cache

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup
from plotly.offline import get_plotlyjs

from posture.shipped import data_text

_NUMBER_AND_UNIT = re.compile(
    r"(?<=\d) (?=(?:%|cm|min|s|h|±)(?:\W|$))|(?<=±) (?=\d)"
    r"|(?<=\d) (?=to [−\d])|(?<=\d to) (?=[−\d])"
)


@cache
def page(name: str) -> Template:
    """Compile a page of the data folder; every value that is put into it is escaped."""
    return _environment().get_template(name)


def unbroken(value: object) -> object:
    """Keep numbers and their units on one line, and an interval; what is safe stays as it is.

    Examples
    --------
    >>> unbroken("5 min") == "5\N{NO-BREAK SPACE}min"
    True
    """
    if type(value) is not str:
        return value
    return _NUMBER_AND_UNIT.sub("\N{NO-BREAK SPACE}", value)


@cache
def _environment() -> Environment:
    environment = Environment(
        autoescape=True,
        finalize=unbroken,
        loader=FunctionLoader(data_text),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"allow_nan": False, "separators": (",", ":")}
    styles = ("report.css", "bodymap.css", "history.css")
    environment.globals["css"] = Markup("".join(map(data_text, styles)))
    environment.globals["sheet_css"] = Markup(data_text("therapist.css"))
    environment.globals["charts_js"] = Markup(data_text("charts.js"))
    environment.globals["plotly"] = lambda: Markup(get_plotlyjs())
    return environment

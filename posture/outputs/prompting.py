"""Alert to prompt: what a notification shows of it, and how it can be answered."""

from posture.knowledge import load_knowledge
from posture.messages import load_messages
from posture.outputs.dictionary import terms
from posture.outputs.wording import capitalised, number
from posture.ports import Prompt
from posture.types import Alert


def prompt_of(alert: Alert, *, gentle: bool = False) -> Prompt:
    """Return title, sentence and offered break of an alert, and the numbers behind it.

    A ``gentle`` one offers no exercise, only to walk and look away.
    """
    messages = load_messages()
    text = alert.message
    if alert.active_break is not None:
        title = messages.active_break(alert.active_break, gentle=gentle).title
        text += f" {messages.prompt.active_break.format(title=title)}"
    return Prompt(title=_title(alert), text=text, why=why(alert), buttons=messages.prompt.buttons)


def misfit_prompt(reason: str) -> Prompt:
    """Ask for a new calibration, and say why."""
    forms = load_messages().prompt
    said = forms.misfit_why.format(reason=reason)
    return Prompt(title=forms.misfit, text=said, why=said)


def _title(alert: Alert) -> str:
    messages = load_messages()
    if alert.kind in messages.state:
        return capitalised(messages.state[alert.kind].short)
    muscle = load_knowledge().muscle(alert.muscle or "")
    return messages.prompt.load.format(muscle=muscle.name)


def why(alert: Alert) -> str:
    """Say what was measured and compared.

    Examples
    --------
    >>> from posture.types import Level
    >>> why(Alert(time_s=60.0, kind="too_close", level=Level.NOTE, muscle=None, value=44.2,
    ...           limit=50.0, unit="cm", message=""))
    'The eyes were held close to the camera or screen. Measured: 44.2 cm. Threshold: 50.0 cm.'
    """
    forms, meaning = load_messages().prompt, terms("alert_kind")[alert.kind].meaning
    if alert.unit == "1/0":
        return forms.why_without_number.format(meaning=meaning)
    value, threshold = (number(one, alert.unit) for one in (alert.value, alert.limit))
    return forms.why.format(meaning=meaning, value=value, threshold=threshold)

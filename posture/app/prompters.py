"""Settings to notifiers: in which ways a prompt is shown while a watch runs."""

from collections.abc import Callable, Iterator

from posture.app.terminal import complain, err
from posture.config import NotifyConfig
from posture.estimators.environment import ORIGINAL
from posture.notifiers.fan_out import FanOut
from posture.ports import Notifier
from posture.status import Command


def prompter(config: NotifyConfig, tell: Callable[[Command], None]) -> FanOut:
    """Return what shows prompts; ``tell`` gets what its buttons say, from another thread.

    Close it at the end of the watch.
    """
    return FanOut(tuple(_notifiers(config, tell)), complain)


def _notifiers(config: NotifyConfig, tell: Callable[[Command], None]) -> Iterator[Notifier]:
    if config.desktop:
        from posture.notifiers.desktop import Desktop

        yield Desktop(tell, sound=config.sound)
    if config.bell:
        from posture.notifiers.bell import Bell

        yield Bell(err)
    if config.command is not None:
        from posture.notifiers import command

        yield command.Command(config.command, ORIGINAL)

"""Questions to answers over D-Bus: nobody is started for it, and nobody can keep us waiting."""

import asyncio
from collections.abc import Sequence

from dbus_fast import BusType, Message, MessageFlag, MessageType
from dbus_fast.aio import MessageBus
from dbus_fast.errors import DBusFastError

from posture.sources.desk_state import Question

_BUSES = {"session": BusType.SESSION, "system": BusType.SYSTEM}


def ask(questions: Sequence[Question], within_s: float) -> dict[Question, bool | None]:
    """Return yes, no or ``None`` for no answer in time; all are asked at once."""
    return asyncio.run(_ask(questions, within_s))


async def _ask(questions: Sequence[Question], within_s: float) -> dict[Question, bool | None]:
    answers: dict[Question, bool | None] = dict.fromkeys(questions)
    by_bus = {bus: [one for one in questions if one.bus == bus] for bus in _BUSES}
    asking = [asyncio.create_task(_on_bus(bus, group, answers)) for bus, group in by_bus.items()]
    _, late = await asyncio.wait(asking, timeout=within_s)
    for task in late:
        task.cancel()
    await asyncio.gather(*asking, return_exceptions=True)
    return answers


async def _on_bus(
    name: str, questions: Sequence[Question], answers: dict[Question, bool | None]
) -> None:
    try:
        bus = await MessageBus(bus_type=_BUSES[name]).connect()
    except (OSError, EOFError, DBusFastError):  # no such bus here, or it does not let us in
        return
    try:
        await asyncio.gather(*(_put(bus, one, answers) for one in questions))
    finally:
        bus.disconnect()
        await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]  # the library says no type


async def _put(bus: MessageBus, question: Question, answers: dict[Question, bool | None]) -> None:
    reply = await bus.call(_message(question))
    if reply.message_type is MessageType.METHOD_RETURN and reply.body:
        answers[question] = _is_yes(reply.body[0], question)


def _message(question: Question) -> Message:
    reads = bool(question.property)
    return Message(
        destination=question.name,
        path=question.path,
        interface="org.freedesktop.DBus.Properties" if reads else question.interface,
        member="Get" if reads else question.member,
        signature="ss" if reads else "",
        body=[question.interface, question.property] if reads else [],
        flags=MessageFlag.NO_AUTOSTART,
    )


def _is_yes(value: object, question: Question) -> bool | None:
    found = getattr(value, "value", value)  # properties come wrapped
    if not isinstance(found, int):
        return None
    return bool(found & question.bit) if question.bit is not None else bool(found)

"""A desktop that says what a test wants, on whatever D-Bus the environment names."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

Said = dict[tuple[str, str], Variant | bool | None]
"""Answer by interface and member or property; ``None`` keeps the asker waiting."""


@contextmanager
def saying(names: list[str], said: Said) -> Iterator[None]:
    """Own these names on the session bus and answer until the context is left."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    bus = asyncio.run_coroutine_threadsafe(_serve(names, _answering(said)), loop).result(10)
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(_leave(bus), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _serve(names: list[str], answer: Callable[[Message], Message | bool]) -> MessageBus:
    bus = await MessageBus().connect()
    bus.add_message_handler(answer)
    for name in names:
        await bus.request_name(name)
    return bus


async def _leave(bus: MessageBus) -> None:
    bus.disconnect()
    await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]  # the library says no type


def _answering(said: Said) -> Callable[[Message], Message | bool]:
    def answer(message: Message) -> Message | bool:
        if message.message_type is not MessageType.METHOD_CALL:
            return False
        reads = message.member == "Get"
        asked = tuple(message.body) if reads else (message.interface or "", message.member or "")
        if asked not in said:
            return False
        found = said[asked]
        if found is None:
            return True
        return Message.new_method_return(message, "v" if reads else "b", [found])

    return answer

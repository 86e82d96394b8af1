"""Copies of recordings of other machines, kept by the threads that look at parts of them."""

import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from posture.addresses import file_name
from posture.app.staging import passing

_NO_NAME = "recording"


def copy_name(url: str) -> str:
    """Return what a copy is called."""
    return file_name(url).strip(".") or _NO_NAME


@dataclass(slots=True)
class _Copy:
    path: Path | None = None  # until it is here
    stack: ExitStack = field(default_factory=ExitStack)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Copies:
    """One copy for all threads that look at the same recording; each thread keeps its last one.

    A copy goes when the last thread that kept it has asked for another one or has ended.
    """

    def __init__(self, bring: Callable[[str, Path], None]) -> None:
        self._bring = bring
        self._lock = threading.Lock()
        self._kept: dict[int | None, str] = {}  # address by thread
        self._copies: dict[str, _Copy] = {}

    def held(self, url: str) -> Path:
        """Return a copy that stays until this thread asks for another one."""
        return self._here(url, lambda path: self._bring(url, path))

    def hold(self, url: str, here: Path) -> None:
        """Keep a copy that is here already, unless there is one."""
        self._here(url, lambda path: here.rename(path))

    def let_go(self) -> None:
        """Remove all copies."""
        with self._lock:
            self._kept.clear()
            self._remove_unkept()

    def _here(self, url: str, make: Callable[[Path], object]) -> Path:
        copy = self._mine(url)
        with copy.lock, ExitStack() as stack:
            if copy.path is None:
                path = stack.enter_context(passing()) / copy_name(url)
                make(path)
                copy.path, copy.stack = path, stack.pop_all()
            return copy.path

    def _mine(self, url: str) -> _Copy:
        """Say that this thread keeps it and no other, before it comes here."""
        with self._lock:
            living = {thread.ident for thread in threading.enumerate()}
            self._kept = {one: kept for one, kept in self._kept.items() if one in living}
            self._kept[threading.get_ident()] = url
            self._remove_unkept()
            return self._copies.setdefault(url, _Copy())

    def _remove_unkept(self) -> None:
        for url in self._copies.keys() - set(self._kept.values()):
            self._copies.pop(url).stack.close()

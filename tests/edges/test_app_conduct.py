"""Everybody gets a turn, no more is under way than needed, and killed processes are replaced."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from posture.app.conduct import Conductor
from posture.app.crew import Alone, Crew, Given, Processes
from posture.app.tasks import Task, Work, outcome
from posture.errors import EstimatorError, PostureError, SourceError


@dataclass(frozen=True, slots=True)
class Job:
    source: str


def double(number: int) -> int:
    return 2 * number


def refuse(number: int) -> int:
    raise SourceError(f"{number}: expected something else, found this.")


def stumble(number: int) -> int:
    """Fail as nobody foresaw, in more than one line."""
    raise ZeroDivisionError(f"{number} by\nnothing")


def kill(mark: Path, times: int) -> int:
    """End this process from outside as often as there are files to be made."""
    made = len(list(mark.parent.glob(f"{mark.name}-*")))
    if made < times:
        mark.with_name(f"{mark.name}-{made}").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return made


def once(task: Task) -> Callable[[], Work[int]]:
    def begin() -> Work[int]:
        result: int = yield from outcome((yield task))
        return result

    return begin


def in_parts(count: int) -> Callable[[], Work[int]]:
    def begin() -> Work[int]:
        futures = []
        for number in range(count):
            futures.append((yield Task(double, (number,))))
        total = 0
        for future in futures:
            total += yield from outcome(future)
        return total

    return begin


@pytest.fixture(params=["alone", "threads", "processes"])
def crew(request: pytest.FixtureRequest) -> Iterator[Crew]:
    match request.param:
        case "alone":
            yield Alone()
        case "threads":
            with ThreadPoolExecutor(2) as threads:
                yield Given(threads, 2)
        case _:
            with Processes(2) as processes:
                yield processes


def results(crew: Crew, *works: Callable[[], Work[int]]) -> dict[str, int | PostureError]:
    named = [(Job(str(number)), begin) for number, begin in enumerate(works)]
    return {job.source: result for job, result in Conductor[Job, int](crew).results(named)}


def test_every_crew_does_short_and_long_work_and_names_what_fails(crew: Crew) -> None:
    found = results(crew, in_parts(30), once(Task(double, (4,))), once(Task(refuse, (5,))))

    assert found["0"] == sum(2 * number for number in range(30))
    assert found["1"] == 8
    assert str(found["2"]) == "5: expected something else, found this."


def test_an_error_that_nobody_foresaw_costs_one_recording(crew: Crew) -> None:
    found = results(
        crew, once(Task(double, (1,))), once(Task(stumble, (2,))), once(Task(double, (3,)))
    )
    failure = found["1"]

    assert (found["0"], found["2"]) == (2, 6)
    assert isinstance(failure, PostureError)
    assert str(failure) == (
        "1: expected results or a reason why there are none, found an error of the program "
        "(ZeroDivisionError: 2 by nothing); report it with what --verbose prints."
    )
    assert isinstance(failure.__cause__, ZeroDivisionError)


def test_work_that_stumbles_by_itself_is_closed(crew: Crew) -> None:
    closed = []

    def begin() -> Work[int]:
        try:
            futures = [(yield Task(double, (1,)))]
            return len(futures[1].result())
        finally:
            closed.append(True)

    found = results(crew, begin, once(Task(double, (3,))))

    assert found["1"] == 6
    assert "IndexError" in str(found["0"])
    assert closed == [True]


def test_no_more_is_under_way_than_needed() -> None:
    opened, most = 0, 0

    class Watched(ThreadPoolExecutor):
        def submit(self, *words: object, **named: object) -> "Future[object]":  # type: ignore[override]
            nonlocal opened, most
            opened += 1
            most = max(most, opened)
            future: Future[object] = super().submit(*words, **named)  # type: ignore[arg-type]
            future.add_done_callback(lambda _: ended())
            return future

    def ended() -> None:
        nonlocal opened
        opened -= 1

    begun: list[int] = []

    def works() -> Iterator[tuple[Job, Callable[[], Work[int]]]]:
        for number in range(200):
            begun.append(number)
            yield Job(str(number)), once(Task(time.sleep, (0.001,)))

    with Watched(2) as executor:
        conductor = Conductor[Job, int](Given(executor, 2))
        ended_first = next(iter(conductor.results(works())), None)
        ahead = len(begun)

    assert ended_first is None or ahead < 20
    assert most <= 6


def test_what_a_killed_process_took_along_is_done_again(tmp_path: Path) -> None:
    with Processes(2) as crew:
        found = results(
            crew,
            once(Task(kill, (tmp_path / "once", 1))),
            *[once(Task(double, (number,))) for number in range(10)],
        )

    assert found["0"] == 1
    assert [found[str(number + 1)] for number in range(10)] == [2 * n for n in range(10)]


def test_only_what_kills_again_is_lost(tmp_path: Path) -> None:
    with Processes(2) as crew:
        found = results(
            crew,
            once(Task(double, (1,))),
            once(Task(kill, (tmp_path / "always", 99))),
            once(Task(double, (2,))),
        )

    assert (found["0"], found["2"]) == (2, 4)
    assert isinstance(found["1"], EstimatorError)
    assert str(found["1"]).startswith("1: expected the process that works on it to finish")


def test_leaving_early_closes_the_work() -> None:
    closed = []

    def begin() -> Work[int]:
        try:
            yield Task(time.sleep, (0.01,))
            yield Future()  # never done
        finally:
            closed.append(True)
        return 0

    with ThreadPoolExecutor(1) as executor:
        crew = Given(executor, 1)
        led = Conductor[Job, int](crew).results(
            [(Job("stuck"), begin), (Job("done"), once(Task(double, (1,))))]
        )
        assert next(led) == (Job("done"), 2)
        led.close()  # type: ignore[attr-defined]

    assert closed == [True]
    assert isinstance(executor, Executor)

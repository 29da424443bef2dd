"""Who answers tasks does not matter: this process, or several of which some die."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator
from dataclasses import replace
from multiprocessing import active_children
from pathlib import Path

import pytest

from xuewei.answers.simulate.engines.engine import Engine, ThisProcess, copyable, running
from xuewei.answers.simulate.engines.processes import AHEAD, Processes, packed, unpacked
from xuewei.answers.simulate.tally import Block
from xuewei.answers.simulate.tasks import Task
from xuewei.errors import Fault, InputError, Place

from program import environment
from simulated import blocks, everything, names, work

AREAS = names(40)


class Deadly(str):
    """Text that ends the process which unpacks it."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (1,)


def deadly(task: Task) -> Task:
    """The task, which no process survives."""
    return replace(task, plan=replace(task.plan, source={"title": Deadly("deadly")}))


def impossible(task: Task) -> Task:
    """The task with a school in an area that nobody lives in."""
    plan = task.plan
    return replace(task, plan=replace(plan, areas=(*plan.areas, f"无人区{task.number}")))


def test_two_processes_give_the_bits_of_one() -> None:
    """Forty areas, in the order of their tasks."""
    assert everything(blocks(work(AREAS), Processes(2))) == everything(blocks(work(AREAS)))


def test_tasks_are_taken_as_there_is_room_for_them() -> None:
    """Never more in flight than some for each process, however many there are."""
    taken: list[int] = []

    def watched() -> Iterator[Task]:
        for task in work(AREAS, block=1, draws=20):
            taken.append(task.number)
            yield task

    engine = Processes(2)
    with running(watched(), engine) as found:
        for given, _ in enumerate(found):
            assert len(taken) - given <= 2 * AHEAD
    assert len(taken) == 40


def test_every_block_is_told_as_soon_as_it_is_finished() -> None:
    """Each once, with its number, and before it is given."""
    told: dict[int, Block] = {}
    found = blocks(work(AREAS, block=4, draws=20), Processes(2), lambda number, block: told.update({number: block}))
    assert [told[number] for number in range(10)] == found


def test_a_process_that_is_killed_costs_its_tasks_and_no_bit() -> None:
    """Two times a process is killed in the middle; its tasks are answered again."""
    others = set(active_children())
    found: list[Block] = []
    with running(work(AREAS, block=1), Processes(2)) as answers:
        for number, block in enumerate(answers):
            found.append(block)
            if number in (2, 20):
                child = next(iter(set(active_children()) - others))
                os.kill(child.pid or 0, signal.SIGKILL)
    assert everything(found) == everything(blocks(work(AREAS, block=1)))


def test_a_task_that_no_process_survives_is_named_and_the_others_are_answered() -> None:
    """Its areas stand in the error, and neighbours in flight are not blamed for its deaths."""
    todo = [deadly(task) if task.number == 3 else task for task in work(AREAS, draws=20)]
    told: list[int] = []
    with pytest.raises(InputError) as wrong:
        blocks(todo, Processes(2), lambda number, block: told.append(number))
    (fault,) = wrong.value.faults
    assert fault.kind == "worker_died"
    assert "试区021、试区022" in fault.text("zh")
    assert "试区020" not in fault.text("zh")
    assert {0, 1, 2} <= set(told)


@pytest.mark.parametrize("workers", [1, 2])
def test_of_several_faults_the_first_is_raised_and_the_blocks_before_it_are_given(workers: int) -> None:
    """As in one process, whichever is found first."""
    todo = [impossible(task) if task.number in (2, 3, 4) else task for task in work(AREAS, draws=20)]
    found: list[Block] = []
    with pytest.raises(InputError, match="无人区2"):
        _given(todo, Processes(workers) if workers > 1 else ThisProcess(), found)
    assert [block.tallies[0].area for block in found] == ["试区000", "试区007"]


def _given(todo: Iterable[Task], engine: Engine, found: list[Block]) -> None:
    with running(todo, engine) as answers:
        for block in answers:
            found.append(block)


def test_areas_that_nobody_counted_are_told_after_all_others_are_answered() -> None:
    """The fault of the tasks themselves comes last, with two processes too."""

    def failing() -> Iterator[Task]:
        yield from work(AREAS[:14], draws=20)
        raise InputError([Fault(Place("plan.yaml"), "area", "no_people")])

    found: list[Block] = []
    with pytest.raises(InputError, match="is not an area of the population data"):
        _given(failing(), Processes(2), found)
    assert len(found) == 2


def test_an_early_end_leaves_no_process_behind() -> None:
    """Whoever stops in the middle waits for nobody."""
    others = set(active_children())
    with running(work(AREAS), Processes(2)) as answers:
        next(answers)
    assert set(active_children()) == others


def test_processes_start_before_there_is_a_task() -> None:
    """They load what they need while somebody reads; where no task comes, none is left."""
    others = set(active_children())
    with Processes(2):
        assert len(set(active_children()) - others) == 2
    assert set(active_children()) == others


COPIED = """
import sys, time
from multiprocessing import active_children
from pathlib import Path
from xuewei.answers.simulate.engines.processes import Processes

with open(sys.argv[1], "wb"), Processes(1):
    (child,) = active_children()
    while Path(sys.argv[1]) in {each.resolve() for each in Path(f"/proc/{child.pid}/fd").iterdir()}:
        time.sleep(0.01)
    print(Path(f"/proc/{child.pid}/cmdline").read_bytes() == Path("/proc/self/cmdline").read_bytes())
"""


def test_a_process_that_is_a_copy_holds_none_of_the_files_of_the_first(tmp_path: Path) -> None:
    """A lock on one would last as long as the copy does."""
    done = subprocess.run(
        [sys.executable, "-c", COPIED, tmp_path / "held"],
        capture_output=True,
        encoding="utf-8",
        env=environment(OPENBLAS_NUM_THREADS="1"),
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "True\n", "")


def test_a_process_with_several_threads_is_not_copied() -> None:
    """What another thread holds would be held in the copy for ever."""
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    other.start()
    assert not copyable()
    done.set()
    other.join()


def test_a_task_is_the_same_after_its_journey() -> None:
    """Packed and unpacked, and smaller than its rows."""
    task = next(work(AREAS, block=40))
    again = unpacked(packed(task))
    assert (again.number, again.plan, again.population, again.sampling) == (
        task.number,
        task.plan,
        task.population,
        task.sampling,
    )
    assert len(packed(task)) < len(pickle.dumps(task))


def test_faults_and_the_places_they_name_survive_the_journey() -> None:
    """A fault found in another process is told with its line, its entry and its cell."""
    places = [
        Place("p.yaml", 7),
        Place("s.yaml", 4, entry="set.opening_lag"),
        Place("台账.xlsx", 12, column=8, cell="项目台账!H12", entry="计划年度"),
    ]
    before = InputError([Fault(place, "area", "no_people", {}, f"甲{n}", "乙") for n, place in enumerate(places)])
    after = pickle.loads(pickle.dumps(before))
    assert after.faults == before.faults
    assert [fault.text("en") for fault in after.faults] == [fault.text("en") for fault in before.faults]
    assert [str(each.place) for each in after.faults] == ["7", "4", "项目台账!H12"]
    assert [each.field for each in after.faults] == ["area", "set.opening_lag: area", "计划年度"]

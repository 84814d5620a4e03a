"""A pool that is ready."""

from __future__ import annotations

from threading import Barrier, current_thread

from rootward.kit.threads import started


def test_all_threads_are_there_and_work_side_by_side() -> None:
    with started(3, "ready") as pool:
        together = Barrier(3)

        def work() -> str:
            together.wait()
            return current_thread().name

        names = {found.result() for found in [pool.submit(work) for _ in range(3)]}
    assert len(names) == 3
    assert all(name.startswith("ready") for name in names)

"""Figures of root causes: accuracies and times of every method by set, system and fault, and what went wrong."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench import calibration
from bench.harness import Figures
from bench.sets.contract import Score, ranked
from bench.sets.run import Outcome

__all__ = ["OURS", "Run", "add_calibration", "add_figures", "add_times", "print_case", "print_cases", "print_groups"]

OURS = "rootward"
_GOALS: Mapping[tuple[str, str, str], str] = {
    ("nezha", "OnlineBoutique", "rca.ac1"): ">= 0.95",
    ("nezha", "TrainTicket", "rca.ac1"): ">= 0.93",
    ("nezha", "all", "rca.inner_ac1"): ">= 0.87",
    ("petshop", "all", "rca.ac1"): ">= 0.65",
    ("petshop", "all", "rca.ac3"): ">= 0.85",
    ("rootcausebench", "all", "rca.exact_a1"): ">= 1",
    ("cloudopsbench", "all", "rca.exact_a1"): ">= 0.85",
    ("shop", "all", "rca.exact_a1"): ">= 1",
}
_TIMES = (("rca.p50_s", 0.5, "<= 0.3"), ("rca.p95_s", 0.95, "<= 1"))
_PEER_IN_TIME = "baro"
_NOBODY = 10**9


@dataclass(frozen=True, kw_only=True)
class Run:
    """One case as one method answered it, scored."""

    set: str
    case: str
    method: str
    outcome: Outcome
    score: Score

    @property
    def is_right(self) -> bool:
        return self.score.correct


def add_figures(figures: Figures, name: str, onset: str, runs: Sequence[Run]) -> None:
    """Per method and system, ours also per fault; then each of our cases that went wrong."""
    for method, members in sorted(_by_method(runs).items(), key=lambda item: item[0] != OURS):
        for system, fault, group in _groups(members, faults=method == OURS):
            for metric, value, n in _accuracies(group):
                goal = _GOALS.get((name, system, metric)) if fault == "all" and method == OURS else None
                figures.add(metric, value, "share", n=n, goal=goal, ratio=None, peer=None, set=name, system=system,
                            fault=fault, onset=onset, method=method)  # fmt: skip
        add_times(figures, name, onset, method, members, _median(_by_method(runs).get(_PEER_IN_TIME, [])))
    for item in runs:  # after the times: by their date it is known which cases are of the last run
        if item.method == OURS and not item.is_right:
            figures.add("rca.case", item.score.rank or 0, "rank", n=1, set=name, system=item.score.system,
                        fault=item.score.fault, onset=onset, method=OURS, case=item.case, truth=item.score.truth,
                        said=item.score.said or "nothing")  # fmt: skip


def add_calibration(figures: Figures, onset: str, runs: Sequence[Run]) -> None:
    """Over the answers that name a cause; an abstention claims nothing."""
    ours = [item for item in runs if item.method == OURS and item.score.confidence > 0]
    by_set: dict[str, list[Run]] = {"all": ours} | {name: [] for name in sorted({item.set for item in ours})}
    for item in ours:
        by_set[item.set].append(item)
    for name, members in by_set.items():
        pairs = [(item.score.confidence, item.is_right) for item in members]
        if pairs:
            figures.add("rca.ece", calibration.ece(pairs), "share", n=len(pairs), set=name, system="all", fault="all",
                        onset=onset, method=OURS)  # fmt: skip
    if ours:
        print("\nReliability, all sets:\n")
        for line in calibration.table([(item.score.confidence, item.is_right) for item in ours]):
            print(line)


def print_cases(runs: Sequence[Run]) -> None:
    print("\n| case | system | fault | truth | said | rank | exact | inner | conf. | s |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for item in runs:
        s = item.score
        print(
            f"| {item.case} | {s.system} | {s.fault} | {s.truth} | {s.said or '-'} | {s.rank or '-'} "
            f"| {_word(s.exact)} | {_word(s.inner)} | {s.confidence:.2f} | {item.outcome.seconds:.2f} |"
        )


def print_groups(runs: Sequence[Run]) -> None:
    """The accuracies at a glance: a line a method, system and fault."""
    print("\n| method | system | fault | n | AC@1 | AC@3 | AC@5 | Avg@5 | exact | inner | p50 s |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for method, members in sorted(_by_method(runs).items(), key=lambda item: item[0] != OURS):
        for system, fault, group in _groups(members, faults=method == OURS):
            found = {metric: value for metric, value, _ in _accuracies(group)}
            names = ("rca.ac1", "rca.ac3", "rca.ac5", "rca.avg5", "rca.exact_a1", "rca.inner_ac1")
            shown = " | ".join(f"{found[name]:.2f}" if name in found else "" for name in names)
            print(f"| {method} | {system} | {fault} | {len(group)} | {shown} | {_median(group):.3f} |")


def print_case(runs: Sequence[Run]) -> None:
    """What the product said: its hypotheses with what they cite, then the further suspects."""
    for item in runs:
        report = item.outcome.report
        if report is None:
            continue
        print(f"\n{item.case}: truth {item.score.truth} ({item.score.fault}); order {ranked(report)}")
        texts = {one["evidence_id"]: one for one in report["evidence"]}
        print(f"{report['verdict']['summary']}; scope {report['scope']}")
        claims = [*report["hypotheses"], *(one | {"kind": "suspect"} for one in report["suspects"])]
        for one in claims:
            print(f"- {one['entity']} {one['kind']} score {one['score']} confidence {one.get('confidence', '')}")
            for name in one["evidence_ids"]:
                told = texts[name]
                print(f"    {told['score']:.2f} {told['kind']} {told['onset']} {told['text']}")


def _by_method(runs: Sequence[Run]) -> dict[str, list[Run]]:
    found: dict[str, list[Run]] = defaultdict(list)
    for item in runs:
        found[item.method].append(item)
    return found


def _groups(runs: Sequence[Run], *, faults: bool) -> Iterator[tuple[str, str, list[Run]]]:
    """(system, fault, members): all of them, each system where there are several, and each fault of a system."""
    systems = sorted({item.score.system for item in runs})
    yield "all", "all", list(runs)
    for system in systems if len(systems) > 1 else []:
        yield system, "all", [item for item in runs if item.score.system == system]
    by_fault: dict[tuple[str, str], list[Run]] = defaultdict(list)
    for item in runs if faults else []:
        by_fault[item.score.system if len(systems) > 1 else "all", item.score.fault].append(item)
    yield from ((system, fault, members) for (system, fault), members in sorted(by_fault.items()))


def _accuracies(runs: Sequence[Run]) -> Iterator[tuple[str, float, int]]:
    """(metric, value, number of cases) of what these cases were asked."""
    ranks = [item.score.rank or _NOBODY for item in runs if item.score.scored]
    if ranks:
        for k in (1, 3, 5):
            yield f"rca.ac{k}", sum(rank <= k for rank in ranks) / len(ranks), len(ranks)
        yield "rca.avg5", sum(sum(rank <= k for rank in ranks) for k in range(1, 6)) / 5 / len(ranks), len(ranks)
    for metric, values in (
        ("rca.exact_a1", [item.score.exact for item in runs if item.score.exact is not None]),
        ("rca.inner_ac1", [item.score.inner for item in runs if item.score.inner is not None]),
    ):
        if values:
            yield metric, sum(values) / len(values), len(values)


def add_times(figures: Figures, name: str, onset: str, method: str, runs: Sequence[Run], peer: float = 0.0) -> None:
    """Seconds a case, of one set or of `all`; `peer` is what another method took for the median one."""
    seconds = sorted(item.outcome.seconds for item in runs)
    for metric, share, goal in _TIMES:
        value = _median(runs) if share == 0.5 else seconds[min(len(seconds) - 1, int(len(seconds) * share))]
        ours = method == OURS
        ratio = value / peer if ours and peer > 0 and share == 0.5 else None
        figures.add(metric, value, "s", n=len(seconds), goal=goal if ours else None, ratio=ratio,
                    peer=f"{_PEER_IN_TIME} (ranking alone)" if ratio is not None else None, set=name, system="all",
                    fault="all", onset=onset, method=method)  # fmt: skip


def _median(runs: Sequence[Run]) -> float:
    return statistics.median([item.outcome.seconds for item in runs]) if runs else 0.0


def _word(value: bool | None) -> str:
    return {True: "yes", False: "NO", None: ""}[value]

"""Failed runs of agents: is the kind of a fault named, who and which step is held responsible, and how fast.

Kinds: one fault is put into a real run that succeeded; the words of errors are those of vendors that no signature was
written from. Attribution: the public labelled conversations, with weights fitted to other runs than the one that is
answered (five folds), beside the weights as they ship and beside trivial rules chosen on the other half. The weights
that ship were fitted to the published development runs: on those their figure flatters, on others it counts.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.agents.dojo import dojo_runs
from bench.agents.faults import KINDS, Faulty, many
from bench.agents.fit import Answer, answers_with, cross_validated, examples_of, shipped_weights
from bench.agents.generated import generated_run
from bench.agents.real import FITTED_TO, conversations, passed_runs
from bench.agents.rules import chosen_on_halves
from bench.harness import CannotRun, Figures, main, progress
from rootward.causality.agent_runs.diagnose import diagnose
from rootward.causality.agent_runs.model import Diagnosis, History
from rootward.causality.agent_runs.signatures import RunSignature, run_signatures_of
from rootward.packs.builtin import builtin
from rootward.runs.model import AgentRun

_GOALS = {
    "Who&When/algorithm-generated": (">= 0.65", ">= 0.40"),
    "Who&When/hand-crafted": (">= 0.65", ">= 0.25"),
}
_NONE = "(none)"
_SEED = 20260
_OURS, _AS_SHIPPED, _RULES = "rootward", "rootward_as_shipped", "trivial_rules"
_KNOWN_WORDS = "rootward_known_words"


def run(figures: Figures) -> None:
    data = figures.options.data or Path(os.environ.get("ROOTWARD_DATASETS", ""))
    if not (data / "agent_runs").is_dir():
        raise CannotRun(f"there is no agent_runs in {data or 'no folder'}: give --data DIR or set ROOTWARD_DATASETS")
    signatures = run_signatures_of([builtin("agentops")])
    sets = {"agentrx": passed_runs(data)}
    if not figures.quick:
        sets["agentdojo"] = dojo_runs(figures.options.venv)
    for name, runs in sets.items():
        if runs:
            _kinds(figures, name, runs, signatures)
    _kinds(figures, "agentrx", sets["agentrx"], signatures, half="development")
    _attribution(figures, data)
    _speed(figures, signatures)


def _kinds(
    figures: Figures, name: str, runs: Sequence[AgentRun], signatures: Sequence[RunSignature], *, half: str = "test"
) -> None:
    """One fault of every kind in every run, and every run as it was. In the words that the signatures were written
    from, what is left is not a matter of words; no goal is judged by those."""
    cases = many(runs[: 5 if figures.quick else None], 1 if figures.quick else 3, _SEED, half)
    progress(f"{name}: {len(runs)} runs that succeeded, {len(cases)} with one fault or none, words of the {half} half")
    told = [(case.kind or _NONE, _kind_of(case, signatures)) for case in cases]
    faulty = [pair for pair in told if pair[0] != _NONE]
    scores = {kind: _precision_recall(faulty, kind) for kind in KINDS}
    _print_kinds(f"{name}, words of the {half} half", faulty, scores)
    f1 = statistics.mean(_f1(*score) for score in scores.values())
    sound = [answer for kind, answer in told if kind == _NONE]
    wrong = sum(answer != _NONE for answer in sound) / len(sound)
    if half != "test":
        figures.add("agentruns.macro_f1", f1, "share", n=len(faulty), set=name, method=_KNOWN_WORDS)
        return
    figures.add("agentruns.macro_f1", f1, "share", n=len(faulty), goal=">= 0.97", set=name, method=_OURS)
    figures.add("agentruns.false_alarm", wrong, "share", n=len(sound), goal="<= 0.02", set=name, method=_OURS)


def _kind_of(case: Faulty, signatures: Sequence[RunSignature]) -> str:
    found: Diagnosis = diagnose(case.run, case.history, signatures)
    if found.insufficient is None:
        return found.subcategory
    return _NONE if case.kind is None else "unknown"


def _precision_recall(told: Sequence[tuple[str, str]], kind: str) -> tuple[float, float]:
    right = sum(true == answer == kind for true, answer in told)
    answered, there = sum(answer == kind for _, answer in told), sum(true == kind for true, _ in told)
    return right / answered if answered else 0.0, right / there if there else 0.0


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _print_kinds(name: str, told: Sequence[tuple[str, str]], scores: dict[str, tuple[float, float]]) -> None:
    print(f"\n{name}\n| fault | precision | recall | taken for |\n|---|---|---|---|")
    for kind, (precision, recall) in scores.items():
        others = Counter(answer for true, answer in told if true == kind and answer != kind)
        taken = ", ".join(f"{answer} {count}" for answer, count in others.most_common())
        print(f"| {kind} | {precision:.3f} | {recall:.3f} | {taken} |")


def _attribution(figures: Figures, data: Path) -> None:
    items = conversations(data)
    known = [example for example in examples_of(items) if example.item.group in FITTED_TO]
    others = [example for example in examples_of(items) if example.item.group not in FITTED_TO]
    repeats = 1 if figures.quick else 10
    progress(f"{len(items)} labelled conversations, {len(known)} of them to fit and to judge")
    _add(figures, _OURS, cross_validated(known, repeats), repeats)
    _add(figures, _OURS, answers_with(others, shipped_weights()), 1)
    _add(figures, _AS_SHIPPED, answers_with(known, shipped_weights()), 1)
    for group in sorted({item.group for item in items}):
        _add(figures, _RULES, chosen_on_halves([item for item in items if item.group == group]), 1)


def _add(figures: Figures, method: str, answers: Iterable[Answer], repeats: int) -> None:
    groups: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        groups[answer.group].append(answer)
    for group, mine in sorted(groups.items()):
        goals = _GOALS.get(group, (None, None)) if method == _OURS else (None, None)
        n = len(mine) // repeats
        for metric, right, goal in (
            ("agentruns.agent_acc", sum(a.agent_right for a in mine), goals[0]),
            ("agentruns.step_acc", sum(a.step_right for a in mine), goals[1]),
            ("agentruns.step1_acc", sum(a.step_near for a in mine), None),
        ):
            figures.add(metric, right / len(mine), "share", n=n, goal=goal, set=group, method=method)


def _speed(figures: Figures, signatures: Sequence[RunSignature]) -> None:
    for spans, repeats, goal in ((10, 200, "<= 20"), (10_000, 3 if figures.quick else 9, "<= 2000")):
        times = []
        for number in range(repeats):
            subject = generated_run(spans, seed=number)
            began = time.process_time()  # one thread that never waits: what others do on the machine does not count
            diagnose(subject, History(), signatures)
            times.append((time.process_time() - began) * 1000)
        p50 = statistics.median(times)
        figures.add("agentruns.rca_p50_ms", p50, "ms", n=repeats, goal=goal, set=f"{spans} spans", method=_OURS)


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, help="folder of the sets; else ROOTWARD_DATASETS")
    parser.add_argument("--venv", type=Path, help="where AgentDojo is installed, or is to be; else a temporary folder")


if __name__ == "__main__":
    main("agentruns", run, _options)

"""Run card: a run of an agent, and why it failed, on one screen: the verdict first."""

from __future__ import annotations

from typing import Any

from rich.console import Console

__all__ = ["print_diagnosis", "print_run"]


def print_run(console: Console, run: dict[str, Any]) -> None:
    """What is known of a run, in a few lines."""
    took = "" if run["duration_ms"] is None else f" after {run['duration_ms'] / 1000:g} s"
    _say(console, f"{run['run_id']}  {run['status']}{took}")
    version = f" {run['agent_version']}" if run["agent_version"] else ""
    model = f", {run['model']}" if run["model"] else ""
    _say(console, f"  {run['agent_name']}{version}{model}, {run['environment'] or 'no environment given'}")
    if run["error_type"] or run["error_message"]:
        _say(console, "  error    " + ": ".join(part for part in (run["error_type"], run["error_message"]) if part))
    counts: dict[str, int] = {}
    for entry in run["timeline"]:
        counts[entry["event_type"]] = counts.get(entry["event_type"], 0) + 1
    _say(console, "  parts    " + (", ".join(f"{count} {name}" for name, count in counts.items()) or "none"))
    cost = {name: value for name, value in run["cost"].items() if value is not None}
    if cost:
        _say(console, "  cost     " + ", ".join(f"{name} {value:g}" for name, value in cost.items()))
    if run["signature"]:
        _say(console, f"  failure  {run['signature']}")


def print_diagnosis(console: Console, body: dict[str, Any]) -> None:
    """An RCA run that is done, or a diagnosis that was not recorded."""
    if "report" in body:
        _print_report(console, body["report"])
    else:
        _print_unrecorded(console, body)


def _print_report(console: Console, report: dict[str, Any]) -> None:
    if report["insufficient_evidence"]:
        _say(console, f"Not enough evidence: {report['insufficient_reason']}")
        for one in report["add_telemetry"]:
            _say(console, f"  add      {one}")
    else:
        finer = "" if report["subcategory"] == report["category"] else f" ({report['subcategory']})"
        _say(console, f"{report['category']}{finer}")
        _say(console, f"  agent    {report['responsible_agent']}")
        _say(console, f"  step     {report['decisive_step'] or 'none in particular'}")
    for item in report["hypotheses"]:
        _say(console, f"  {item['confidence']:<8} {item['description']}")
        _say(console, f"           {', '.join(item['evidence_ids'])}")
    for item in report["evidence_index"]:
        _say(console, f"  {item['evidence_id']}  {item['title']}: {item['snippet']}")
    for item in report["action_items"]:
        _say(console, f"  do       {item['title']} ({item['priority']}): {item['description']}")


def _print_unrecorded(console: Console, told: dict[str, Any]) -> None:
    if told["insufficient"]:
        _say(console, f"Nothing is claimed: {told['insufficient']}")
        for one in told["missing"]:
            _say(console, f"  add      {one}")
        return
    finer = "" if told["subcategory"] == told["category"] else f" ({told['subcategory']})"
    _say(console, f"{told['category']}{finer}")
    _say(console, f"  agent    {told['responsible_agent']}")
    _say(console, f"  step     {told['decisive_step'] or 'none in particular'}")
    for cause in told["causes"]:
        _say(console, f"  {cause['score']:<8.2f} {cause['statement']}")
        for cite in cause["evidence"]:
            _say(console, f"           {cite['kind']} {cite['ref_id']}: {cite['why']}")


def _say(console: Console, line: str) -> None:
    console.print(line, soft_wrap=True, markup=False)

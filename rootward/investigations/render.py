"""Render: a report's body as Markdown, for people and for chat; the JSON stays the truth."""

from __future__ import annotations

from typing import Any

__all__ = ["as_markdown", "citations", "explained", "past_cases", "path", "plain", "runbooks", "subject"]


def as_markdown(body: dict[str, Any]) -> str:
    """Verdict first, evidence under it, ruled-out theories last. Cited evidence is numbered."""
    numbers = citations(body)
    verdict = body["verdict"]
    lines = [f"# {body['case']['title']}", "", f"**{verdict['summary']}**", ""]
    if verdict["cause"]:
        cause = verdict["cause"]
        lines += [
            f"- Cause: `{cause['entity']}` ({cause['kind']}) {_cite(cause['evidence_ids'], numbers)}",
            f"- Confidence: {verdict['confidence']:.2f} ({verdict['confidence_word']})",
        ]
        if cause["change"]:
            lines.append(f"- Change to blame: `{cause['change']}`")
    if verdict["first_failure"]:
        first = verdict["first_failure"]
        lines.append(
            f"- First failure: `{first['entity']}` at {first['onset']} {_cite(first['evidence_ids'], numbers)}"
        )
    for place in verdict["impact"]:
        lines.append(f"- Impact: `{place['entity']}` {_cite(place['evidence_ids'], numbers)}")
    lines.append(f"- Next: {verdict['next_step']}")
    lines += [f"- Runbook (somebody's words): {runbook}" for runbook in runbooks(body, numbers)]
    lines.append("")
    lines += [f"- {label}: {line}" for label, found in explained(body, numbers).items() for line in found]
    lines.append("")
    lines += _section("How it spread", _spread(body, numbers))
    lines += _section("How it came about", [f"{item['at']} {item['text']}" for item in body["timeline"]])
    lines += _section(
        "Ruled out",
        [
            f"{subject(item, body)}: {item['reason']} {_cite(item['evidence_ids'], numbers)}"
            for item in body["ruled_out"]
        ],
    )
    lines += _section("Like it before", past_cases(body))
    lines += _section(
        "Could not see",
        [f"{item['what']} ({item['presence']}): {item['remedy']}" for item in body["could_not_see"]],
    )
    lines += _section("To verify a fix", list(verdict["checks"]))
    texts = {item["evidence_id"]: item["text"] for item in body["evidence"]}
    lines += ["## Evidence", ""]
    lines += [f"{number}. {texts.get(name, '')} (`{name}`)" for name, number in numbers.items()]
    return "\n".join(lines) + "\n"


def citations(body: dict[str, Any]) -> dict[str, int]:
    """Evidence ids of the verdict, its path and what was ruled out, numbered in the order of reading."""
    verdict = body["verdict"]
    order: list[str] = list(verdict["cause"]["evidence_ids"]) if verdict["cause"] else []
    order += verdict["first_failure"]["evidence_ids"] if verdict["first_failure"] else []
    order += [name for place in verdict["impact"] for name in place["evidence_ids"]]
    order += [name for hop in path(body) for name in hop["evidence_ids"]]
    order += body["hypotheses"][0]["against_ids"] if verdict["cause"] else []
    order += [item["evidence_id"] for item in verdict.get("runbooks", ())]
    order += [name for item in body["ruled_out"] for name in item["evidence_ids"]]
    return {name: number for number, name in enumerate(dict.fromkeys(order), start=1)}


def path(body: dict[str, Any]) -> list[dict[str, Any]]:
    """From the best hypothesis to where it was felt, entity after entity."""
    hypotheses = body["hypotheses"]
    return list(hypotheses[0]["path"]) if hypotheses else []


def explained(body: dict[str, Any], numbers: dict[str, int]) -> dict[str, list[str]]:
    """What the verdict accounts for, what it leaves open, what speaks against it, and what it could be instead; empty
    without a verdict. For somebody who has a minute: each line can be checked by what it cites."""
    if not body["verdict"]["cause"]:
        return {}
    best, others = body["hypotheses"][0], body["hypotheses"][1:3]
    texts = {item["evidence_id"]: item["text"] for item in body["evidence"]}
    against = [
        f"{texts.get(name, name)} {_cite([name], numbers)}, which cannot come from {plain(best['entity'])}"
        for name in best["against_ids"]
    ]
    return {
        "Explains": [_accounted(best)],
        "Leaves open": [f"{plain(one)} alerted, too: no way leads there from the cause" for one in best["unexplained"]]
        or ["nothing: every alert is accounted for"],
        "Against it": against or ["nothing that was seen"],
        "Or else": [_instead(other, body) for other in others],
    }


def plain(entity: str) -> str:
    """`orders` for a service, the whole reference for everything else."""
    return entity.removeprefix("service:")


def _accounted(best: dict[str, Any]) -> str:
    reached, total = best["explains"], len(best["explains"]) + len(best["unexplained"])
    names = ", ".join(plain(one) for one in reached) or "none of what alerted"
    share = "all that alerted" if len(reached) == total else f"{len(reached)} of {total} that alerted"
    doubtful = [plain(hop["entity"]) for hop in best["path"] if not hop["verified"]]
    way = f"no evidence for the step to {', '.join(doubtful)}" if doubtful else "each step there has its evidence"
    return f"{names} ({share}); {way}" if reached and best["path"] else f"{names} ({share})"


def _instead(other: dict[str, Any], body: dict[str, Any]) -> str:
    """Another hypothesis, how likely, and why it stands behind."""
    reasons = {item["subject"]: item["reason"] for item in body["ruled_out"]}
    why = reasons.get(other["entity"], "the evidence for it is weaker")
    return f"{other['title']} ({other['confidence']:.2f}), but {why}"


def runbooks(body: dict[str, Any], numbers: dict[str, int]) -> list[str]:
    """File and heading of what people wrote about trouble like this; cited like all else, and nobody's order."""
    found = body["verdict"].get("runbooks", ())
    return [f"{item['path']}, {item['heading']} {_cite([item['evidence_id']], numbers)}" for item in found]


def past_cases(body: dict[str, Any]) -> list[str]:
    """The nearest resolved cases: how alike, what it was, what helped, and by what they are alike."""
    lines = []
    for item in body.get("similar_cases", ()):
        helped = f"; helped: {item['fixed_by']}" if item["fixed_by"] else ""
        alike = "; ".join(_alike(element) for element in item["shared"][:3])
        lines.append(f"{item['case']} ({item['similarity']:.0%} alike): {item['cause']}{helped}. Both show: {alike}")
    return lines


def _alike(element: str) -> str:
    """An element of a signature in words: `log.novel too many calls symptom` is a message."""
    kind, _, rest = element.partition(" ")
    if kind == "at":
        return f"trouble at {rest}"
    about = rest.rpartition(" ")[0]
    short = about if len(about) <= 60 else f"{about[:59]}…"
    return f"the message “{short}”" if kind.startswith("log.") else f"{short} ({kind.replace('_', ' ')})"


def subject(item: dict[str, Any], body: dict[str, Any]) -> str:
    """What was ruled out, in words: a change by what was done, anything else by its reference."""
    name: str = item["subject"]
    if name.startswith("change:") and item["evidence_ids"]:
        texts = {found["evidence_id"]: found["text"] for found in body["evidence"]}
        return str(texts.get(item["evidence_ids"][0], name))
    return name


def _spread(body: dict[str, Any], numbers: dict[str, int]) -> list[str]:
    """Hop after hop; the start alone is no spreading."""
    hops = path(body)
    return [
        f"`{hop['entity']}` {'at ' + hop['onset'] if hop['onset'] else 'at an unknown time'}"
        f"{'' if hop['verified'] else ', unverified'} {_cite(hop['evidence_ids'], numbers)}".rstrip()
        for hop in (hops if len(hops) > 1 else [])
    ]


def _cite(names: list[str], numbers: dict[str, int]) -> str:
    return "".join(f"[{numbers[name]}]" for name in names if name in numbers)


def _section(title: str, items: list[str]) -> list[str]:
    return [f"## {title}", "", *(f"- {item}" for item in items), ""] if items else []

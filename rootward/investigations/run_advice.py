"""Run advice: for each kind of failure of an agent run, what to do about it and how to see that it worked. Words only.

The titles of the eight categories, and what they advise first, are those that agent telemetry platforms use.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["ActionItem", "GENERAL_CHECKS", "RunAdvice", "UNKNOWN_ITEMS", "run_advice"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionItem:
    """`kind`: code_change, runbook, change_config, rollback, monitoring or test; `due_in_days` is a suggestion."""

    kind: str
    title: str
    description: str
    priority: str
    due_in_days: int


@dataclass(frozen=True, kw_only=True, slots=True)
class RunAdvice:
    """`because` begins the description of a hypothesis; `mitigation` is what helps until the items are done."""

    because: str
    mitigation: str
    items: tuple[ActionItem, ...]


def _item(kind: str, priority: str, title: str, description: str) -> ActionItem:
    due = {"critical": 1, "high": 3, "medium": 14, "low": 30}[priority]
    return ActionItem(kind=kind, title=title, description=description, priority=priority, due_in_days=due)


GENERAL_CHECKS = (
    "Review tool call logs for detailed error traces",
    "Check external service status and API documentation",
)
UNKNOWN_ITEMS = (
    _item("monitoring", "high", "Enable detailed tracing",
          "Add structured logging and tracing to capture more diagnostic information."),
    _item("code_change", "medium", "Add structured error codes",
          "Implement error code taxonomy to enable better classification in future RCAs."),
)  # fmt: skip

_ADVICE: dict[str, RunAdvice] = {
    "tool_schema_mismatch": RunAdvice(
        because="Tool call failed due to schema validation error",
        mitigation="Pin the tool's former API version, or send the arguments that the present one asks for",
        items=(
            _item("code_change", "high", "Update tool schema validation",
                  "Review and update tool argument schemas to match current API contract, and check arguments against "
                  "them before the call."),
            _item("test", "medium", "Add integration tests",
                  "Call the tool with what the agent sends, against its current contract, before each release."),
        ),
    ),
    "rate_limited": RunAdvice(
        because="Calls were refused because there were too many of them",
        mitigation="Lower the number of calls at a time, and wait as long as the answer asks",
        items=(
            _item("change_config", "high", "Honour the provider's rate limit",
                  "Retry with exponential backoff and jitter, wait for Retry-After, and limit parallel calls."),
            _item("runbook", "medium", "Ask for a higher limit",
                  "Compare the need of the busiest hour with the quota, and ask the provider to raise it."),
            _item("monitoring", "medium", "Watch the use of the quota",
                  "Alert before the limit is reached: at 80 % of it."),
        ),
    ),
    "tool_permission": RunAdvice(
        because="The tool refused the agent's credentials or rights",
        mitigation="Renew the credential, or grant exactly the right that the call needs",
        items=(
            _item("change_config", "high", "Correct the tool's credentials and rights",
                  "Check that the credential is valid and has the scope that this call needs, and no more."),
            _item("monitoring", "medium", "Warn before credentials expire",
                  "Alert a week before a credential of a tool expires."),
        ),
    ),
    "timeout": RunAdvice(
        because="An answer did not come within the time that was allowed",
        mitigation="Retry what is safe to repeat, and tell the user that it takes longer",
        items=(
            _item("change_config", "high", "Set time limits that fit",
                  "Compare the limit with the 95th percentile of the call, and split what takes long."),
            _item("monitoring", "medium", "Watch the latency of the dependency",
                  "Alert when the 95th percentile comes near the time limit."),
        ),
    ),
    "planner_loop": RunAdvice(
        because="The agent repeated itself without getting anything new",
        mitigation="Stop the run after the second repetition of the same call with the same arguments",
        items=(
            _item("code_change", "high", "Stop repetitions",
                  "End or re-plan when the same tool is called with the same arguments again, and limit the steps."),
            _item("test", "medium", "Test the way out",
                  "Add a case in which the tool keeps failing, and expect the agent to say so."),
        ),
    ),
    "retrieval_empty": RunAdvice(
        because="The search brought nothing to work with",
        mitigation="Let the agent say that it found nothing instead of answering from memory",
        items=(
            _item("code_change", "high", "Handle empty search results",
                  "Rewrite and repeat the query once, then tell the user that nothing was found."),
            _item("runbook", "medium", "Check the index",
                  "See whether the documents that should have been found are in the index, and how old it is."),
        ),
    ),
    "prompt_regression": RunAdvice(
        because="The agent fails more often since its version, prompt or model changed",
        mitigation="Go back to the version before",
        items=(
            _item("rollback", "critical", "Roll back to the former version",
                  "The change is followed by significantly more failures; go back, then find out why."),
            _item("test", "high", "Compare versions before they are released",
                  "Run the recorded cases against the new prompt or model, and compare how often they fail."),
        ),
    ),
    "content_filter": RunAdvice(
        because="A content filter or guardrail stopped the run",
        mitigation="Tell the user what cannot be answered",
        items=(
            _item("change_config", "high", "Review what the filter stopped",
                  "See whether the content was rightly stopped; correct the prompt or the threshold."),
        ),
    ),
    "business_rule_rejected": RunAdvice(
        because="The tool worked, and a rule of the business said no",
        mitigation="Tell the user which rule stands against it",
        items=(
            _item("code_change", "medium", "Let the agent know the rule",
                  "State the rule in the prompt or the tool's description, so that the agent does not try."),
        ),
    ),
    "not_found": RunAdvice(
        because="What the agent asked for does not exist",
        mitigation="Ask the user for the right identifier",
        items=(
            _item("code_change", "medium", "Check identifiers before they are used",
                  "Look an identifier up, or ask for it again, before calls depend on it."),
        ),
    ),
    "code_error": RunAdvice(
        because="The code of a tool or of the agent raised an error",
        mitigation="Go back to the version of the tool before, where there is one",
        items=(
            _item("code_change", "high", "Fix the error in the code",
                  "The cited error names the exception; reproduce it with the cited arguments."),
            _item("test", "medium", "Add a test with these arguments",
                  "Call the tool with the cited arguments and expect an answer."),
        ),
    ),
    "context_overflow": RunAdvice(
        because="More was put into the model's context than it holds",
        mitigation="Shorten what tools answer before it goes into the prompt",
        items=(
            _item("code_change", "high", "Keep the context within its limit",
                  "Summarise or cut long tool outputs and old turns, and count tokens before each call."),
        ),
    ),
    "dependency_unavailable": RunAdvice(
        because="Something that the agent depends on did not answer",
        mitigation="Retry with backoff, and fall back where there is a second source",
        items=(
            _item("runbook", "high", "Look at the dependency first",
                  "See whether the service was down at that time; the agent only passes its failure on."),
            _item("code_change", "medium", "Fail with a clear answer",
                  "Let the agent tell the user that a service is unavailable instead of giving up."),
        ),
    ),
}  # fmt: skip
_OTHER = RunAdvice(
    because="The run failed at the cited place",
    mitigation="Look at the cited step and what it was given",
    items=UNKNOWN_ITEMS,
)


def run_advice(subcategory: str, category: str = "") -> RunAdvice:
    """For the finer word where it is known (a tenant may have its own), else for the category."""
    return _ADVICE.get(subcategory) or _ADVICE.get(category, _OTHER)

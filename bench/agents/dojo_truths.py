"""Ground truths: runs by itself in an environment with AgentDojo and prints one JSON line a user task that succeeds.

Each user task's own list of calls is executed against the task's environment by AgentDojo's runtime; no model is asked.
A task whose calls do not all succeed is left out.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

from agentdojo.functions_runtime import FunctionsRuntime  # type: ignore[import-not-found]
from agentdojo.task_suite.load_suites import get_suites  # type: ignore[import-not-found]

VERSION = "v1.2.1"


def truths() -> Iterator[dict[str, Any]]:
    for suite_name, suite in get_suites(VERSION).items():
        runtime = FunctionsRuntime(suite.tools)
        tools = [
            {"name": name, "description": function.description, "schema": function.parameters.model_json_schema()}
            for name, function in sorted(runtime.functions.items())
        ]
        for task_id, task in suite.user_tasks.items():
            environment = task.init_environment(suite.load_and_inject_default_environment({}))
            calls = []
            for call in task.ground_truth(environment):
                result, error = runtime.run_function(environment, call.function, call.args)
                if error is not None:
                    break
                calls.append({"tool_name": call.function, "args": dict(call.args), "result": _text(result)})
            else:
                used = {call["tool_name"] for call in calls}
                yield {
                    "run_id": f"{suite_name}-{task_id}", "task": task.PROMPT, "calls": calls,
                    "tools": [tool for tool in tools if tool["name"] in used],
                }  # fmt: skip


def _text(result: Any) -> str:
    if isinstance(result, list):
        return json.dumps([_plain(item) for item in result], default=str)
    return json.dumps(_plain(result), default=str) if hasattr(result, "model_dump") else str(result)


def _plain(item: Any) -> Any:
    return item.model_dump(mode="json") if hasattr(item, "model_dump") else item


if __name__ == "__main__":
    for truth in truths():
        sys.stdout.write(json.dumps(truth, default=str) + "\n")

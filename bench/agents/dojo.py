"""AgentDojo: its user tasks' ground truths as runs that succeeded, executed in a virtual environment of its own.

The environment is made on first use (`pip install agentdojo`) in a temporary folder, or where `--venv` says. Without a
package index the set is skipped with a message.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.harness import progress
from rootward.kit.canonical import sha256_hex
from rootward.runs.model import AgentRun, Step, ToolCall, ToolDefinition

__all__ = ["dojo_runs", "run_of"]

_SCRIPT = Path(__file__).resolve().parent / "dojo_truths.py"
_LONGEST = 2000
_INSTALL_S, _RUN_S = 900, 300


def dojo_runs(venv: Path | None) -> list[AgentRun]:
    """Empty, with a message, where AgentDojo cannot be installed or run."""
    with tempfile.TemporaryDirectory() as kept:
        folder = venv or Path(kept) / "venv"
        try:
            return [run_of(json.loads(line)) for line in _truths(folder).splitlines() if line]
        except (subprocess.SubprocessError, OSError) as error:
            progress(f"agentdojo: skipped, it could not be installed or run: {error}")
            return []


def run_of(truth: dict[str, Any]) -> AgentRun:
    """A ground truth as a run: the user asks, the assistant calls one tool after another."""
    steps = [Step(step_id="s0", name="message", agent="user", output_summary=truth["task"][:_LONGEST])]
    calls = []
    for number, item in enumerate(truth["calls"], start=1):
        steps.append(Step(step_id=f"s{number}", name="tool_call", agent="assistant"))
        calls.append(
            ToolCall(
                call_id=f"c{number}", step_id=f"s{number}", tool_name=item["tool_name"], args=item["args"],
                args_hash=sha256_hex(item["args"]), status="success", result_summary=item["result"][:_LONGEST],
            )
        )  # fmt: skip
    tools = tuple(
        ToolDefinition(name=tool["name"], description=tool["description"], schema=tool["schema"])
        for tool in truth["tools"]
    )
    return AgentRun(
        run_id=truth["run_id"], agent_name="assistant", task=truth["task"], status="unknown", steps=tuple(steps),
        tool_calls=tuple(calls), tools=tools,
    )  # fmt: skip


def _truths(venv: Path) -> str:
    python = venv / "bin" / "python"
    if not python.exists():
        progress("agentdojo: making a virtual environment and installing it, some minutes")
        subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True, timeout=_INSTALL_S, capture_output=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "agentdojo"]
        subprocess.run(pip, check=True, timeout=_INSTALL_S, capture_output=True)
    done = subprocess.run([str(python), str(_SCRIPT)], check=True, timeout=_RUN_S, capture_output=True, text=True)
    return done.stdout

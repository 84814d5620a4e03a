"""MCP servers for tests: one of the present revision, one of an older, both over HTTP on loopback."""

from __future__ import annotations

import json
from typing import Any

ADD: dict[str, Any] = {
    "name": "add", "description": "Adds two numbers.",
    "inputSchema": {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}},
    "annotations": {"readOnlyHint": True, "destructiveHint": False},
}  # fmt: skip


class Present:
    """Revision 2026-07-28: every request says its revision, and there is no session."""

    def __init__(self, outside: Any, *tools: dict[str, Any]) -> None:
        self.tools, self.result = list(tools) or [ADD], {"content": [{"type": "text", "text": "5"}]}
        self.called: list[tuple[dict[str, Any], dict[str, str]]] = []
        outside.answer = self._answer

    def _answer(self, _m: str, _p: str, _q: Any, headers: dict[str, str], body: bytes) -> Any:
        asked = json.loads(body)
        params = asked["params"]
        if params["_meta"]["io.modelcontextprotocol/protocolVersion"] != headers["mcp-protocol-version"]:
            return 400, {}, b"{}"
        if headers["mcp-method"] != asked["method"]:
            return 400, {}, b"{}"
        result = self.handled(asked["method"], params, headers)
        content = json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": result}).encode()
        return 200, {"content-type": "application/json"}, content

    def handled(self, method: str, params: dict[str, Any], headers: dict[str, str]) -> Any:
        if method == "tools/list":
            at = int(params.get("cursor", 0))
            more = {"nextCursor": str(at + 1)} if at + 1 < len(self.tools) else {}
            return {"resultType": "complete", "tools": self.tools[at : at + 1], **more}
        assert method == "tools/call" and headers["mcp-name"] == params["name"]
        self.called.append((params, headers))
        return {"resultType": "complete", **self.result}


class Older:
    """Revision 2025-06-18: it wants to be greeted, gives a session, and answers with a stream of events."""

    def __init__(self, outside: Any) -> None:
        self.greeted: list[str] = []
        outside.answer = self._answer

    def _answer(self, _m: str, _p: str, _q: Any, headers: dict[str, str], body: bytes) -> Any:
        asked = json.loads(body)
        method = asked["method"]
        if method != "initialize" and headers.get("mcp-session-id") != "s1":
            error = {"code": -32600, "message": "Bad Request: Missing session ID"}
            content = json.dumps({"jsonrpc": "2.0", "id": "server-error", "error": error}).encode()
            return 400, {"content-type": "application/json"}, content
        self.greeted.append(f"{method} {headers['mcp-protocol-version']}")
        if "id" not in asked:
            return 202, {}, b""
        result: Any = {"content": [{"type": "text", "text": "old"}]}
        if method == "initialize":
            result = {"protocolVersion": "2025-06-18", "capabilities": {}, "serverInfo": {"name": "old"}}
        elif method == "tools/list":
            result = {"tools": [ADD]}
        said = {"jsonrpc": "2.0", "method": "notifications/message", "params": {"data": "busy"}}
        events = (said, {"jsonrpc": "2.0", "id": asked["id"], "result": result})
        stream = "".join(f"event: message\r\ndata: {json.dumps(event)}\r\n\r\n" for event in events)
        return 200, {"content-type": "text/event-stream", "mcp-session-id": "s1"}, stream.encode()


PROGRAM = """
import json, os, sys
for line in sys.stdin:
    asked = json.loads(line)
    if asked["method"] == "tools/list":
        result = {"tools": [json.loads(os.environ["TOOL"])]}
    else:
        text = " ".join(sorted(os.environ)) + " " + os.environ["API_KEY"]
        result = {"content": [{"type": "text", "text": text}]}
    print(json.dumps({"jsonrpc": "2.0", "method": "notifications/message"}), flush=True)
    print(json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": result}), flush=True)
"""
"""Without a newline in it, so that it can be a word of a command."""

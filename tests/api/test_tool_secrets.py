"""A tool's credentials are looked up inside its call and stay nowhere: not on the disk, not in a log line, not in the
audit log, not in an answer; not even where the service repeats them, in a good answer or in a refusal."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import structlog

from rootward.errors import RootwardError
from rootward.kit import log
from rootward.tools.contract import ToolContext
from tests.api.conftest import Face, Open
from tests.plugins.tools.mcp_servers import ADD

CANARIES = {
    "variable": "canary-variable-4f1d", "file": "canary-file-77aa", "vault": "canary-vault-e09b",
    "store": "canary-store-31c8", "vault token": "canary-hvs-9d2f", "aws key": "canary-aws-5b60",
    "tenant": "canary-acme-c4c4",
}  # fmt: skip
LISTS = (
    "/api/v1/tools", "/api/tools", "/api/v1/tools/svc.ask", "/api/tools/svc.ask", "/api/v1/connections",
    "/api/v1/tool-servers", "/api/v1/packs", "/api/v1/packs/effective", "/api/v1/audit", "/api/v1/audit/export",
    "/metrics", "/api/v1/dead-letters", "/api/v1/events",
)  # fmt: skip
REFERENCES = {
    "variable": "${SVC}", "file": "${file:svc.token}", "vault": "${vault:tools/svc#token}", "store": "${ssm:svc/token}"
}  # fmt: skip


class Echo:
    """Vault, the Parameter Store, an MCP server and a service in one, which repeats every header it was sent."""

    def __init__(self, outside: Any) -> None:
        self.status, self.heard = 200, list[str]()
        outside.answer = self._answer

    def _answer(self, _m: str, path: str, _q: Any, headers: dict[str, str], body: bytes) -> Any:
        self.heard.append(json.dumps(headers))
        if path.startswith("/v1/secret/data/"):
            return 200, {}, json.dumps({"data": {"data": {"token": CANARIES["vault"]}}}).encode()
        if headers.get("x-amz-target"):
            return 200, {}, json.dumps({"Parameter": {"Value": CANARIES["store"]}}).encode()
        if headers.get("mcp-method") == "tools/list":
            said = ADD | {"description": f"Adds for {headers.get('authorization')}"}
            answer: Any = {"jsonrpc": "2.0", "id": json.loads(body)["id"], "result": {"tools": [said]}}
            return 200, {"content-type": "application/json"}, json.dumps(answer).encode()
        return self.status, {"x-echo": str(headers)}, json.dumps({"message": f"you sent {headers}"}).encode()


@pytest.fixture
def surroundings(outside: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The settings of a process with every kind of store; what is in them."""
    monkeypatch.setenv("ROOTWARD_SECRET_SVC", CANARIES["variable"])
    monkeypatch.setenv("ROOTWARD_SECRET_ACME__SVC", CANARIES["tenant"])
    folder = tmp_path / "secrets" / "default"
    folder.mkdir(parents=True)
    (folder / "svc.token").write_text(CANARIES["file"])
    return {
        "secrets_dir": str(tmp_path / "secrets"), "vault_url": outside.url, "vault_token": CANARIES["vault token"],
        "aws_region": "eu-1", "aws_access_key_id": "AKID", "aws_secret_access_key": CANARIES["aws key"],
        "aws_ssm_url": outside.url,
    }  # fmt: skip


async def _declare(face: Face, url: str) -> list[str]:
    """Connections, tools and a server of tools with credentials of every kind; what was answered."""
    headers = {f"x-{kind}": f"Key {reference}" for kind, reference in REFERENCES.items()}
    tool = {"description": "Ask.", "url": f"{url}/ask", "headers": headers, "body": {"k": "${SVC}"}, "method": "POST"}
    pack = {
        "name": "ops", "version": "1", "requires": ["sre"], "mcp": [{"name": "s", "url": url, "token": "env:SVC"}]
    }  # fmt: skip
    answers = [await face.http.put("/api/v1/tools/svc.ask", json=tool)]
    for kind in ("github", "slack", "http", "prometheus", "kubernetes"):
        body = {"kind": kind, "url": url, "token": "file:svc.token"}
        answers.append(await face.http.put(f"/api/v1/connections/{kind}", json=body))
    user = {"kind": "jira", "url": url, "username": "ana", "password": "vault:tools/svc#token"}
    answers.append(await face.http.put("/api/v1/connections/jira", json=user))
    kept = await face.http.post("/api/v1/packs", content=json.dumps(pack).encode())
    answers += [kept, await face.http.post(f"/api/v1/packs/ops/activate?version={kept.json()['digest']}")]
    assert [answer.status_code for answer in answers if answer.status_code >= 300] == []
    return [answer.text for answer in answers]


async def _call(face: Face, name: str, arguments: dict[str, Any]) -> str:
    """What a tool answers or refuses, and the line that somebody logs about it."""
    app = face.app

    async def read(unit: Any) -> Any:
        return await app.db.read(lambda connection: unit(connection, "default"), tenant="default")

    context = ToolContext(tenant="default", read=read, outside=app.outside("default"), idempotency_key="act_1")
    found = await app.db.read(lambda connection: app.catalogue.find(connection, "default", name), tenant="default")
    try:
        said: object = await found.tool.call(arguments, context)
    except RootwardError as error:
        said = (str(error), error.facts)
        structlog.get_logger().warning("tool.failed", tool=name, exc_info=error)
    structlog.get_logger().info("tool.answered", tool=name, said=said)
    return repr(said)


async def _use(face: Face, url: str) -> list[str]:
    """Everything that has credentials is used."""
    answers = [await _call(face, "svc.ask", {})]
    for name, arguments in (
        ("github.open_issue", {"owner": "a", "repo": "b", "title": "t"}),
        ("jira.comment", {"issue": "A-1", "body": "x"}), ("slack.post_message", {"channel": "#a", "text": "x"}),
        ("http.get", {"url": f"{url}/x", "connection": "http"}),
    ):  # fmt: skip
        answers.append(await _call(face, name, arguments))
    for kind in ("github", "slack", "http", "prometheus", "kubernetes", "jira"):
        answers.append((await face.http.post(f"/api/v1/connections/{kind}/test")).text)
    answers.append((await face.http.post("/api/v1/tool-servers/s/look")).text)
    return answers


def _found(where: bytes) -> set[str]:
    return {name for name, value in CANARIES.items() if value.encode() in where}


async def test_no_credential_of_a_tool_stays_anywhere(
    embedded: Open, outside: Any, tmp_path: Path, surroundings: dict[str, Any]
) -> None:
    service, lines = Echo(outside), io.StringIO()
    log.configure("debug", "json", lines)
    async with embedded(stages=True, **surroundings) as face:
        answers = await _declare(face, outside.url)
        for service.status in (200, 401, 422, 500):
            answers += await _use(face, outside.url)
        answers += [(await face.http.get(path)).text for path in LISTS]
    heard = "".join(service.heard)
    sent = _found(heard.encode())
    assert {"variable", "file", "vault", "store", "vault token"} <= sent, "the credentials were really used"
    assert "tenant" not in sent and "aws key" not in sent
    text = "".join(answers)
    assert "[redacted:secret]" in text, "what was repeated was taken out, and can be searched here"
    assert _found(text.encode()) == set()
    assert _found(lines.getvalue().encode()) == set() and "tool.answered" in lines.getvalue()
    files = [path for path in (tmp_path / "data").rglob("*") if path.is_file()]
    assert _found(b"".join(path.read_bytes() for path in files)) == set()

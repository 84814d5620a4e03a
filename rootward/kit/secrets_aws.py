"""AWS Parameter Store: secrets of AWS Systems Manager, read with a signed GetParameter."""

from __future__ import annotations

from dataclasses import dataclass

from rootward.errors import Misconfigured, Unavailable
from rootward.kit import clock
from rootward.kit.canonical import canonical
from rootward.kit.egress import Egress, Target
from rootward.kit.sigv4 import Keys, signed

__all__ = ["ParameterStore"]

_WHO = "AWS Parameter Store"
_MISSING = ("ParameterNotFound", "ParameterVersionNotFound")


@dataclass(frozen=True, kw_only=True, slots=True)
class ParameterStore:
    """Parameters are called `/PREFIX/TENANT/NAME`. `url` takes the place of the region's own endpoint."""

    egress: Egress
    region: str
    keys: Keys
    prefix: str = "rootward"
    url: str = ""
    timeout_s: float = 5.0

    async def fetch(self, tenant: str, name: str) -> str:
        """The decrypted value; '' when it is not there. Raises Misconfigured when it may not be read, Unavailable."""
        url = (self.url or f"https://ssm.{self.region}.amazonaws.com").rstrip("/")
        content = canonical({"Name": f"/{self.prefix}/{tenant}/{name}", "WithDecryption": True})
        wanted = {"content-type": "application/x-amz-json-1.1", "x-amz-target": "AmazonSSM.GetParameter"}
        headers = signed(
            "POST", f"{url}/", wanted, content, self.keys, region=self.region, service="ssm", at=clock.now_ns()
        )
        del headers["host"]  # the line names the host itself, as it is in the URL
        target = Target(name=_WHO, url=url, headers=headers, timeout_s=self.timeout_s, max_bytes=1024 * 1024)
        async with self.egress.line(target) as line:
            answer = await line.once("POST", "/", content=content)
        body = answer.json(_WHO)
        if answer.status == 200 and isinstance(body, dict) and isinstance(body.get("Parameter"), dict):
            return str(body["Parameter"].get("Value") or "")
        kind = str(body.get("__type") or "").rpartition("#")[2] if isinstance(body, dict) else ""
        if kind in _MISSING:
            return ""
        if answer.status in (400, 403):
            raise Misconfigured(
                f"AWS does not let this process read {name!r} of {tenant!r}: {kind}", field="aws_region"
            )
        raise Unavailable(f"{_WHO} answered {answer.status} {kind}".rstrip(), who=_WHO)

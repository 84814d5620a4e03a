"""Kubernetes access: where a cluster's API is and who we are to it, from a kubeconfig file or inside the cluster."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import yaml

from rootward.errors import Misconfigured, NotFound
from rootward.events.cluster import ClusterObjects
from rootward.kit.egress import Egress, Target, tls_context
from rootward.plugins.tools.kubernetes_api import read_cluster

__all__ = ["ClusterAccess", "in_cluster", "kubeconfig_access", "read_context"]

DEFAULT_KUBECONFIG = Path("~/.kube/config")
IN_CLUSTER = "in-cluster"
_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
_API = "https://kubernetes.default.svc"


@dataclass(frozen=True, kw_only=True, slots=True)
class ClusterAccess:
    """`namespace` is the one that the context names, or that the process runs in; '' when none is said."""

    target: Target
    namespace: str


async def read_context(
    name: str, egress: Egress, *, kubeconfig: Path = DEFAULT_KUBECONFIG, namespaces: tuple[str, ...] = (),
    budget_s: float = 20.0,
) -> ClusterObjects:  # fmt: skip
    """The objects of the cluster that a kubeconfig context names ('' for the current one, `in-cluster` for the one
    this process runs in). Raises NotFound, Misconfigured, Denied, Unavailable."""
    access = in_cluster() if name == IN_CLUSTER else kubeconfig_access(kubeconfig, name)
    async with egress.line(access.target) as line:
        return await read_cluster(
            line, access.target.name, namespaces=namespaces, own_namespace=access.namespace, budget_s=budget_s
        )


def in_cluster(folder: Path = _ACCOUNT, url: str = _API) -> ClusterAccess:
    """With the pod's own service account. Raises Misconfigured outside a cluster."""
    token, authority = _read(folder / "token"), _read(folder / "ca.crt")
    if not token:
        raise Misconfigured("this process has no service account: it does not run in a cluster", field="context")
    target = Target(
        name=IN_CLUSTER, url=url, headers=_bearer(token), tls=tls_context(authority=authority) if authority else None
    )
    return ClusterAccess(target=target, namespace=_read(folder / "namespace"))


def kubeconfig_access(path: Path, context: str = "") -> ClusterAccess:
    """With what the file says for a context: a token, a token file, a client certificate, or a name and a password.

    Raises NotFound for a context that is not in it, Misconfigured for ways in that are not supported.
    """
    path = path.expanduser()
    file = _file(path)
    name = context or str(file.get("current-context") or "")
    known = sorted(_names(file, "contexts"))
    if name not in known:
        raise NotFound(
            f"there is no context {name!r} in {path}; there are {', '.join(known) or 'none'}", field="context"
        )
    chosen = _named(file, "contexts", name).get("context") or {}
    cluster = _named(file, "clusters", str(chosen.get("cluster") or "")).get("cluster") or {}
    user = _named(file, "users", str(chosen.get("user") or "")).get("user") or {}
    url = str(cluster.get("server") or "")
    if not url:
        raise Misconfigured(f"the context {name!r} in {path} names no cluster with a server", field="server")
    _supported(cluster, user, name)
    tls = None
    authority = _text(cluster, "certificate-authority", path.parent)
    certificate, key = _text(user, "client-certificate", path.parent), _text(user, "client-key", path.parent)
    if authority or certificate:
        tls = tls_context(authority=authority, certificate=certificate, key=key)
    target = Target(name=name, url=url, headers=_credentials(user, path.parent), tls=tls)
    return ClusterAccess(target=target, namespace=str(chosen.get("namespace") or ""))


def _supported(cluster: Mapping[str, object], user: Mapping[str, object], name: str) -> None:
    if user.get("exec") or user.get("auth-provider"):
        raise Misconfigured(
            f"the context {name!r} gets its credentials from a program, which is not run here; give it a token: "
            "kubectl create token ACCOUNT, then kubectl config set-credentials",
            field="exec",
        )  # fmt: skip
    if cluster.get("insecure-skip-tls-verify"):
        raise Misconfigured(
            f"the context {name!r} says insecure-skip-tls-verify, which is refused; give certificate-authority-data",
            field="insecure-skip-tls-verify",
        )
    if cluster.get("proxy-url"):
        raise Misconfigured(f"the context {name!r} has a proxy-url, which is not supported", field="proxy-url")


def _credentials(user: Mapping[str, object], folder: Path) -> dict[str, str]:
    token = str(user.get("token") or "")
    if not token and user.get("tokenFile"):
        token = _read(folder / str(user["tokenFile"]))
    if token:
        return _bearer(token)
    if user.get("username"):
        pair = f"{user['username']}:{user.get('password') or ''}"
        return {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    return {}


def _bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


def _text(section: Mapping[str, object], name: str, folder: Path) -> str:
    """PEM, from `<name>-data` or from the file that `<name>` names. Raises Misconfigured."""
    inline = section.get(f"{name}-data")
    if inline:
        try:
            return base64.b64decode(str(inline), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise Misconfigured(f"{name}-data is not base64 of PEM", field=f"{name}-data") from error
    if not section.get(name):
        return ""
    found = _read(folder / str(section[name]))
    if not found:
        raise Misconfigured(f"{name} names a file that cannot be read: {section[name]}", field=name)
    return found


def _file(path: Path) -> dict[str, object]:
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotFound(f"there is no kubeconfig at {path}", field="kubeconfig", value=str(path)) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path} is not readable as a kubeconfig", field="kubeconfig", value=str(path)) from error
    if not isinstance(found, dict):
        raise Misconfigured(f"{path} is not a kubeconfig", field="kubeconfig", value=str(path))
    return found


def _names(file: Mapping[str, object], section: str) -> list[str]:
    items = file.get(section)
    return [str(item.get("name")) for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _named(file: Mapping[str, object], section: str, name: str) -> dict[str, dict[str, object]]:
    items = file.get(section)
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict) and item.get("name") == name:
            return {key: value for key, value in item.items() if isinstance(value, dict)}
    return {}


def _read(path: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return path.read_text(encoding="utf-8").strip()
    return ""

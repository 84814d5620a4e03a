"""Kubectl kinds: a kind from the words of a command, a file's name or a table's columns."""

from __future__ import annotations

import re
from collections.abc import Collection

__all__ = ["kind_of_columns", "kind_of_word", "kind_of_words"]

_KINDS = {
    "Pod": "pods pod po",
    "Service": "services service svc",
    "Endpoints": "endpoints ep",
    "EndpointSlice": "endpointslices endpointslice",
    "Deployment": "deployments deployment deploy",
    "ReplicaSet": "replicasets replicaset rs",
    "StatefulSet": "statefulsets statefulset sts",
    "DaemonSet": "daemonsets daemonset ds",
    "Job": "jobs job",
    "CronJob": "cronjobs cronjob cj",
    "Node": "nodes node no",
    "Namespace": "namespaces namespace ns",
    "PersistentVolume": "persistentvolumes persistentvolume pv pvs",
    "PersistentVolumeClaim": "persistentvolumeclaims persistentvolumeclaim pvc pvcs",
    "StorageClass": "storageclasses storageclass sc",
    "ConfigMap": "configmaps configmap cm",
    "Secret": "secrets secret",
    "ServiceAccount": "serviceaccounts serviceaccount sa",
    "ResourceQuota": "resourcequotas resourcequota quota quotas",
    "LimitRange": "limitranges limitrange limits",
    "NetworkPolicy": "networkpolicies networkpolicy netpol",
    "Ingress": "ingresses ingress ing",
    "Event": "events event ev",
    "HorizontalPodAutoscaler": "horizontalpodautoscalers horizontalpodautoscaler hpa",
    "PodDisruptionBudget": "poddisruptionbudgets poddisruptionbudget pdb",
    "Role": "roles role",
    "RoleBinding": "rolebindings rolebinding",
    "ValidatingWebhookConfiguration": "validatingwebhookconfigurations validatingwebhookconfiguration",
    "MutatingWebhookConfiguration": "mutatingwebhookconfigurations mutatingwebhookconfiguration",
}
_BY_WORD = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_COLUMNS: tuple[tuple[str, frozenset[str]], ...] = (
    ("Event", frozenset({"LAST SEEN", "REASON", "OBJECT"})),
    ("Pod", frozenset({"READY", "STATUS", "RESTARTS"})),
    ("Deployment", frozenset({"UP-TO-DATE", "AVAILABLE", "READY"})),
    ("DaemonSet", frozenset({"DESIRED", "NODE SELECTOR"})),
    ("ReplicaSet", frozenset({"DESIRED", "CURRENT", "READY"})),
    ("Service", frozenset({"TYPE", "CLUSTER-IP"})),
    ("Endpoints", frozenset({"ENDPOINTS"})),
    ("EndpointSlice", frozenset({"ADDRESSTYPE", "ENDPOINTS"})),
    ("Node", frozenset({"ROLES", "VERSION"})),
    ("PersistentVolume", frozenset({"CLAIM", "RECLAIM POLICY"})),
    ("PersistentVolumeClaim", frozenset({"VOLUME", "ACCESS MODES"})),
    ("StorageClass", frozenset({"PROVISIONER"})),
    ("ServiceAccount", frozenset({"SECRETS", "AGE"})),
    ("Secret", frozenset({"TYPE", "DATA"})),
    ("ConfigMap", frozenset({"DATA", "AGE"})),
    ("ResourceQuota", frozenset({"REQUEST", "LIMIT"})),
    ("NetworkPolicy", frozenset({"POD-SELECTOR"})),
    ("Ingress", frozenset({"HOSTS", "PORTS"})),
    ("CronJob", frozenset({"SCHEDULE", "SUSPEND"})),
    ("Job", frozenset({"COMPLETIONS", "DURATION"})),
    ("StatefulSet", frozenset({"READY", "AGE"})),
    ("Namespace", frozenset({"NAME", "STATUS"})),
)  # fmt: skip
"""The first whose columns are all there: a table does not say of what it is."""


def kind_of_word(word: str) -> str:
    """`po`, `pods`, `pods.v1`, `deployments.apps`, `Pod`: the kind; '' for what is none."""
    return _BY_WORD.get(word.strip().lower().partition(".")[0], "")


def kind_of_words(said: str) -> str:
    """The first kind that the words of a file's name or a command speak of, '' for none."""
    return next((kind for word in re.findall(r"[A-Za-z]+", said) if (kind := kind_of_word(word))), "")


def kind_of_columns(names: Collection[str]) -> str:
    known = frozenset(names)
    return next((kind for kind, wanted in _COLUMNS if wanted <= known), "")

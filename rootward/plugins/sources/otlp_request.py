"""OTLP request: what one export request gives, put together item by item; a wrong item is set aside alone.

A metric is one item: when one of its points is wrong the whole metric is set aside.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from rootward.errors import BadInput
from rootward.events.model import Edge, LogLine, Received, Reject, SpanItem, Telemetry
from rootward.events.source import reject_of
from rootward.plugins.sources.otlp_metrics import Collection
from rootward.plugins.sources.otlp_resource import Resource

__all__ = ["Signal", "Sink"]

Signal = Literal["traces", "logs", "metrics"]


@dataclass(slots=True)
class Sink:
    spans: list[SpanItem] = field(default_factory=list)
    logs: list[LogLine] = field(default_factory=list)
    metrics: Collection = field(default_factory=Collection)
    edges: dict[Edge, None] = field(default_factory=dict)
    rejects: list[Reject] = field(default_factory=list)
    items: int = 0

    def take(self, read: Callable[[], None], raw: Callable[[], bytes]) -> None:
        """Read one item; `raw` gives a request with this item alone, which can be sent again."""
        try:
            read()
        except BadInput as error:
            self.refuse(error, raw())
        else:
            self.items += 1

    def refuse(self, error: BadInput, raw: bytes) -> None:
        self.rejects.append(reject_of(error, self.items, raw))
        self.items += 1

    def close_resource(self, resource: Resource, first_span: int) -> None:
        """What the resource states was last seen with the newest of its spans."""
        if resource.edges and len(self.spans) > first_span:
            newest = max(span.ts for span in self.spans[first_span:])
            self.edges.update(dict.fromkeys(resource.edges_at(newest)))

    def received(self) -> Received:
        telemetry = Telemetry(
            series=self.metrics.series(), logs=tuple(self.logs), spans=tuple(self.spans), edges=tuple(self.edges)
        )
        return Received(telemetry=telemetry, rejects=tuple(self.rejects))

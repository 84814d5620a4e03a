"""OpenTelemetry for one process: traces, logs and metrics with the semantic conventions' names, to one collector."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

import psutil
from opentelemetry import propagate
from opentelemetry._logs import Logger, LogRecord, SeverityNumber
from opentelemetry.context import get_current
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.metrics import CallbackOptions, Histogram, Observation
from opentelemetry.sdk import metrics as sdk_metrics
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import AggregationTemporality, PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import ExplicitBucketHistogramAggregation, View
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

SCOPE = "shop"
METRIC_INTERVAL_MS = 5_000
# The boundaries the HTTP and database conventions advise, in seconds.
BOUNDARIES = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)
_SEVERITIES = {
    logging.DEBUG: SeverityNumber.DEBUG,
    logging.INFO: SeverityNumber.INFO,
    logging.WARNING: SeverityNumber.WARN,
    logging.ERROR: SeverityNumber.ERROR,
}


@dataclass(slots=True, frozen=True, kw_only=True)
class Identity:
    """Who is talking; `sample` is the share of traces kept, decided at the first span."""

    service: str
    version: str
    instance: str
    collector: str
    sample: float


class Telemetry:
    """One process's providers and instruments; `stop` sends what is left."""

    def __init__(self, identity: Identity) -> None:
        process = psutil.Process()
        resource = Resource.create(
            {
                "service.name": identity.service,
                "service.version": identity.version,
                "service.instance.id": identity.instance,
                "service.namespace": "shop",
                "deployment.environment.name": "production",
                "process.pid": process.pid,
                "sampling.ratio": identity.sample,
            }
        )
        self._traces = TracerProvider(resource=resource, sampler=ParentBased(TraceIdRatioBased(identity.sample)))
        self._traces.add_span_processor(
            BatchSpanProcessor(
                OTLPSpanExporter(f"{identity.collector}/v1/traces", compression=Compression.Gzip),
                schedule_delay_millis=4_000,
                max_export_batch_size=2_048,
                max_queue_size=16_384,
            )
        )
        self._logs = LoggerProvider(resource=resource)
        self._logs.add_log_record_processor(
            BatchLogRecordProcessor(
                OTLPLogExporter(f"{identity.collector}/v1/logs", compression=Compression.Gzip),
                schedule_delay_millis=4_000,
            )
        )
        exporter = OTLPMetricExporter(
            f"{identity.collector}/v1/metrics",
            compression=Compression.Gzip,
            preferred_temporality={
                sdk_metrics.Counter: AggregationTemporality.DELTA,
                sdk_metrics.Histogram: AggregationTemporality.DELTA,
            },
        )
        reader = PeriodicExportingMetricReader(exporter, export_interval_millis=METRIC_INTERVAL_MS)
        # The smallest and largest value are seventeen digits each that nobody asks for.
        plain = View(
            instrument_type=sdk_metrics.Histogram,
            aggregation=ExplicitBucketHistogramAggregation(BOUNDARIES, record_min_max=False),
        )
        self._metrics = MeterProvider(metric_readers=[reader], resource=resource, views=[plain])
        self.tracer = self._traces.get_tracer(SCOPE, "1")
        self.meter = self._metrics.get_meter(SCOPE, "1")
        self.server_duration = self._seconds("http.server.request.duration")
        self.client_duration = self._seconds("http.client.request.duration")
        self.query_duration = self._seconds("db.client.operation.duration")
        self.wait_time = self._seconds("db.client.connection.wait_time")
        self._watch_process(process)
        propagate.set_global_textmap(TraceContextTextMapPropagator())
        logging.getLogger().addHandler(_Outlet(self._logs.get_logger(SCOPE, "1")))
        logging.getLogger("shop").setLevel(logging.INFO)

    def stop(self) -> None:
        enders = (self._traces.shutdown, self._logs.shutdown, self._metrics.shutdown)
        threads = [threading.Thread(target=end, daemon=True) for end in enders]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=5)

    def _seconds(self, name: str) -> Histogram:
        return self.meter.create_histogram(name, "s", explicit_bucket_boundaries_advisory=BOUNDARIES)

    def _watch_process(self, process: psutil.Process) -> None:
        process.cpu_percent()

        def memory(_: CallbackOptions) -> Iterable[Observation]:
            yield Observation(process.memory_info().rss)

        def cpu(_: CallbackOptions) -> Iterable[Observation]:
            yield Observation(round(process.cpu_percent() / 100, 4))

        def threads(_: CallbackOptions) -> Iterable[Observation]:
            yield Observation(process.num_threads())

        self.meter.create_observable_up_down_counter("process.memory.usage", [memory], "By")
        self.meter.create_observable_gauge("process.cpu.utilization", [cpu], "1")
        self.meter.create_observable_up_down_counter("process.thread.count", [threads], "{thread}")


class _Outlet(logging.Handler):
    """The standard library's log records as OpenTelemetry's, with the span they were written in."""

    def __init__(self, logger: Logger) -> None:
        super().__init__(logging.INFO)
        self._logger = logger

    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith("shop"):
            return
        attributes: dict[str, str] = {}
        if record.exc_info and record.exc_info[1] is not None:
            # No stack trace: it would carry this machine's paths into the recording.
            attributes["exception.type"] = type(record.exc_info[1]).__name__
            attributes["exception.message"] = str(record.exc_info[1])
        self._logger.emit(
            LogRecord(
                timestamp=int(record.created * 1e9),
                observed_timestamp=time.time_ns(),
                context=get_current(),
                severity_text=record.levelname,
                severity_number=_SEVERITIES.get(record.levelno, SeverityNumber.INFO),
                body=record.getMessage(),
                attributes=attributes,
            )
        )

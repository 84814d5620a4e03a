"""Parameters: every number that root-cause ranking uses, once, with the reason for it.

One table for all systems. A number is only changed when it helps systems it was not chosen on.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

from rootward.kit.canonical import sha256_hex

__all__ = ["PARAMETERS", "Parameters", "digest"]

SECOND = 1_000_000_000

_WEIGHTS: dict[str, float] = {
    # What an entity does by itself counts fully; what reaches it over calls is discounted by propagation.
    "metric.latency": 0.7,  # also seen by every caller above
    "metric.errors": 0.9,
    "metric.availability": 0.9,
    "metric.refusals": 0.4,  # a server that refuses works as it should
    "metric.traffic": 0.35,  # mostly a consequence of failing elsewhere
    "metric.network": 0.35,
    "metric.client_latency": 0.5,  # the callee's slowness seen from here
    "metric.client_errors": 0.6,
    "metric.db_latency": 1.0,
    "metric.db_errors": 0.9,
    "metric.cpu": 0.8,
    "metric.memory": 1.0,
    "metric.disk": 0.9,
    "metric.pool_wait": 1.0,
    "metric.pool_usage": 0.6,
    "metric.pool_size": 1.2,  # a limit that moves is somebody's act
    "metric.queue": 0.7,
    "metric.threads": 0.5,  # threads pile up wherever something below is slow
    "metric.connections": 0.6,
    "metric.restarts": 1.1,
    "metric.other": 0.3,  # meaning unknown: any direction counts, so it counts little
    "canary.errors": 1.4,  # beside the old version at the same time: nothing else differs but the change
    "canary.latency": 1.3,
    "canary.cpu": 0.8,
    "canary.memory": 0.5,  # a process that has just started has other memory
    "flow.time": 1.2,  # what its callees do not explain is its own
    "flow.failures": 1.2,
    "flow.gap": 1.2,  # neither end works longer for it
    "flow.stopped": 1.4,  # as where traces tell it
    "flow.lost": 0.6,
    "trace.self_time": 1.0,  # the largest single gain on traced systems
    "trace.edge_gap": 0.7,
    "trace.error_origin": 1.2,  # the deepest error is nearest to the cause
    "trace.client_errors": 1.1,
    "trace.client_time": 0.9,
    "trace.errors": 0.6,
    "trace.traffic": 0.35,
    "trace.lost": 0.5,
    "trace.more": 0.5,  # retries, loops over a database
    "log.novel": 0.9,
    "log.rate": 0.5,
    "log.vanished": 0.4,
    # Scored by the diagnosis itself: what two objects contradict is surer than any series.
    "kubernetes.admission": 1.0,
    "kubernetes.scheduling": 1.0,
    "kubernetes.startup": 1.0,
    "kubernetes.runtime": 1.0,
    "kubernetes.routing": 1.0,
    "kubernetes.performance": 1.0,
    "kubernetes.infrastructure": 1.0,
    "log.stopped": 1.8,  # the way through the program changed here, whatever was asked of it
    "trace.stopped": 1.4,
    "metric.stopped": 1.0,
    "log.parted": 1.0,  # the mix of what is asked may do that, too
    "trace.parted": 0.8,
    "metric.parted": 0.6,
    "event.killed": 1.2,
    "event.oom": 1.2,
    "event.restart": 0.6,
    "event.kubernetes": 0.9,
}


_CALIBRATED = ((0.0, 0.0), (0.2, 0.3), (0.35, 0.5), (0.5, 0.7), (0.6, 0.84), (0.7, 0.9), (0.85, 0.94), (1.0, 0.97))
"""Isotonic over the labelled development sets, pulled towards the raw value: systems never seen are harder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    # -- series
    scale_mix: float = 0.5  # share of the interquartile range, the rest standard deviation: robust, not blind
    long_baseline: int = 60  # points from which a baseline may hold an earlier incident
    rare_share: float = 0.03  # of its values at either end, which then do not widen the scale
    outage_share: float = 0.1  # of its values furthest off, of which several in a row are an earlier outage
    floor: float = 0.04  # of the level: a change of a few per cent of a constant series is not an incident
    available_floor: float = 0.005  # of what succeeds or is available: a few failures in a hundred are an incident
    floor_peak: float = 0.25  # of the peak, so that a series that is mostly zero has a scale too
    born_scale: float = 0.05  # of the new level: a series born from zero scores high but finite (z = 20)
    shrink: float = 3.0  # few baseline points make the scale wider: (1 + shrink / n)
    quiet_z: float = 3.0  # deviations below are ordinary
    clip_z: float = 8.0  # one wild point must not decide when it began
    drift_z: float = 1.0  # mean deviation a change must exceed to accumulate
    drift_share: float = 0.35  # of the level reached that counts as not yet begun
    top_rank: int = 3  # points a deviation needs: one or two bad points are not an incident,
    shortest_ns: int = 180 * SECOND  # unless so few of them already last as long as an incident does
    material_share: float = 0.1  # of the largest added waiting (or failing) from which a change matters in full
    immaterial: float = 0.25  # what is left of the surprise of a change that adds nothing
    unfelt: float = 0.1  # what is left of the surprise of what those that alerted do not feel
    full_share: float = 0.95  # of a limit that is the limit,
    full_before: float = 0.85  # when it was below this before,
    full_surprise: float = 1.5  # and how surprising that is at least
    gone_z: float = 5.0  # a gauge that is no longer measured: odd, and often only its sender's end
    most_surprise: float = 5.0  # a constant series that moves is not infinitely surprising
    heard_share: float = 0.5  # of a baseline in which a name was counted, from which no number is a zero
    near_points: int = 8  # of a long baseline that say how it was just before
    covered_share: float = 0.3  # of the most that is ever there at once, from which a time counts as watched
    settle_ns: int = 10 * SECOND  # before an onset that are never part of its baseline
    settled_share: float = 0.5  # of what was recorded before an onset that a baseline must hold
    pause_ns: int = 60 * SECOND  # without any record, from which nobody was watching,
    long_pause: float = 5.0  # when it is also so many times as long as nine in ten
    least_points: int = 4  # baseline points below which a series says nothing
    climb_points: int = 20  # points that make a line
    climb_explained: float = 0.9  # of a series' variance that a line explains when it climbs steadily
    climb_share: float = 0.25  # of where it began that it must have gained
    canary_points: int = 3  # times at which both versions were measured, that make a comparison
    # -- onset
    onset_series: int = 20  # strongest series that vote
    onset_candidates: int = 3  # a late onset is costly on short faults: carry several
    onset_apart_ns: int = 20 * SECOND  # candidates closer than this are one
    onset_least: int = 5  # points before and
    onset_spans: tuple[int, ...] = (4, 12, 40)  # points after that are compared: short faults and long ones
    onset_quiet: float = 0.25  # of the loudest series' support, below which a series has no vote
    onset_share: float = 0.6  # of the best candidate's support that another needs
    onset_lead_ns: int = 1800 * SECOND  # how long before the detection it may have begun
    onset_noticed_ns: int = 180 * SECOND  # within which most of what goes wrong is noticed; longer is less likely
    onset_past: int = 30  # earlier times from which it is known what is usual for a row,
    onset_usual_share: float = 0.98  # which is what this share of them does not exceed
    # -- spans
    span_shrink: float = 20.0  # spans at which half of the surprise is believed (square root)
    least_spans: int = 5  # on either side, below which nothing is said of a group
    least_ratio: float = 1.25  # slower by less than this is noise
    gap_callees: int = 3  # callees that a caller must be far from, for the distance to be its own
    gap_share: float = 0.6  # of all that it calls
    gap_alike: float = 0.4  # of the largest of its gaps that another must have
    error_share: float = 0.02  # of calls failing more than before that begins to matter
    call_wander: float = 0.01  # variance of calls for each request, as a share: traffic is never quite the same mix
    blamed_callers: float = 0.6  # share of a callee's callers refused that makes it the callee's fault
    # -- partners
    partner_least: int = 4  # counts before, below which nothing is said of a row
    partner_keeps: int = 3  # counts of a partner after, below which it has not gone on
    partner_misfit: float = 0.3  # of the chi-squared of independent counts that partners may differ by
    partner_wander: float = 0.1  # of the variance of independent counts that even the best partners have
    partner_quiet: float = 2.0  # mean deviations from all partners that are ordinary
    partner_more: float = 0.5  # coming more often than its partners is as often a retry as a fault
    # -- logs
    novel_bonus: float = 1.0  # a message never seen before
    error_weight: float = 1.0  # fatal and error lines
    warning_weight: float = 0.75  # warnings are often the first to tell, and often routine
    info_weight: float = 0.35  # routine lines appear and vanish with traffic and restarts
    mention_share: float = 0.25  # of a message's surprise that goes to the entity it names
    mention_unseen: float = 0.5  # to an entity that says nothing itself
    unseen_weight: float = 1.1  # of failed calls to an entity that no telemetry comes from: nobody else can tell
    # -- changes
    proximity_ns: int = 300 * SECOND  # a change this long before the onset counts 1/e
    known_ns: int = 1800 * SECOND  # the same when a diff tells what it does: rollouts and caches take their time
    slow_ns: int = 6 * 3600 * SECOND  # the same when what it does adds up: a leak, a table without a limit
    harmless: float = 0.1  # risk of a diff that breaks nothing: logs, looks, a patch of a dependency
    risky: float = 0.6  # risk from which a diff counts in full
    content_named: float = 0.6  # of what is left, for a change whose names are those that the failures name
    canary_near: float = 0.8  # nearness at least of the rollout of a version that does worse than the one beside it
    burdened: float = 0.8  # of the fit of a caller's change that asks more of the entity
    after_slack_ns: int = 15 * SECOND  # a change is logged when finished, a little after it took effect
    change_weight: float = 2.0  # surprise of a fitting change exactly at the onset
    content_unknown: float = 0.5  # a change whose content says nothing either way
    content_cosmetic: float = 0.1  # only texts, documents, tests
    content_other: float = 0.25  # content about something else
    no_kind: float = 0.5  # how well a diff fits where the evidence speaks of no kind of fault
    content_linked: float = 1.0  # content that could bring about exactly what is seen
    least_blame: float = 0.3  # nearness times fit below which a change is not blamed
    # -- fusion and propagation
    decay: float = 0.5  # of each further kind of evidence on the same entity
    kept: float = 0.35  # of a symptom that a callee's symptom of the same kind explains in full
    also_slow: float = 0.35  # of the alerting ones' failing, from which they count as slow, too
    not_slow: float = 0.5  # what is left of slowness elsewhere where they are not
    surge: float = 1.5  # times the traffic from which an entity is asked much more than before
    same_surge: float = 0.7  # of it at a caller, from which the caller passes it on
    driven: float = 0.5  # what is left of what is wrong with an entity whose callers pass a surge on
    support: float = 0.25  # of the callers' symptoms that speaks for a callee
    early_bonus: float = 0.15  # for beginning before everything else
    begun_share: float = 0.25  # of the strong observations that must have begun for the entity to have begun
    early_ns: int = 30 * SECOND  # how much later is clearly later
    unreached: float = 0.6  # of the score of an entity that no path leads from to a symptom
    # -- memory
    memory_least: float = 0.3  # likeness of a past case, below which it is no precedent
    memory_cap: float = 0.1  # of a suspect's own score that past cases may add: they break ties, no more
    # -- decision
    least_score: float = 2.0  # below: insufficient evidence
    confidence_scale: float = 3.0  # score at which 63 % of the possible confidence is reached
    confidence_share: tuple[float, float, float, float] = (0.45, 0.3, 0.15, 0.1)  # base, margin, diversity, path
    most_confidence: float = 0.95  # nobody who only read telemetry is certain
    confidence_map: tuple[tuple[float, float], ...] = _CALIBRATED  # raw confidence to the share of right answers
    blind_cost: float = 0.06  # of the highest confidence, for each kind of telemetry that could not be seen
    blind_stated: float = 0.25  # of that cost for what objects state: no series could take it back
    least_cap: float = 0.5  # even half blind, strong agreement of what is seen is worth something
    least_surprise: float = 0.35  # evidence weaker than this is not kept
    per_agent: int = 150  # evidence items an agent may return
    per_entity_kind: int = 3  # of the same kind on the same entity
    hypotheses: int = 5  # more than that nobody reads
    suspects: int = 10  # listed beside them, with what speaks for each
    weights: dict[str, float] = field(default_factory=lambda: dict(_WEIGHTS))


PARAMETERS = Parameters()


def digest() -> str:
    """What a report pins, so that it is known to come from the same numbers."""
    return sha256_hex({name: _plain(value) for name, value in asdict(PARAMETERS).items()})


def _plain(value: object) -> str:
    return repr(sorted(value.items()) if isinstance(value, dict) else value)

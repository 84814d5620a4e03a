import { describe, expect, it } from "vitest";
import type { Evidence, Report } from "../../api/shapes";
import { numbered } from "./evidence";
import { sentencesOf } from "./sentences";

const item = (id: string, text = id): Evidence => ({
  evidence_id: id,
  kind: "metric.latency",
  entity: "service:orders",
  presence: "found",
  text,
  onset: null,
  direction: "up",
  magnitude: 1,
  score: 1,
  query: { tool: "metrics.shift", arguments: {} },
  window: ["", ""],
  value: {},
  provenance: "structured",
});

const report = (ids: string[]): Report => ({
  case: { title: "", kind: "incident", severity: "high" },
  scope: { start: "", end: "", service: "", symptoms: [], onset: null, detected_at: "", baseline: [], exclude: [] },
  verdict: {
    status: "cause_found",
    summary: "",
    cause: {
      entity: "service:orders",
      onset: null,
      evidence_ids: ["c", "b"],
      kind: "",
      component: "",
      change: "",
      description: "",
    },
    first_failure: null,
    impact: [],
    confidence: 1,
    confidence_word: "high",
    next_step: "",
    checks: [],
    runbooks: [],
  },
  hypotheses: [
    {
      title: "",
      role: "cause",
      entity: "",
      kind: "",
      description: "",
      change_ref: "",
      component: "",
      confidence: 1,
      confidence_word: "high",
      score: 1,
      suggested_action: "",
      verification_steps: [],
      onset: null,
      evidence_ids: ["c"],
      against_ids: ["d"],
      explains: [],
      unexplained: [],
      path: [],
    },
  ],
  schema_version: "1",
  suspects: [],
  ruled_out: [],
  could_not_see: [],
  evidence: ids.map((id) => item(id)),
  agents: [],
  similar_cases: [],
  removed_in_review: [],
  timeline: [],
  pins: {},
});

describe("evidence", () => {
  it("is numbered in the order in which the verdict cites it, the rest after it", () => {
    const { items, of } = numbered(report(["a", "b", "c", "d"]));
    expect(items.map((one) => [one.evidence_id, one.number])).toEqual([
      ["c", 1],
      ["b", 2],
      ["d", 3],
      ["a", 4],
    ]);
    expect(items.filter((one) => one.contradicts).map((one) => one.evidence_id)).toEqual(["d"]);
    expect(of(["a", "c", "missing"])).toEqual([1, 4]);
  });
  it("is cited by the sentence that repeats its words", () => {
    const known = [
      { ...item("x", "Deploy of orders 1.18.4 (orders: fewer)"), number: 1, contradicts: false },
      { ...item("y", "wait_time p95 of orders rose from 4.75 ms to 2.32 s"), number: 2, contradicts: false },
    ];
    const found = sentencesOf(
      "Deploy of orders 1.18.4 at 23:04, when it began. wait_time p95 of orders rose from 4.75 ms to 2.32 s. Else.",
      known,
    );
    expect(found.map((one) => one.cites)).toEqual([[1], [2], []]);
    expect(found).toHaveLength(3);
  });
});

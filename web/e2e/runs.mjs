// Two runs of agents: one that says why it failed, with what nobody should run in its texts, and one that does not.
import { CORPUS } from "./corpus.mjs";

const AT = "2026-01-15T10:30:";
const step = (id, name, from, to, status, retries = 0) => ({
  step_id: id,
  name,
  status,
  retries,
  started_at: `${AT}${from}Z`,
  ended_at: `${AT}${to}Z`,
  input_summary: CORPUS[1],
  output_summary: CORPUS[9],
});

export const RUNS = [
  {
    run_id: "e2e-failed",
    agent_name: "support",
    agent_version: "2.1.0",
    model: "large",
    environment: "prod",
    started_at: `${AT}00Z`,
    ended_at: `${AT}45Z`,
    status: "failure",
    error_type: "ToolCallError",
    error_message: "A tool refused its arguments",
    steps: [
      step("s1", "Plan", "00", "05", "success"),
      step("s2", "Look the order up", "05", "15", "failure", 2),
      step("s3", "Write the answer", "15", "45", "failure"),
    ],
    tools: [
      {
        name: "orders.read",
        description: "An order",
        schema: {
          type: "object",
          required: ["customer_id", "number"],
          properties: { customer_id: { type: "string" }, number: { type: "string" } },
        },
      },
    ],
    tool_calls: [
      {
        call_id: "c1",
        step_id: "s2",
        tool_name: "orders.read",
        status: "failure",
        args_json: { number: CORPUS[0] },
        error_class: "ValidationError",
        error_message: "Missing required field: 'customer_id'",
        status_code: 400,
        latency_ms: 350,
      },
    ],
    cost: { tokens_prompt: 1250, tokens_completion: 380, total_cost_usd: 0.0245 },
  },
  {
    run_id: "e2e-quiet",
    agent_name: "batch",
    agent_version: "1.0.0",
    model: "small",
    started_at: `${AT}00Z`,
    ended_at: `${AT}30Z`,
    status: "failure",
    error_message: "Internal Server Error",
    steps: [step("s1", "Work", "00", "20", "success"), step("s2", "Finish", "20", "30", "success")],
    tool_calls: [],
  },
];

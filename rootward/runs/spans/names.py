"""Names: the one table of what vendors call the same thing on a span of an agent.

Read from: OpenTelemetry's GenAI semantic conventions (present and former names), OpenInference, Langfuse, Traceloop
(OpenLLMetry), MLflow, LangSmith, the Vercel AI SDK and MCP. A new emitter is a line here and nothing else. Where a span
says a thing in several ways, the name that stands first counts.
"""

from __future__ import annotations

from typing import Literal

__all__ = [
    "ALIASES", "ENTITY_INPUT", "EVENTS", "FIELDS", "GENERIC", "INDEXED", "KINDS", "MARKS", "PREPARES", "TIMED_OUT",
    "Field", "Kind",
]  # fmt: skip

Kind = Literal["step", "agent", "llm", "tool", "retrieval", "guardrail"]
Field = Literal[
    "agent", "agent_version", "model", "tool", "call_id", "arguments", "result", "input", "output", "messages_in",
    "messages_out", "system", "prompt_name", "prompt_version", "tokens_in", "tokens_out", "usage", "cost", "costs",
    "error_type", "exception_type", "error_message", "status_code", "finish", "documents", "document_count", "tools",
    "tool_schema", "tool_description", "environment", "conversation", "level", "triggered", "disposition",
    "entity_name", "resend",
]  # fmt: skip

KINDS: dict[str, dict[str, Kind]] = {
    "gen_ai.operation.name": {
        "invoke_agent": "agent", "chat": "llm", "generate_content": "llm", "text_completion": "llm",
        "embeddings": "llm", "retrieval": "retrieval", "execute_tool": "tool", "create_agent": "step",
        "invoke_workflow": "step", "plan": "step",
    },
    "openinference.span.kind": {
        "agent": "agent", "llm": "llm", "embedding": "llm", "tool": "tool", "retriever": "retrieval",
        "reranker": "step", "guardrail": "guardrail", "chain": "step", "evaluator": "step", "prompt": "step",
    },
    "langfuse.observation.type": {
        "agent": "agent", "generation": "llm", "embedding": "llm", "tool": "tool", "retriever": "retrieval",
        "guardrail": "guardrail", "chain": "step", "span": "step", "evaluator": "step", "event": "step",
    },
    "traceloop.span.kind": {"agent": "agent", "tool": "tool", "workflow": "step", "task": "step"},
    "mlflow.spanType": {
        "agent": "agent", "llm": "llm", "chat_model": "llm", "embedding": "llm", "tool": "tool",
        "retriever": "retrieval", "guardrail": "guardrail", "chain": "step", "workflow": "step", "task": "step",
        "parser": "step", "reranker": "step", "memory": "step", "evaluator": "step", "unknown": "step",
    },
    "langsmith.span.kind": {
        "llm": "llm", "embedding": "llm", "tool": "tool", "retriever": "retrieval", "chain": "step",
        "prompt": "step", "parser": "step",
    },
    "ai.operationId": {
        "ai.generatetext": "agent", "ai.streamtext": "agent", "ai.generateobject": "agent",
        "ai.streamobject": "agent", "ai.generatetext.dogenerate": "llm", "ai.streamtext.dostream": "llm",
        "ai.generateobject.dogenerate": "llm", "ai.streamobject.dostream": "llm", "ai.embed.doembed": "llm",
        "ai.embedmany.doembed": "llm", "ai.toolcall": "tool", "ai.embed": "step", "ai.embedmany": "step",
    },
    "llm.request.type": {"chat": "llm", "completion": "llm", "embedding": "llm", "rerank": "step"},
    "mcp.method.name": {"tools/call": "tool"},
    "gen_ai.span.kind": {
        "agent": "agent", "llm": "llm", "embedding": "llm", "tool": "tool", "retriever": "retrieval", "chain": "step",
        "task": "step", "workflow": "step",
    },
}  # fmt: skip
"""The attributes that say what a span is, and what their values (in lower case) mean; a value that is not here is a
step. The first attribute that says more than "step" counts."""

MARKS: dict[str, Kind] = {
    "gen_ai.request.model": "llm", "gen_ai.response.model": "llm", "gen_ai.tool.call.id": "tool",
    "gen_ai.tool.name": "tool", "llm.model_name": "llm", "ai.toolCall.name": "tool",
}  # fmt: skip
"""What makes a span one of an agent when none of `KINDS` is on it. Attributes that instrumentations hand down to
every span of a trace (conversation and session ids, an agent's name, `traceloop.workflow.name`) are not among them."""

FIELDS: dict[Field, tuple[str, ...]] = {
    "agent": ("gen_ai.agent.name", "agent.name", "agent_name", "graph.node.id", "ai.telemetry.functionId",
              "langgraph.node", "gen_ai.agent.id"),
    "agent_version": ("gen_ai.agent.version", "langfuse.release", "langfuse.version", "service.version"),
    "model": ("gen_ai.response.model", "gen_ai.request.model", "llm.model_name", "langfuse.observation.model.name",
              "mlflow.llm.model", "ai.response.model", "ai.model.id", "llm.response.model", "llm.request.model",
              "embedding.model_name", "reranker.model_name", "model_name"),
    "tool": ("gen_ai.tool.name", "tool.name", "ai.toolCall.name", "tool_call.function.name", "mcp.tool.name"),
    "call_id": ("gen_ai.tool.call.id", "tool_call.id", "ai.toolCall.id", "tool.id"),
    "arguments": ("gen_ai.tool.call.arguments", "gen_ai.tool.arguments", "ai.toolCall.args",
                  "tool_call.function.arguments", "tool_arguments"),
    "result": ("gen_ai.tool.call.result", "gen_ai.tool.result", "ai.toolCall.result", "tool_response"),
    "input": ("langfuse.observation.input", "input.value", "traceloop.entity.input", "mlflow.spanInputs",
              "langsmith.inputs", "gen_ai.entity.input", "gen_ai.retrieval.query.text", "retrieval.query", "ai.prompt",
              "langfuse.trace.input"),
    "output": ("langfuse.observation.output", "output.value", "traceloop.entity.output", "mlflow.spanOutputs",
               "langsmith.outputs", "gen_ai.entity.output", "ai.response.text", "ai.response.object", "final_result",
               "langfuse.trace.output"),
    "messages_in": ("gen_ai.input.messages", "gen_ai.prompt", "gen_ai.content.prompt", "ai.prompt.messages",
                    "llm.input_messages", "llm.prompts"),
    "messages_out": ("gen_ai.output.messages", "gen_ai.completion", "gen_ai.content.completion",
                     "llm.output_messages", "llm.completions"),
    "system": ("gen_ai.system_instructions", "gen_ai.request.instructions"),
    "prompt_name": ("gen_ai.prompt.name", "langfuse.observation.prompt.name", "traceloop.prompt.key",
                    "llm.prompt_template.template", "prompt.id"),
    "prompt_version": ("gen_ai.prompt.version", "langfuse.observation.prompt.version", "traceloop.prompt.version",
                       "llm.prompt_template.version"),
    "tokens_in": ("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens", "llm.token_count.prompt",
                  "llm.usage.prompt_tokens", "ai.usage.inputTokens", "ai.usage.promptTokens",
                  "gen_ai.aggregated_usage.input_tokens"),
    "tokens_out": ("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens", "llm.token_count.completion",
                   "llm.usage.completion_tokens", "ai.usage.outputTokens", "ai.usage.completionTokens",
                   "gen_ai.aggregated_usage.output_tokens"),
    "usage": ("langfuse.observation.usage_details", "mlflow.chat.tokenUsage", "langfuse.observation.usage"),
    "cost": ("gen_ai.usage.cost", "gen_ai.usage.total_cost", "llm.cost.total", "operation.cost"),
    "costs": ("langfuse.observation.cost_details", "mlflow.llm.cost"),
    "error_type": ("error.type",),
    "exception_type": ("exception.type",),
    "error_message": ("exception.message", "error.message", "langfuse.observation.status_message"),
    "status_code": ("http.response.status_code", "http.status_code", "gen_ai.response.status_code", "status_code"),
    "finish": ("gen_ai.response.finish_reasons", "gen_ai.response.finish_reason", "llm.finish_reason",
               "ai.response.finishReason", "ai.finishReason", "llm.response.finish_reason",
               "llm.response.stop_reason"),
    "documents": ("gen_ai.retrieval.documents", "retrieval.documents", "retrieval.document"),
    "document_count": ("db.response.returned_rows", "gen_ai.retrieval.documents.count"),
    "tools": ("gen_ai.tool.definitions", "gen_ai.request.tools", "mlflow.chat.tools", "ai.prompt.tools", "llm.tools",
              "model_request_parameters"),
    "tool_schema": ("tool.json_schema", "gen_ai.tool.parameters", "tool.parameters"),
    "tool_description": ("gen_ai.tool.description", "tool.description"),
    "environment": ("langfuse.environment", "deployment.environment.name", "deployment.environment"),
    "conversation": ("gen_ai.conversation.id", "langfuse.session.id", "session.id", "gen_ai.session.id",
                     "traceloop.association.properties.session_id", "langsmith.trace.session_id"),
    "level": ("langfuse.observation.level",),
    "triggered": ("gen_ai.guardrail.triggered", "guardrail.triggered", "guardrail.tripwire_triggered"),
    "disposition": ("gen_ai.agent.tool.disposition",),
    "entity_name": ("traceloop.entity.name", "mlflow.spanFunctionName"),
    "resend": ("http.request.resend_count",),
}  # fmt: skip
"""What a span can say, and the attributes that say it, the surest first. `tool.parameters` is the definition of a
tool's arguments in OpenInference, not what it was called with: that is `input.value`."""

INDEXED = (
    "gen_ai.prompt.", "gen_ai.completion.", "llm.input_messages.", "llm.output_messages.", "llm.request.functions.",
    "llm.tools.", "retrieval.documents.",
)  # fmt: skip
"""Lists that are flattened into attributes with a number (`gen_ai.completion.0.content`)."""

PREPARES = {"gen_ai.operation.name": "create_agent"}
"""What happens before any run: a trace of nothing else is none."""

GENERIC = ("agent", "")
"""Names of an agent that say nothing: the run is named after the outermost span instead."""

ENTITY_INPUT = ("kwargs", "inputs", "input", "args")
"""Under which members of a recorded input the arguments of a tool stand (Traceloop, LangChain)."""

EVENTS: dict[str, str] = {
    "gen_ai.system.message": "system", "gen_ai.user.message": "user", "gen_ai.assistant.message": "assistant",
    "gen_ai.tool.message": "tool", "gen_ai.choice": "assistant",
}  # fmt: skip
"""Span events that are one message each, and whose it is."""

TIMED_OUT = ("timeout", "timed_out", "timeouterror", "deadline_exceeded", "deadlineexceeded", "cancelled_by_timeout")
"""Error types that mean a timeout, in lower case: the type's last word is one of them or ends with one."""

ALIASES: dict[str, tuple[Field, int]] = {
    name: (field, place) for field, names in FIELDS.items() for place, name in enumerate(names)
}
"""An attribute's name: what it says, and how sure it is (0 is the surest)."""

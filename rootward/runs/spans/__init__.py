"""Spans of agents: one trace in any vendor's words becomes one agent run. The words are in `names`."""

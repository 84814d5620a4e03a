// A pack with a playbook for the recorded incident's kind of cause, so that every page has something to show.
export const PACK = `
name: repairs
version: "1"
requires: [sre]
repair:
  confidence: 0.7
playbooks:
  - name: restore the former pool size
    description: Takes the last change of the pool back and looks whether that held.
    conditions:
      match: {fault: "config.*", severity_in: [high, critical]}
      priority: 10
    steps:
      - name: ask the owner
        action: manual
        params: {text: "Ask the owner of {report.cause.name}"}
      - name: revert
        action: manual
        params: {text: "Release the former {report.cause.name}"}
    on_failure: stop
`;

/** The same with another step, which is asked of the gate. */
export const CHANGED_PACK = PACK.replace('version: "1"', 'version: "2"').replace(
  "    on_failure: stop",
  `      - name: tell the release service
        action: call_tool
        when: 'case.severity == "critical" || has(report.change)'
        params:
          tool_id: http.request
          payload: {method: POST, url: "https://deploys.example/rollback", body: {service: "{report.cause.name}"}}
    on_failure: roll_back`,
);

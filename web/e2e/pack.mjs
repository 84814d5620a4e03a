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

"""A domain and a tenant's own pack as exception platforms write them: what the tests of these forms share."""

from __future__ import annotations

from typing import Any

DOMAIN: dict[str, Any] = {
    "domainName": "ParcelDelivery",
    "entities": {
        "Parcel": {"attributes": {"parcelId": {"type": "string", "required": True}}, "relations": []},
        "Tour": {"attributes": {}, "relations": ["Parcel"]},
    },
    "exceptionTypes": {
        "PARCEL_LOST": {
            "description": "Nobody knows where it is.", "detectionRules": [],
            "severityRules": [
                {"condition": "rawPayload.value > 100 AND sourceSystem == 'hub'", "severity": "CRITICAL"},
            ],
        },
        "TOUR_LATE": {"description": "A tour is late.", "detectionRules": ["rawPayload.delayMinutes >= 30"]},
    },
    "severityRules": [
        {"condition": "exceptionType == 'PARCEL_LOST'", "severity": "HIGH"},
        {"condition": "exceptionType == \"TOUR_LATE\" && !(rawPayload.region == 'or AND not')", "severity": "LOW"},
    ],
    "tools": {
        "findParcel": {
            "description": "Where a parcel was seen last.", "endpoint": "https://api.example.com/parcels/find",
            "parameters": {"parcelId": {"type": "string", "required": True}}, "timeoutSeconds": 5, "maxRetries": 2,
        },
        "sendAgain": {
            "description": "Sends a parcel again.", "endpoint": "https://api.example.com/parcels/again",
            "parameters": {"parcelId": {"type": "string", "required": True}, "note": {"type": "string"}},
        },
    },
    "playbooks": [
        {"exceptionType": "PARCEL_LOST", "steps": [
            {"action": "Ask the last hub whether the parcel is there", "parameters": {"hub": "the last one"}},
            {"stepId": "again", "action": "sendAgain", "parameters": {"parcelId": "{exception.normalized_context.id}"}},
        ]},
    ],
    "guardrails": {"allowLists": [], "blockLists": ["burnParcel", 7], "humanApprovalThreshold": 0.8},
    "testSuites": [
        {"input": {"exceptionType": "PARCEL_LOST", "rawPayload": {"value": 500}, "sourceSystem": "hub"},
         "expectedOutput": {"exceptionType": "PARCEL_LOST", "severity": "CRITICAL"}},
        {"input": {"exceptionType": "PARCEL_LOST", "rawPayload": {}}, "expectedOutput": {"severity": "LOW"}},
        {"input": {"exceptionType": "UNHEARD_OF"}, "expectedOutput": {"severity": "HIGH"}},
    ],
}  # fmt: skip
TENANT: dict[str, Any] = {
    "tenantId": "TENANT_NORTH_1",
    "domainName": "ParcelDelivery",
    "customSeverityOverrides": [{"exceptionType": "TOUR_LATE", "severity": "MEDIUM"}],
    "customGuardrails": {"allowLists": [], "blockLists": [], "humanApprovalThreshold": 0.5},
    "approvedTools": ["findParcel", "sendAgain"],
    "toolOverrides": [{"toolName": "findParcel", "timeoutSeconds": 2.5, "maxRetries": 0}],
    "humanApprovalRules": [
        {"severity": "CRITICAL", "requireApproval": True},
        {"severity": "LOW", "requireApproval": False},
    ],
    "retentionPolicies": {"dataTTL": 30},
    "customPlaybooks": [
        {"exceptionType": "TOUR_LATE", "steps": [{"action": "Call the driver"}]},
    ],
    "embeddingConfig": {"provider": "x", "model": "y", "dimension": 3},
    "notificationPolicies": {
        "channels": ["email", "sms"], "recipientsByGroup": {"Dispatch": ["dispatch@example.com"]},
        "webhookUrls": ["https://hooks.example.com/1"], "smtpConfig": {"host": "mail.example.com"},
    },
}  # fmt: skip

// Written by scripts/client.mjs from the server's OpenAPI description: run `npm run client`.

type AnyJson = string | number | boolean | null | AnyJson[] | {
    [name: string]: AnyJson;
};
export interface paths {
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Events
         * @description Events in order of time; `start` inclusive, `end` exclusive (RFC 3339, or nanoseconds).
         */
        get: operations["list_events_api_v1_events_get"];
        put?: never;
        /**
         * Post Events
         * @description One canonical envelope, a JSON array of them, or NDJSON.
         *
         *     One event answers 202 with its id; a batch answers 200 with one result an item. A repeat is accepted as
         *     `duplicate`; the same `ingest_id` with another body is 409 (for one event) or `conflict` (in a batch).
         */
        post: operations["post_events_api_v1_events_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{event_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Event
         * @description By id or a unique beginning of it: the envelope as it is stored, when it came, and its marks.
         */
        get: operations["get_event_api_v1_events__event_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ingest/{source}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Webhook
         * @description `alertmanager`, `kubernetes`, `github`, or a source declared in a pack. What cannot be read is set aside.
         *
         *     With a GitHub secret configured every delivery must be signed with it, and a signed one needs no token.
         */
        post: operations["post_webhook_api_v1_ingest__source__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v2/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Alerts
         * @description Alertmanager's own input, so that Prometheus or a ruler can send here directly.
         */
        post: operations["post_alerts_api_v2_alerts_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/{signal}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Otlp
         * @description OTLP/HTTP traces, logs and metrics in protobuf or JSON, answered in the same encoding.
         */
        post: operations["post_otlp_v1__signal__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health
         * @description The process answers.
         */
        get: operations["health_health_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/db": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Health Db
         * @description The database answers.
         */
        get: operations["health_db_health_db_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ready
         * @description Ready to accept: the database answers and the writes that wait are few enough.
         */
        get: operations["ready_health_ready_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Scrape
         * @description Prometheus text format. The default tenant, which runs the installation, sees all of it; another tenant the
         *     series that carry its own name.
         */
        get: operations["scrape_metrics_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/pipeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Pipeline
         * @description The tenant's messages by the topic of their stage, the workers that hold its runs, and how much was ever taken
         *     in: two looks tell the rate.
         */
        get: operations["pipeline_api_v1_pipeline_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Cases
         * @description The newest first, or in another order; with counts by state, severity, kind, entity, owner, kind of cause,
         *     source and team where asked for. `assigned_to` is a person, `me`, or `-` for nobody; `team` owns what a case is
         *     about (`group:payments`), as the catalog or a pack says.
         */
        get: operations["list_cases_api_v1_cases_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{ref}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Case
         * @description By id, a unique beginning of it, or number (INC-7); with the newest report's verdict.
         */
        get: operations["get_case_api_v1_cases__ref__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{ref}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Timeline
         * @description What happened and what was done, in order of time, with the reason each event belongs to the case.
         *     `events=false` leaves the events out.
         */
        get: operations["get_timeline_api_v1_cases__ref__timeline_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{ref}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Events
         * @description The events of the case in full, in order of time.
         */
        get: operations["get_events_api_v1_cases__ref__events_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{ref}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Acknowledge */
        post: operations["acknowledge_api_v1_cases__ref__acknowledge_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{ref}/unacknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Unacknowledge */
        post: operations["unacknowledge_api_v1_cases__ref__unacknowledge_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{ref}/assign": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Assign
         * @description To a person, or with `to: null` to nobody.
         */
        post: operations["assign_api_v1_cases__ref__assign_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{ref}/comment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Comment
         * @description Onto the timeline, for everybody who works on the case, also after it has ended.
         */
        post: operations["comment_api_v1_cases__ref__comment_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{ref}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Snooze
         * @description Until a time: nothing is notified or investigated anew before it.
         */
        post: operations["snooze_api_v1_cases__ref__snooze_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{ref}/wake": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Wake */
        post: operations["wake_api_v1_cases__ref__wake_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{ref}/move": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Move
         * @description To another state; a transition that is not allowed answers 409 and names it.
         */
        post: operations["move_api_v1_cases__ref__move_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{ref}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resolve
         * @description As resolved; with what the cause was and what helped, it is found again when something like it happens.
         */
        post: operations["resolve_api_v1_cases__ref__resolve_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{ref}/cause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm
         * @description Confirm the report's cause of a resolved case (nothing said), or correct it.
         */
        post: operations["confirm_api_v1_cases__ref__cause_post"];
        /**
         * Forget
         * @description No longer find this case as a past one.
         */
        delete: operations["forget_api_v1_cases__ref__cause_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{ref}/merge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Merge Cases
         * @description Into the case named in `to`; this one ends as merged.
         */
        post: operations["merge_cases_api_v1_cases__ref__merge_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/{ref}/split": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Split Case
         * @description Events of the case, by id or by what they are about, as a case of their own, which is investigated. Merging it
         *     back undoes it.
         */
        post: operations["split_case_api_v1_cases__ref__split_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/cases/bulk": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change Many
         * @description One verb for up to 500 cases. Each is changed or refused for itself, with the same entry on its timeline as
         *     alone; the results stand in the order of the cases, a refusal with its status, code and sentence.
         */
        post: operations["change_many_api_v1_cases_bulk_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/case-pulses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Pulses
         * @description Events of each case in equal parts of the time from its first one until its end, or now; `case` is an id, and
         *     what is none is left out. Where they have very many events together, the largest have no counts.
         */
        get: operations["list_pulses_api_v1_case_pulses_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/case-views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Views
         * @description Shared ones and your own, by name.
         */
        get: operations["list_views_api_v1_case_views_get"];
        put?: never;
        /**
         * Create View
         * @description Keep filters under a name; sharing them needs `cases.write`.
         */
        post: operations["create_view_api_v1_case_views_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/case-views/{view_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Delete View */
        delete: operations["delete_view_api_v1_case_views__view_id__delete"];
        options?: never;
        head?: never;
        /**
         * Change View
         * @description Rename it, or keep other filters under its name; a shared one by who made it or who may change settings.
         */
        patch: operations["change_view_api_v1_case_views__view_id__patch"];
        trace?: never;
    };
    "/api/v1/names": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Names
         * @description Of people, programs and agents of the tenant, by id; who is not known here is called by the id itself.
         */
        get: operations["list_names_api_v1_names_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/investigate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Investigate
         * @description Queue an investigation. `wait` seconds: answer 200 with the report when it is done by then, else 202.
         */
        post: operations["investigate_api_v1_investigate_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/investigations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Investigations */
        get: operations["list_investigations_api_v1_investigations_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/investigations/{investigation_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Investigation
         * @description Its state and plan, its recorded steps and tool calls, and what each agent answered.
         */
        get: operations["get_investigation_api_v1_investigations__investigation_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/investigations/{investigation_id}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stream
         * @description Server-sent events: `snapshot` first (or what was missed since `Last-Event-ID`), then `progress`, and one `end`
         *     after which the client closes.
         */
        get: operations["stream_api_v1_investigations__investigation_id__stream_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/{report_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Report
         * @description By its id, its investigation's, or a unique beginning: the body byte for byte as it was hashed (`ETag` is its
         *     sha256), or as Markdown.
         */
        get: operations["get_report_api_v1_reports__report_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/{report_id}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Report Changes
         * @description What this report says differently from the report `since`.
         */
        get: operations["get_report_changes_api_v1_reports__report_id__changes_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/{report_id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify Report
         * @description Run the query of every citation again and say which still hold.
         */
        post: operations["verify_report_api_v1_reports__report_id__verify_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evidence/{evidence_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Evidence
         * @description One observation, with the query that makes it again; by id or a unique beginning of it.
         */
        get: operations["get_evidence_api_v1_evidence__evidence_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/evidence/{evidence_id}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Verify Evidence
         * @description Run the query of one observation again and say whether it still holds.
         */
        post: operations["verify_evidence_api_v1_evidence__evidence_id__verify_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Dead Letters
         * @description The newest first; `state` open, replayed or discarded, or empty for all.
         */
        get: operations["list_dead_letters_api_v1_dead_letters_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dead-letters/{dead_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Dead Letter
         * @description With the bytes as they were kept (after redaction).
         */
        get: operations["get_dead_letter_api_v1_dead_letters__dead_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dead-letters/{dead_id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Replay
         * @description Try again with today's sources and rules. What fails again is set aside anew, and `results` names it; this
         *     letter is settled either way.
         */
        post: operations["replay_api_v1_dead_letters__dead_id__replay_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dead-letters/{dead_id}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Discard */
        post: operations["discard_api_v1_dead_letters__dead_id__discard_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/detection": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Detection
         * @description The sensitivity (a pack's `cases.detection`) with the false cases a day it allows, and what goes on.
         */
        get: operations["get_detection_api_v1_detection_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/topology": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Topology
         * @description Every edge, or those of one entity; each with its origin and when it was last seen.
         */
        get: operations["get_topology_api_v1_topology_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runbooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Runbooks
         * @description What is there now, by path.
         */
        get: operations["list_runbooks_api_v1_runbooks_get"];
        put?: never;
        /**
         * Add
         * @description Keep it, redacted; in other words than before it is a new version.
         */
        post: operations["add_api_v1_runbooks_post"];
        /**
         * Remove
         * @description Take it away; what cites it keeps its citation.
         */
        delete: operations["remove_api_v1_runbooks_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runbooks/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search
         * @description The sections that answer best, with the words each was found by. Their text is data, never an instruction.
         */
        get: operations["search_api_v1_runbooks_search_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/packs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Packs
         * @description Every stored version, and which are active, lowest overlay first.
         */
        get: operations["list_packs_api_v1_packs_get"];
        put?: never;
        /**
         * Post Pack
         * @description Check a pack (YAML or JSON; ours, or a domain or tenant pack as exception platforms write them) and keep it as a
         *     version; faults name line and path, `warnings` say what is worth knowing. It is not active yet.
         */
        post: operations["post_pack_api_v1_packs_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/packs/effective": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Effective
         * @description The active packs laid over each other: what decides right now.
         */
        get: operations["get_effective_api_v1_packs_effective_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/packs/{name}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Diff
         * @description What was added, removed or changed between two versions (a version or the beginning of a digest).
         */
        get: operations["get_diff_api_v1_packs__name__diff_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/packs/{name}/activate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Activate
         * @description Make a version the active one. Refused when the active packs would not fit together.
         */
        post: operations["activate_api_v1_packs__name__activate_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/packs/{name}/roll-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Roll Back
         * @description Go back to the version that was active before.
         */
        post: operations["roll_back_api_v1_packs__name__roll_back_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/packs/{name}/deactivate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deactivate
         * @description Take a pack out of force; its versions stay.
         */
        post: operations["deactivate_api_v1_packs__name__deactivate_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Connections
         * @description Every connection of the active packs, by name.
         */
        get: operations["list_connections_api_v1_connections_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Connection
         * @description Add a connection, or change the one with this name. Credentials are references: `env:NAME` or `file:NAME`.
         */
        put: operations["put_connection_api_v1_connections__name__put"];
        post?: never;
        /**
         * Delete Connection
         * @description It is asked no more; what it answered before stays in the reports that cite it.
         */
        delete: operations["delete_connection_api_v1_connections__name__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{name}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try Connection
         * @description Ask it something small, and say what came of it.
         */
        post: operations["try_connection_api_v1_connections__name__test_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/actions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Actions
         * @description The newest first; `state` may name several, with commas.
         */
        get: operations["list_actions_api_v1_actions_get"];
        put?: never;
        /**
         * Post Action
         * @description Ask for an action. It passes the gate by itself; what it became stands at its address.
         *
         *     The same `Idempotency-Key` is the same action for ever; with other arguments it is refused.
         */
        post: operations["post_action_api_v1_actions_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/actions/{action_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Action
         * @description With what every guard said about it.
         */
        get: operations["get_action_api_v1_actions__action_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/actions/{action_id}/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resolve Action
         * @description Say how an action of unknown outcome ended. Only a person can, and it is on the record.
         */
        post: operations["resolve_action_api_v1_actions__action_id__resolve_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Policy
         * @description The rules and guardrails of the active packs together, as they decide now.
         */
        get: operations["get_policy_api_v1_policy_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/policy/simulate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Simulate Policy
         * @description What a pack (YAML or JSON), in the place of the active one of its name or over the active ones, would have
         *     decided about the actions of the last days. Nothing is changed.
         */
        post: operations["simulate_policy_api_v1_policy_simulate_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/whoami": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whoami
         * @description Whose token this is, and what its role may do.
         */
        get: operations["whoami_api_v1_whoami_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tokens
         * @description Every token of the tenant, without its secret.
         */
        get: operations["list_tokens_api_v1_tokens_get"];
        put?: never;
        /**
         * Create Token
         * @description A new token; `secret` is shown this once.
         */
        post: operations["create_token_api_v1_tokens_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{token_id}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate Token
         * @description A new secret; the old one is good for `grace_s` more seconds.
         */
        post: operations["rotate_token_api_v1_tokens__token_id__rotate_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{token_id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke Token
         * @description Ended at once; ending it again changes nothing.
         */
        post: operations["revoke_token_api_v1_tokens__token_id__revoke_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List Tenants */
        get: operations["list_tenants_api_v1_tenants_get"];
        put?: never;
        /**
         * Create Tenant
         * @description A new tenant with its first admin token, whose secret is shown this once.
         */
        post: operations["create_tenant_api_v1_tenants_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{tenant_id}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Suspend Tenant
         * @description Shut a tenant out until it is resumed; nothing is deleted.
         */
        post: operations["suspend_tenant_api_v1_tenants__tenant_id__suspend_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tenants/{tenant_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resume Tenant */
        post: operations["resume_tenant_api_v1_tenants__tenant_id__resume_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Settings
         * @description How many days the tenant's data is kept, and how much is let in.
         */
        get: operations["get_settings_api_v1_settings_get"];
        put?: never;
        /**
         * Change Settings
         * @description Change some of them; the others stay.
         */
        post: operations["change_settings_api_v1_settings_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Sources
         * @description When each source was last heard, and whether it is unusually silent.
         */
        get: operations["list_sources_api_v1_sources_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Search Audit
         * @description Entries, the newest first.
         */
        get: operations["search_audit_api_v1_audit_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Verify Audit
         * @description Check the log. `witness` is the text of a checkpoint that was kept elsewhere.
         */
        get: operations["verify_audit_api_v1_audit_verify_get"];
        put?: never;
        /**
         * Verify Audit Against
         * @description Check the log against witnesses and public keys that are too long for an address.
         */
        post: operations["verify_audit_against_api_v1_audit_verify_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Checkpoint
         * @description The signed checkpoint of the log, or the unsigned one while there is none of all of it: keep it elsewhere, and it
         *     is a witness.
         */
        get: operations["get_checkpoint_api_v1_audit_checkpoint_get"];
        put?: never;
        /**
         * Sign Checkpoint
         * @description Sign the log as it is now, tell the witnesses, and answer with the checkpoint.
         */
        post: operations["sign_checkpoint_api_v1_audit_checkpoint_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/receipt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Receipt
         * @description The entry's number above the signed checkpoint that covers it; to be printed and kept.
         */
        get: operations["get_receipt_api_v1_audit_receipt_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/witnesses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Witnesses
         * @description Who keeps copies of the checkpoints, and how far each is behind.
         */
        get: operations["list_witnesses_api_v1_audit_witnesses_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Keys
         * @description The public halves of every key that ever signed, the newest last.
         */
        get: operations["list_keys_api_v1_audit_keys_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/keys/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate Key
         * @description Sign with a new key from now on. The old one signs, as its last, the entry that names the new one.
         */
        post: operations["rotate_key_api_v1_audit_keys_rotate_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/prove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Prove Entry
         * @description That entry `seq` is in the log, or that the log of size `new` continues that of size `old`.
         */
        get: operations["prove_entry_api_v1_audit_prove_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export Audit
         * @description The signed checkpoints, every entry with its leaf, and the log's size and root, as JSON lines.
         */
        get: operations["export_audit_api_v1_audit_export_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/evidence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Evidence
         * @description A sample of what was done outside: who asked, who approved, exactly what, when, how it ended, and proofs.
         */
        get: operations["get_evidence_api_v1_audit_evidence_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/hash": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hash Value
         * @description What stands in an entry in the place of this secret, to search for it.
         */
        post: operations["hash_value_api_v1_audit_hash_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Roles
         * @description The permission table: what each role may do, and what each permission means.
         */
        get: operations["list_roles_api_v1_roles_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Logout
         * @description End the identity provider's token that this request came with.
         */
        post: operations["logout_api_v1_logout_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logged-out-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deny Token
         * @description Refuse somebody else's token of the identity provider, for as long as any can live.
         */
        post: operations["deny_token_api_v1_logged_out_tokens_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Approvals
         * @description What waits, the soonest to expire first. `mine` leaves what the caller may vote on; `unreviewed`, with an empty
         *     `state`, what was approved in an emergency and nobody has looked at.
         */
        get: operations["list_approvals_api_v1_approvals_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals/{approval_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Approval
         * @description The exact call and where each argument comes from, the rules that hold it, the dry run, the votes, and whether
         *     the caller may vote.
         */
        get: operations["get_approval_api_v1_approvals__approval_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals/{approval_id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve
         * @description Say yes to exactly what was shown.
         */
        post: operations["approve_api_v1_approvals__approval_id__approve_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals/{approval_id}/deny": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deny
         * @description Say no, with the reason: it ends the request.
         */
        post: operations["deny_api_v1_approvals__approval_id__deny_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals/{approval_id}/delegate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delegate
         * @description Let somebody else vote on this on your behalf.
         */
        post: operations["delegate_api_v1_approvals__approval_id__delegate_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals/{approval_id}/ask-changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask Changes
         * @description Say what would have to change; it goes on waiting.
         */
        post: operations["ask_changes_api_v1_approvals__approval_id__ask_changes_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals/{approval_id}/amend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Amend Call
         * @description Ask for the same call with other arguments: a new request under a new digest. This one is void.
         */
        post: operations["amend_call_api_v1_approvals__approval_id__amend_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals/{approval_id}/review": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Review
         * @description Acknowledge, with what you found, what somebody else approved alone in an emergency.
         */
        post: operations["review_api_v1_approvals__approval_id__review_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approvals/{approval_id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make Link
         * @description A signed single-use link to the confirmation of one vote, for a message. It is no right: who follows it has to be
         *     logged in and allowed to vote.
         */
        post: operations["make_link_api_v1_approvals__approval_id__links_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/approval-links/{link}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open Link
         * @description What the link asks to confirm. Nothing happens until it is confirmed by POST.
         */
        get: operations["open_link_api_v1_approval_links__link__get"];
        put?: never;
        /**
         * Confirm Link
         * @description Confirm the vote that the link was made for, as whoever is logged in; once.
         */
        post: operations["confirm_link_api_v1_approval_links__link__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/delegations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Delegations
         * @description Who votes on whose behalf now, the newest first; `ended` adds those that are over.
         */
        get: operations["list_delegations_api_v1_delegations_get"];
        put?: never;
        /**
         * Lend
         * @description Let somebody vote on your behalf on everything that you may vote on, for a time.
         */
        post: operations["lend_api_v1_delegations_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/delegations/{delegation_id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke
         * @description End it at once: yours, or anybody's for who manages roles. Ending it again changes nothing.
         */
        post: operations["revoke_api_v1_delegations__delegation_id__revoke_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Identities
         * @description Which principals are one person.
         */
        get: operations["list_identities_api_v1_identities_get"];
        put?: never;
        /**
         * Link Identities
         * @description Say that two principals are one person, who then counts once and never agrees to what any of them asked for.
         */
        post: operations["link_identities_api_v1_identities_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/identities/{principal_id}/unlink": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Unlink Identity
         * @description Say that a principal is not that person after all; nobody does so for themselves.
         */
        post: operations["unlink_identity_api_v1_identities__principal_id__unlink_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tools/{name}/execute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Execute
         * @description Ask for a tool to be called. It passes the gate by itself; the execution says what became of it.
         */
        post: operations["execute_api_tools__name__execute_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools/{name}/execute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Execute
         * @description Ask for a tool to be called. It passes the gate by itself; the execution says what became of it.
         */
        post: operations["execute_api_v1_tools__name__execute_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tools/executions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Executions
         * @description The newest first, by tool, exception, status and actor; of the newest five thousand.
         */
        get: operations["list_executions_api_tools_executions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools/executions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Executions
         * @description The newest first, by tool, exception, status and actor; of the newest five thousand.
         */
        get: operations["list_executions_api_v1_tools_executions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tools/executions/{execution_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Execution
         * @description One execution with what it was given and what it answered.
         */
        get: operations["get_execution_api_tools_executions__execution_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools/executions/{execution_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Execution
         * @description One execution with what it was given and what it answered.
         */
        get: operations["get_execution_api_v1_tools_executions__execution_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tools
         * @description Every tool of the tenant with what it declares and whether it can be called; `name` is a part of the name,
         *     `origin` builtin, plugin, pack or mcp.
         */
        get: operations["list_tools_api_v1_tools_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Tool
         * @description One tool, with the schema of its arguments.
         */
        get: operations["get_tool_api_v1_tools__name__get"];
        /**
         * Put Tool
         * @description Declare an HTTP tool of the tenant's own, or change the one with this name. Credentials are references.
         */
        put: operations["put_tool_api_v1_tools__name__put"];
        post?: never;
        /**
         * Delete Tool
         * @description Take a declared tool away; its versions stay in the history of the pack.
         */
        delete: operations["delete_tool_api_v1_tools__name__delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools/{name}/enablement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put Enablement
         * @description Enable or disable a tool for the tenant. Enabling pins what the tool is now.
         */
        put: operations["put_enablement_api_v1_tools__name__enablement_put"];
        post?: never;
        /**
         * Delete Enablement
         * @description Back to how the tool was declared.
         */
        delete: operations["delete_enablement_api_v1_tools__name__enablement_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools/{name}/pin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pin Tool
         * @description Hold the tool to what it is now: when it says something else later, nobody calls it.
         */
        post: operations["pin_tool_api_v1_tools__name__pin_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools/{name}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Approve Tool
         * @description End a quarantine: what the tool says now is what was looked at.
         */
        post: operations["approve_tool_api_v1_tools__name__approve_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tools/{name}/rehearse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rehearse Tool
         * @description Read with a tool that only reads; let any other one say what it would do. With what every guard says to it.
         */
        post: operations["rehearse_tool_api_v1_tools__name__rehearse_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tools": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Tools
         * @description Tools by scope, enablement, type and a part of the name.
         */
        get: operations["list_tools_api_tools_get"];
        put?: never;
        /**
         * Post Tool
         * @description Register an HTTP tool for the caller's tenant.
         */
        post: operations["post_tool_api_tools_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tools/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Tool
         * @description One tool with its definition.
         */
        get: operations["get_tool_api_tools__name__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/tools/{name}/enablement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Enablement
         * @description Whether a tool is enabled for the caller's tenant.
         */
        get: operations["get_enablement_api_tools__name__enablement_get"];
        /**
         * Put Enablement
         * @description Enable or disable a tool for the caller's tenant.
         */
        put: operations["put_enablement_api_tools__name__enablement_put"];
        post?: never;
        /**
         * Delete Enablement
         * @description Back to how the tool was declared.
         */
        delete: operations["delete_enablement_api_tools__name__enablement_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tool-servers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Servers
         * @description The servers that the packs declare, and when each was looked at.
         */
        get: operations["list_servers_api_v1_tool_servers_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tool-servers/{name}/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look At Server
         * @description Ask a server what it offers now. What was approved and says something else is in quarantine from then on.
         */
        post: operations["look_at_server_api_v1_tool_servers__name__look_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/budgets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Budgets
         * @description What is left of the tenant's budgets, of its agents' and its tools', or of one `scope` (`case:ID`); and every
         *     limit with who set it.
         */
        get: operations["get_budgets_api_v1_budgets_get"];
        /**
         * Put Budgets
         * @description Set limits of one's tenant in the place of the pack's; what is not named stays.
         */
        put: operations["put_budgets_api_v1_budgets_put"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Usage
         * @description Calls, failures, seconds, tokens and dollars from one day to another, both included, by day, month, agent, tool
         *     or case. The last 30 days, when nothing is said.
         */
        get: operations["get_usage_api_v1_usage_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/kill-switches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Kill Switches
         * @description Every kill switch of the tenant that there ever was, those that are engaged first.
         */
        get: operations["list_kill_switches_api_v1_kill_switches_get"];
        put?: never;
        /**
         * Engage Kill Switch
         * @description Stop effects at once: of the whole installation, one's tenant, an agent or a tool. Waits for no queue.
         */
        post: operations["engage_kill_switch_api_v1_kill_switches_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/kill-switches/{scope}/lift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Lift Kill Switch
         * @description Ask that effects may go on; another person confirms it within an hour.
         */
        post: operations["lift_kill_switch_api_v1_kill_switches__scope__lift_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/kill-switches/{scope}/confirm-lift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm Lift Of Kill Switch
         * @description Confirm what somebody else has asked: effects go on.
         */
        post: operations["confirm_lift_of_kill_switch_api_v1_kill_switches__scope__confirm_lift_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/playbooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Playbooks
         * @description Every playbook of the active packs.
         */
        get: operations["list_playbooks_api_v1_playbooks_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/playbooks/match": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Match Playbooks
         * @description Every playbook with the reasons for and against it for a case, the best first.
         */
        get: operations["match_playbooks_api_v1_playbooks_match_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/playbooks/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get Playbook */
        get: operations["get_playbook_api_v1_playbooks__name__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/playbooks/{name}/matches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Cases Of Playbook
         * @description The newest cases that are not over: whether the playbook fits each of them now, and why or why not.
         */
        get: operations["list_cases_of_playbook_api_v1_playbooks__name__matches_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/playbooks/{name}/standing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Standing
         * @description What came of its runs, and for which faults it is not proposed again.
         */
        get: operations["get_standing_api_v1_playbooks__name__standing_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/playbook-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Runs
         * @description The newest first.
         */
        get: operations["list_runs_api_v1_playbook_runs_get"];
        put?: never;
        /**
         * Start Playbook
         * @description Start a playbook for a case. What its steps do outside is asked of the gate, one by one.
         */
        post: operations["start_playbook_api_v1_playbook_runs_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/playbook-runs/{playbook_run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Run
         * @description A run with its steps, why it was chosen, and what was measured after it.
         */
        get: operations["get_run_api_v1_playbook_runs__playbook_run_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/playbook-runs/{playbook_run_id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start Run
         * @description Start what is proposed.
         */
        post: operations["start_run_api_v1_playbook_runs__playbook_run_id__start_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/playbook-runs/{playbook_run_id}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause Run
         * @description No further step begins.
         */
        post: operations["pause_run_api_v1_playbook_runs__playbook_run_id__pause_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/playbook-runs/{playbook_run_id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume Run
         * @description Go on where it was paused.
         */
        post: operations["resume_run_api_v1_playbook_runs__playbook_run_id__resume_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/playbook-runs/{playbook_run_id}/stop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop Run
         * @description End it; what it has asked for and has not begun is given up.
         */
        post: operations["stop_run_api_v1_playbook_runs__playbook_run_id__stop_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/playbook-runs/{playbook_run_id}/steps/{order}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete Step
         * @description Say that the step which waits for a person is done, or that it cannot be.
         */
        post: operations["complete_step_api_v1_playbook_runs__playbook_run_id__steps__order__complete_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/playbooks/{name}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Versions
         * @description Every stored version of a pack in which this playbook stands, the newest first.
         */
        get: operations["list_versions_api_v1_playbooks__name__versions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/playbooks/{name}/declaration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Declaration
         * @description The playbook as YAML, and where it comes from; without `version` the one that is in force, else the newest.
         */
        get: operations["get_declaration_api_v1_playbooks__name__declaration_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/playbooks/{name}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Playbook Diff
         * @description Two versions line by line, also of two packs.
         */
        get: operations["get_playbook_diff_api_v1_playbooks__name__diff_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/playbooks/{name}/rehearse": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rehearse Playbook
         * @description Go through the steps as things stand: every call is made ready, tried where its tool has a dry run, and shown to
         *     the gate; nothing is done or asked for.
         */
        post: operations["rehearse_playbook_api_v1_playbooks__name__rehearse_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tenants/{tenant_id}/packs/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Pack
         * @description Check a domain pack, or a tenant's policy pack, and keep it as a version. It is not active yet.
         */
        post: operations["post_pack_tenants__tenant_id__packs__kind__post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exceptions/{tenant_id}/{exception_id}/playbook/recalculate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Recalculate
         * @description Choose the playbook of an exception anew.
         */
        post: operations["recalculate_exceptions__tenant_id___exception_id__playbook_recalculate_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exceptions/{tenant_id}/{exception_id}/playbook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Playbook
         * @description The playbook of an exception, and how far each of its steps is.
         */
        get: operations["get_playbook_exceptions__tenant_id___exception_id__playbook_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/exceptions/{tenant_id}/{exception_id}/playbook/steps/{step_order}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete Step
         * @description Say that a step is done; the first one starts the playbook. What the platform does itself it does by then.
         */
        post: operations["complete_step_exceptions__tenant_id___exception_id__playbook_steps__step_order__complete_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent-runs/{run_id}/rca-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Rca Run
         * @description Ask why a run failed. Within ten minutes the same question is the same RCA run, unless the run was sent again.
         */
        post: operations["post_rca_run_agent_runs__run_id__rca_runs_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent-runs/rca-runs/{rca_run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Rca Run
         * @description How far an RCA run is, and its report when it is done.
         */
        get: operations["get_rca_run_agent_runs_rca_runs__rca_run_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rca-runs/{rca_run_id}/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Stream
         * @description Server-sent events: how it stands first, then each step, until it is done or has failed.
         */
        get: operations["stream_rca_runs__rca_run_id__stream_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post Agent Run
         * @description Send a run with its steps, tool calls and guardrail events; sent again with the same `run_id` it replaces what
         *     was sent before. With an ingest secret configured, `X-Ingest-Secret` or a token.
         */
        post: operations["post_agent_run_agent_runs_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent-runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Agent Run
         * @description A run with the numbers of its parts.
         */
        get: operations["get_agent_run_agent_runs__run_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/agent-runs/{run_id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Timeline
         * @description Steps, tool calls and guardrail events merged in the order in which they happened.
         */
        get: operations["get_timeline_agent_runs__run_id__timeline_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Overview
         * @description How the runs went that came within the last hours.
         */
        get: operations["get_overview_metrics_overview_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agent-runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Agent Runs
         * @description The newest first; `origin` sent, own, or empty for both.
         */
        get: operations["list_agent_runs_api_v1_agent_runs_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agent-runs/fleet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Fleet
         * @description How agents, versions, prompts and models do, what became worse and when, the tools that fail most, and failures
         *     that are alike; of runs that came within the last hours.
         */
        get: operations["get_fleet_api_v1_agent_runs_fleet_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agent-runs/clusters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Clusters
         * @description Failures that are alike, the most frequent first; with `new` only kinds that were never seen before.
         */
        get: operations["list_clusters_api_v1_agent_runs_clusters_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agent-runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Run
         * @description A run with everything that is known of it, and its timeline for replay.
         */
        get: operations["get_run_api_v1_agent_runs__run_id__get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agent-runs/{run_id}/diagnosis": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Diagnosis
         * @description What the run itself says of why it failed, computed as it is read: nothing is recorded, no case is opened. One
         *     of our own runs is read in the same way.
         */
        get: operations["get_diagnosis_api_v1_agent_runs__run_id__diagnosis_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agent-runs/{run_id}/diff": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Diff
         * @description What this run did differently from the run `since`.
         */
        get: operations["get_diff_api_v1_agent_runs__run_id__diff_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow
         * @description Server-sent events without end: `hello` first, or what was missed since `Last-Event-ID`; `reset` when that is too
         *     much to tell; then one `change` each.
         */
        get: operations["follow_api_v1_stream_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reports/{report_id}/signals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get Signals
         * @description The series of the strongest metric evidence of a report, round its onset, as the investigation read them.
         */
        get: operations["get_signals_api_v1_reports__report_id__signals_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recorded-incidents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Recorded
         * @description What can be loaded.
         */
        get: operations["list_recorded_api_v1_recorded_incidents_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/recorded-incidents/{name}/load": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Load Recorded
         * @description Read it as it was received; nothing of it has an effect before all of it is stored. Loading it again changes
         *     nothing. Only where one machine does everything: meanwhile nothing else is worked on.
         */
        post: operations["load_recorded_api_v1_recorded_incidents__name__load_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show
         * @description Who one is, where, and where else one may go. `person` is there for who signed in, not for a token.
         */
        get: operations["show_api_v1_session_get"];
        put?: never;
        /**
         * Begin
         * @description Keep the bearer token of this request in the browser; from now on its requests need no header.
         */
        post: operations["begin_api_v1_session_post"];
        /**
         * End
         * @description End the session. A token is only forgotten in this browser; it stays good.
         */
        delete: operations["end_api_v1_session_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Ways
         * @description How one may sign in here; this anybody may ask.
         */
        get: operations["ways_api_v1_session_ways_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign In
         * @description Sign in with an e-mail address and a password. Who fails too often has to wait, as Retry-After says.
         */
        post: operations["sign_in_api_v1_session_password_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/tenant": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Switch
         * @description Go to another of one's tenants, with a new session; the one before ends.
         */
        post: operations["switch_api_v1_session_tenant_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/explore/entities": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Entities
         * @description What can be explored: the entities of which anything is measured.
         */
        get: operations["list_entities_api_v1_explore_entities_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/explore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Explore
         * @description Metrics, log templates and events of one entity in [start, end); without a range the last hour.
         */
        get: operations["explore_api_v1_explore_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change Password
         * @description Change one's own password; one's other sessions end.
         */
        post: operations["change_password_api_v1_account_password_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Sessions
         * @description Where one is signed in; `current` is this one.
         */
        get: operations["list_sessions_api_v1_account_sessions_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/account/sessions/{session_id}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End Session
         * @description End one of one's own sessions.
         */
        post: operations["end_session_api_v1_account_sessions__session_id__end_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look
         * @description What an invitation is to. `known` says that the address is somebody's who has signed in before, and `signed_in`
         *     that this browser is theirs. Nothing is changed.
         */
        post: operations["look_api_v1_invitation_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitation/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept
         * @description Become a member, and be signed in there.
         */
        post: operations["accept_api_v1_invitation_accept_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look At Reset
         * @description Whose password a link sets. Nothing is changed.
         */
        post: operations["look_at_reset_api_v1_reset_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/reset/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set Password
         * @description Set another password; every session of the person ends, and one signs in with it then.
         */
        post: operations["set_password_api_v1_reset_accept_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Members
         * @description Who belongs to the tenant, in which role.
         */
        get: operations["list_members_api_v1_members_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members/{person_id}/role": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change Role
         * @description Give a member another role. Nobody changes their own, and the last administrator stays one.
         */
        post: operations["change_role_api_v1_members__person_id__role_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members/{person_id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable Member
         * @description Shut a member out of this tenant at once, until somebody lets them in again.
         */
        post: operations["disable_member_api_v1_members__person_id__disable_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members/{person_id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enable Member */
        post: operations["enable_member_api_v1_members__person_id__enable_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members/{person_id}/remove": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Remove Member
         * @description End a membership; sessions in this tenant and tokens of the member end with it.
         */
        post: operations["remove_member_api_v1_members__person_id__remove_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/members/{person_id}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset Member
         * @description A link by which the member sets another password, shown this once and good for a day. For a member who is known
         *     in another tenant too, only who looks after people everywhere makes one.
         */
        post: operations["reset_member_api_v1_members__person_id__reset_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List Invitations
         * @description Those that are open.
         */
        get: operations["list_invitations_api_v1_invitations_get"];
        put?: never;
        /**
         * Invite
         * @description Invite a person; `link` is shown this once and good for a week. An earlier one for the address ends.
         */
        post: operations["invite_api_v1_invitations_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/invitations/{invitation_id}/revoke": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Revoke Invitation
         * @description The link is good for nothing from now on.
         */
        post: operations["revoke_invitation_api_v1_invitations__invitation_id__revoke_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List People
         * @description Everybody who may sign in, and to which tenants they belong.
         */
        get: operations["list_people_api_v1_people_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{person_id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable Person
         * @description Shut a person out of every tenant at once; their tokens there end.
         */
        post: operations["disable_person_api_v1_people__person_id__disable_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{person_id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Enable Person */
        post: operations["enable_person_api_v1_people__person_id__enable_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/people/{person_id}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset Person
         * @description A link by which the person sets another password, shown this once and good for a day.
         */
        post: operations["reset_person_api_v1_people__person_id__reset_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/oidc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin
         * @description Begin; `url` is where the browser goes now.
         */
        post: operations["begin_api_v1_session_oidc_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session/oidc/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Come Back
         * @description Where the provider sends the browser. It is signed in and goes on, or is told on the login page why not.
         */
        get: operations["come_back_api_v1_session_oidc_callback_get"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/redaction/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try Redaction
         * @description A text as it would be stored, with each secret replaced by a word for what it was.
         */
        post: operations["try_redaction_api_v1_redaction_try_post"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A single event was kept, or was there already (`duplicate`). */
        Accepted: {
            id: string;
            index: number;
            ingest_id: string;
            reason?: string;
            /** @enum {unknown} */
            status: "accepted" | "duplicate";
        };
        /** @description `provenance` says of arguments, by JSON pointer, where their values came from. */
        Action: {
            action_id: string;
            approval_id: string | null;
            args_sha256: string;
            arguments: {
                [key: string]: components["schemas"]["Json"];
            };
            attempts: number;
            case_id: string | null;
            confidence: number | null;
            cost_usd: number;
            created_at: string;
            decision: components["schemas"]["Decision"] | null;
            dry_run: components["schemas"]["KeptDryRun"] | null;
            effect: string;
            ended_at: string | null;
            error_class: string | null;
            error_message: string | null;
            idempotency_key: string;
            policy_sha256: string | null;
            provenance: {
                [key: string]: string[];
            };
            reason: string;
            requester: components["schemas"]["Requester"];
            resolved_by: string | null;
            result: {
                [key: string]: components["schemas"]["Json"];
            } | null;
            result_sha256: string;
            result_summary: string;
            risk: string;
            rollback: string;
            run_id: string | null;
            started_at: string | null;
            /** @enum {unknown} */
            state: "denied" | "failed" | "held" | "requested" | "running" | "succeeded" | "unknown";
            status_code: number | null;
            step_id: string | null;
            targets: string[];
            tool: string;
            tool_version: string;
        };
        ActionItem: {
            action_id: string;
            description: string;
            due_in_days: number | null;
            owner: string | null;
            priority: string;
            title: string;
            type: string;
        };
        ActionPage: {
            items: components["schemas"]["Action"][];
            next: string | null;
        };
        /** @description What one agent found, and why it was asked. */
        AgentAnswer: {
            agent: string;
            artifacts: components["schemas"]["Artifact"][];
            findings: components["schemas"]["Finding"][];
            reason: string;
        };
        AgentResult: {
            agent: string;
            artifacts: components["schemas"]["Artifact"][];
            blind: components["schemas"]["Unseen"][];
            cost: {
                [key: string]: number;
            };
            findings: components["schemas"]["Finding"][];
            latency_ms: number;
        };
        /** @description One step or call of two runs; `ids` is the one before and the one after. */
        Aligned: {
            differences: {
                [key: string]: components["schemas"]["Json"];
            };
            ids: (string | null)[];
            name: string;
            /** @enum {unknown} */
            verdict: "added" | "changed" | "removed" | "same";
        };
        Alive: {
            service: string;
            /** @enum {unknown} */
            status: "ok";
            version: string;
        };
        AllowList: {
            agents: string[];
            name: string;
            targets: string[];
            tools: string[];
            width: number;
        };
        /**
         * Amended
         * @description The whole arguments, as they should be; `digest` is the one that was shown.
         */
        Amended: {
            /** Digest */
            digest: string;
            /** Arguments */
            arguments: {
                [key: string]: unknown;
            };
            /** Reason */
            reason: string;
        };
        /** @description The action that takes the place of the one whose approval was amended. */
        AmendedCall: {
            action_id: string;
            path: string;
            replaces: string;
        };
        Anomaly: {
            entity: string;
            found: string;
            since: string;
        };
        /** @description Everything a careful approver needs; `exact` is what the digest is of. */
        ApprovalCard: {
            action_id: string;
            approval_id: string;
            arguments: components["schemas"]["Argument"][];
            break_glass: boolean;
            case_id: string | null;
            command: string;
            confidence: number | null;
            consumed_at: string | null;
            created_at: string;
            decided_at: string | null;
            digest: string;
            dry_run: components["schemas"]["ShownDryRun"] | null;
            due_at: string;
            effect: string;
            ended_why: string | null;
            exact: {
                [key: string]: components["schemas"]["Json"];
            };
            expires_at: string;
            expires_in_s: number;
            hash: string;
            hosts: string[];
            irreversible: boolean;
            may_vote: boolean;
            most: components["schemas"]["Most"];
            people: number;
            policy: components["schemas"]["HeldBy"];
            quorum: components["schemas"]["People"];
            reason: string;
            remarks: components["schemas"]["Remarked"][];
            replaces: string | null;
            requester: components["schemas"]["Asker"];
            review_comment: string | null;
            review_due_at: string | null;
            reviewed_at: string | null;
            reviewed_by: string | null;
            risk: string;
            rollback: string;
            run_id: string | null;
            schema_hash: string;
            /** @enum {unknown} */
            state: "approved" | "consumed" | "denied" | "expired" | "pending" | "void";
            step_id: string | null;
            targets: string[];
            tool: string;
            tool_version: string;
            votes: components["schemas"]["ShownVote"][];
            warnings: string[];
            why_held: string;
            why_not: string | null;
        };
        /** @description `digest` is of the exact call; `hash` its beginning, which a person compares. */
        ApprovalLine: {
            action_id: string;
            approval_id: string;
            break_glass: boolean;
            case_id: string | null;
            created_at: string;
            digest: string;
            due_at: string;
            expires_at: string;
            expires_in_s: number;
            hash: string;
            quorum: components["schemas"]["People"];
            reason: string;
            requester: components["schemas"]["Asker"];
            review_due_at: string | null;
            reviewed_at: string | null;
            risk: string;
            /** @enum {unknown} */
            state: "approved" | "consumed" | "denied" | "expired" | "pending" | "void";
            targets: string[];
            tool: string;
            why_held: string;
        };
        /** @description A signed link to the confirmation of one vote, and the page that shows it. */
        ApprovalLink: {
            link: string;
            page: string;
            path: string;
        };
        ApprovalNeed: {
            due: string;
            expires: string;
            people: number;
            roles: string[];
        };
        ApprovalPage: {
            items: components["schemas"]["ApprovalLine"][];
            next: string | null;
        };
        /**
         * @description One value of the call, where it comes from, and which of these origins deserve no trust. Where somebody amended
         *         the call: how it was `before`, or that it was `added` or is `gone`.
         */
        Argument: {
            /** @enum {unknown} */
            added?: true;
            before?: string;
            /** @enum {unknown} */
            gone?: true;
            origins: string[];
            pointer: string;
            sensitive: boolean;
            shown: string;
            untrusted: string[];
            value: components["schemas"]["Json"];
        };
        Artifact: {
            ref: string;
            type: string;
        };
        /**
         * Ask
         * @description One exact thing to be done. `provenance` says of arguments, by JSON pointer, where their values came from.
         */
        Ask: {
            /** Tool */
            tool: string;
            /** Arguments */
            arguments?: {
                [key: string]: unknown;
            };
            /** Reason */
            reason: string;
            /**
             * Case
             * @description number or id of the case that it is for
             * @default
             */
            case: string;
            /** Provenance */
            provenance?: {
                [key: string]: ("operator" | "config" | "pack" | "telemetry" | "free_text" | "retrieved" | "model")[];
            };
            /**
             * On Behalf Of
             * @description for agents: the principal who started it
             * @default
             */
            on_behalf_of: string;
        };
        Asked: {
            case_id: string;
            investigation_id: string;
            /** @enum {unknown} */
            status: "queued";
        };
        /** @description Who asks for it: a person, or an agent and for whom. */
        Asker: {
            agent: string | null;
            auth: string;
            id: string;
            kind: string;
            name: string;
            on_behalf_of: string | null;
            role: string;
        };
        AuditActor: {
            auth: string;
            id: string;
            kind: string;
        };
        /** @description An entry as it lies in the log. */
        AuditEntry: {
            action: string;
            actor: components["schemas"]["AuditActor"];
            approval_ids: string[];
            approvers: string[];
            args_sha256: string | null;
            budget_after: {
                [key: string]: components["schemas"]["Json"];
            } | null;
            budget_before: {
                [key: string]: components["schemas"]["Json"];
            } | null;
            commitments: {
                [key: string]: string;
            };
            decision: string | null;
            entry_id: string;
            facts: {
                [key: string]: components["schemas"]["Json"];
            };
            idempotency_key: string | null;
            intent: string | null;
            log_id: string;
            on_behalf_of: string | null;
            outcome: string | null;
            policy_sha256: string | null;
            provenance: string[];
            reason: string | null;
            resource: string;
            result_sha256: string | null;
            risk: string | null;
            rule_ids: string[];
            seq: number;
            tenant: string;
            tool: string | null;
            tool_schema: string | null;
            trace_id: string | null;
            ts: string;
            v: number;
        };
        AuditEvidence: {
            checkpoint: string | null;
            items: components["schemas"]["SampledIntent"][];
            population: number;
            sample: number;
            seed: string;
            tenant: string;
        };
        AuditKey: {
            key_id: string;
            public: string;
            signs: boolean;
            since: string;
        };
        AuditKeyList: {
            items: components["schemas"]["AuditKey"][];
        };
        /** @description `next` is the number before which the older ones stand. */
        AuditPage: {
            items: components["schemas"]["AuditEntry"][];
            next: number | null;
        };
        /** @description `origin` says who set it. */
        BudgetLimit: {
            limit: number;
            origin: string;
            per: string;
            scope: string;
            /** @enum {unknown} */
            unit: "calls" | "concurrency" | "investigations" | "investigations_at_once" | "seconds" | "tokens" | "usd";
        };
        /** @description What is left of one budget in its present period, and when some of it is free again. */
        BudgetRoom: {
            frees_at: string | null;
            left: number;
            limit: number;
            per: string;
            period: string;
            reserved: number;
            scope: string;
            /** @enum {unknown} */
            unit: "calls" | "concurrency" | "investigations" | "investigations_at_once" | "seconds" | "tokens" | "usd";
            used: number;
        };
        Budgets: {
            items: components["schemas"]["BudgetRoom"][];
            limits: components["schemas"]["BudgetLimit"][];
        };
        BulkAnswer: {
            counts: components["schemas"]["BulkCounts"];
            items: components["schemas"]["BulkResult"][];
        };
        BulkCounts: {
            changed: number;
            refused: number;
        };
        /** @description What became of one case: changed, with the `case`; or refused, with why. */
        BulkResult: {
            case?: components["schemas"]["Case"];
            code?: string;
            detail?: string;
            field?: string;
            ref: string;
            /** @enum {unknown} */
            result: "changed" | "refused";
            status?: number;
            transition?: components["schemas"]["Json"];
            value?: components["schemas"]["Json"];
        };
        /**
         * @description `entity` is a canonical reference or ''; `seq` the number of its last change; `cause` the newest report in one
         *         line, `affected` how many entities it names; `source` where the event that opened it came from.
         */
        Case: {
            acknowledged_at: string | null;
            acknowledged_by: string | null;
            affected: number | null;
            assigned_to: string | null;
            case_id: string;
            cause: string | null;
            cause_kind: string | null;
            confidence: number | null;
            entity: string;
            event_count: number;
            first_event_ts: string;
            flaps: number;
            /** @enum {unknown} */
            kind: "agent_run" | "exception" | "incident" | "request";
            last_event_ts: string;
            merged_into: string | null;
            number: string;
            opened_at: string;
            recurrence_of: string | null;
            report_id: string | null;
            resolved_at: string | null;
            seq: number;
            /** @enum {unknown} */
            severity: "critical" | "high" | "info" | "low" | "medium";
            snoozed_until: string | null;
            source: string | null;
            split_from: string | null;
            /** @enum {unknown} */
            state: "awaiting_approval" | "closed" | "diagnosed" | "investigating" | "merged" | "open" | "repairing" | "resolved" | "verifying";
            title: string;
            updated_at: string;
        };
        /** @description Filters and order of the list of cases, by its own names; what is left out does not filter. */
        CaseFilters: {
            active?: boolean;
            assigned_to?: string;
            cause?: string[];
            entity?: string;
            kind?: ("agent_run" | "exception" | "incident" | "request")[];
            severity?: ("critical" | "high" | "info" | "low" | "medium")[];
            /** @enum {unknown} */
            sort?: "newest" | "severity" | "updated";
            source?: string[];
            state?: ("awaiting_approval" | "closed" | "diagnosed" | "investigating" | "merged" | "open" | "repairing" | "resolved" | "verifying")[];
            team?: string[];
            text?: string;
        };
        CasePage: {
            facets?: components["schemas"]["Facets"];
            items: components["schemas"]["Case"][];
            next: string | null;
        };
        /** @description With the verdict of its newest report. */
        CaseRead: {
            acknowledged_at: string | null;
            acknowledged_by: string | null;
            affected: number | null;
            assigned_to: string | null;
            case_id: string;
            cause: string | null;
            cause_kind: string | null;
            confidence: number | null;
            entity: string;
            event_count: number;
            first_event_ts: string;
            flaps: number;
            /** @enum {unknown} */
            kind: "agent_run" | "exception" | "incident" | "request";
            last_event_ts: string;
            merged_into: string | null;
            number: string;
            opened_at: string;
            recurrence_of: string | null;
            report_id: string | null;
            resolved_at: string | null;
            seq: number;
            /** @enum {unknown} */
            severity: "critical" | "high" | "info" | "low" | "medium";
            snoozed_until: string | null;
            source: string | null;
            split_from: string | null;
            /** @enum {unknown} */
            state: "awaiting_approval" | "closed" | "diagnosed" | "investigating" | "merged" | "open" | "repairing" | "resolved" | "verifying";
            title: string;
            updated_at: string;
            verdict: components["schemas"]["Verdict"] | null;
        };
        /** @description Filters that are kept under a name. */
        CaseView: {
            created_at: string;
            created_by: string;
            name: string;
            shared: boolean;
            updated_at: string;
            view_id: string;
            wanted: components["schemas"]["CaseFilters"];
        };
        CaseViewList: {
            items: components["schemas"]["CaseView"][];
        };
        /**
         * Cause
         * @description What the cause was and what helped; what is left out is taken from the report.
         */
        Cause: {
            /**
             * Cause
             * @default
             */
            cause: string;
            /**
             * Entity
             * @default
             */
            entity: string;
            /**
             * Kind
             * @default
             */
            kind: string;
            /**
             * Fixed By
             * @default
             */
            fixed_by: string;
            /**
             * Reason
             * @default
             */
            reason: string;
        };
        /**
         * Change
         * @description What is left out stays as it is.
         */
        Change: {
            /** Name */
            name?: string | null;
            wanted?: components["schemas"]["rootward__api__case_views__Wanted"] | null;
        };
        ChangedClaim: {
            change_ref: string | null;
            confidence: number;
            confidence_before: number;
            entity: string;
            kind: string;
            title: string;
        };
        ChangedPath: {
            after: components["schemas"]["Json"];
            before: components["schemas"]["Json"];
            path: string;
        };
        /** Changing */
        Changing: {
            /** Old */
            old: string;
            /** New */
            new: string;
        };
        /**
         * Check
         * @description What to verify. `witness` are checkpoints or receipts that were kept elsewhere, `pubkey` lines of public keys.
         */
        Check: {
            /**
             * From Seq
             * @default 1
             */
            from_seq: number;
            /** To Seq */
            to_seq?: number | null;
            /**
             * Witness
             * @default
             */
            witness: string;
            /**
             * Pubkey
             * @default
             */
            pubkey: string;
        };
        /** @description Why a playbook was chosen, by whom, and how the others were judged. */
        Chosen: {
            blocked: string;
            chosen_by: string;
            matches: boolean;
            others: components["schemas"]["Judged"][];
            playbook: string;
            priority: number;
            reasons: components["schemas"]["MatchReason"][];
            summary: string;
            version: number | string;
        };
        /** @description What a statement rests on. */
        Cite: {
            /** @enum {unknown} */
            kind: "guardrail" | "history" | "run" | "step" | "tool_call";
            ref_id: string;
            why: string;
        };
        Claim: {
            change_ref: string | null;
            confidence: number;
            entity: string;
            kind: string;
            title: string;
        };
        ClusterPage: {
            items: components["schemas"]["FailureCluster"][];
            next: string | null;
        };
        /**
         * Completion
         * @description Who did it is the caller; whom the caller names stands in the note.
         */
        Completion: {
            /**
             * Actortype
             * @default human
             * @enum {string}
             */
            actorType: "human" | "agent" | "system";
            /**
             * Actorid
             * @default
             */
            actorId: string;
            /** Notes */
            notes?: string | null;
        };
        Conditions: {
            match: components["schemas"]["PlaybookMatch"];
            priority: number;
        };
        Confirm: {
            /** @enum {unknown} */
            method: "POST";
            path: string;
        };
        /** @description A live source or service; what was left to the defaults is left out. Secrets are references. */
        Connection: {
            authority?: string;
            headers?: {
                [key: string]: string;
            };
            /** @enum {unknown} */
            kind: "github" | "http" | "jira" | "kubernetes" | "prometheus" | "slack" | "smtp" | "webhook";
            labels?: {
                [key: string]: string[];
            };
            metrics?: string[];
            name: string;
            password?: string;
            resolution?: string;
            secret?: string;
            select?: string[];
            sender?: string;
            timeout?: string;
            token?: string;
            url: string;
            username?: string;
        };
        ConnectionList: {
            items: components["schemas"]["Connection"][];
        };
        ConnectionTried: {
            answers: boolean;
            detail: string;
            found: {
                [key: string]: components["schemas"]["Json"];
            };
            /** @enum {unknown} */
            kind: "github" | "http" | "jira" | "kubernetes" | "prometheus" | "slack" | "smtp" | "webhook";
            name: string;
            presence: components["schemas"]["Presence"];
        };
        /** @description That the log of the new size continues that of the old one. */
        ConsistencyProof: {
            /** @enum {unknown} */
            kind: "consistency";
            new_root: string;
            new_size: number;
            old_root: string;
            old_size: number;
            origin: string;
            path: string[];
        };
        /** @description What could not be read, or worked on, with the reason. */
        DeadLetter: {
            attempts: number;
            bytes: number;
            field: string | null;
            id: string;
            /** @enum {unknown} */
            kind: "ingest" | "message";
            reason: string;
            received_at: string;
            settled_by: string | null;
            source: string;
            /** @enum {unknown} */
            state: "discarded" | "open" | "replayed";
        };
        DeadLetterPage: {
            items: components["schemas"]["DeadLetter"][];
            next: string | null;
        };
        /** @description With the bytes as they were kept. */
        DeadLetterRead: {
            attempts: number;
            bytes: number;
            field: string | null;
            headers: {
                [key: string]: string;
            };
            id: string;
            /** @enum {unknown} */
            kind: "ingest" | "message";
            raw: string;
            reason: string;
            received_at: string;
            settled_by: string | null;
            source: string;
            /** @enum {unknown} */
            state: "discarded" | "open" | "replayed";
        };
        /** @description A version, prompt or model whose runs cost more in one figure than those before it. */
        Dearer: {
            adjusted_p: number;
            agent: string;
            before: string[];
            figure: string;
            first_at: string;
            is_regression: boolean;
            median: number;
            median_before: number;
            p: number;
            runs: number;
            runs_before: number;
            value: string;
            what: string;
        };
        Decision: {
            answer: string;
            guard: string;
            policy_sha256: string;
            quorum: components["schemas"]["Quorum"] | null;
            reason: string;
            rule_ids: string[];
            words: components["schemas"]["Word"][];
        };
        /** @description Without an approval it is for everything that the one who delegates may vote on. */
        Delegation: {
            approval_id: string | null;
            created_at: string;
            delegation_id: string;
            from_name: string;
            from_principal: string;
            reason: string;
            revoked_at: string | null;
            to_name: string;
            to_principal: string;
            until: string;
        };
        DelegationList: {
            items: components["schemas"]["Delegation"][];
        };
        /** @description What is watched, how far it has been evaluated, and what is unusual now. */
        Detection: {
            active: components["schemas"]["Anomaly"][];
            entities: number;
            evaluated_until: string | null;
            false_cases_a_day: number;
            sensitivity: string;
            series: number;
        };
        /** @description Why a run failed, the decisive cause first; `insufficient` says why nothing is claimed. */
        Diagnosis: {
            category: string;
            causes: components["schemas"]["RunCause"][];
            decisive_step: string | null;
            insufficient: string | null;
            missing: string[];
            origin: string;
            responsible_agent: string | null;
            run_id: string;
            subcategory: string;
        };
        /** @description `before` and `after` are its numbers in the two texts, null on the side where it is not. */
        DiffLine: {
            after: number | null;
            before: number | null;
            /** @enum {unknown} */
            kind: "added" | "removed" | "same";
            text: string;
        };
        /** @description A named item, or a setting with what is beneath it, as YAML, line by line. */
        DiffPart: {
            lines: components["schemas"]["DiffLine"][];
            path: string;
        };
        /** @description An action that the rules would have decided otherwise; `people` before and after. */
        Differs: {
            action_id: string;
            /** @enum {unknown} */
            after: "allow" | "deny" | "hold";
            after_why: string;
            /** @enum {unknown} */
            before: "allow" | "deny" | "hold";
            before_why: string;
            created_at: string;
            people: number[];
            rule_ids: string[];
            targets: string[];
            tool: string;
        };
        /** @description What a person said of a step. */
        Done: {
            at: string;
            by: string;
            failed: boolean;
            notes: string;
        };
        Edge: {
            dst: string;
            last_seen: string | null;
            origin: string;
            relation: string;
            src: string;
        };
        /** @description The active packs laid over each other, as `docs/reference` describes them. */
        EffectivePack: {
            body: {
                [key: string]: components["schemas"]["Json"];
            };
            digest: string;
        };
        /** Enablement */
        Enablement: {
            /** Enabled */
            enabled: boolean;
        };
        /** EndpointConfig */
        EndpointConfig: {
            /** Url */
            url: string;
            /**
             * Method
             * @default POST
             * @enum {string}
             */
            method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
            /** Headers */
            headers?: {
                [key: string]: string;
            };
            /**
             * Timeoutseconds
             * @default 30
             */
            timeoutSeconds: number;
        };
        /** Engagement */
        Engagement: {
            /**
             * Scope
             * @description global, tenant, agent:NAME or tool:NAME
             */
            scope: string;
            /** Reason */
            reason: string;
        };
        /** @description Who one is now, and where. */
        Entered: {
            id: string;
            name: string;
            role: string;
            tenant: string;
        };
        /**
         * Entities
         * @description Entities with measurements, the most measured first; `until` is where the newest of all telemetry ends.
         */
        Entities: {
            /** Items */
            items: components["schemas"]["Entity"][];
            /** Until */
            until: string | null;
        };
        /** Entity */
        Entity: {
            /** Entity */
            entity: string;
            /** Series */
            series: number;
        };
        /** @description A stored envelope; `marks` say what was noticed about it (late, …). */
        Event: {
            correlation_ids: {
                [key: string]: string;
            };
            entity: {
                [key: string]: string;
            };
            event_type: string;
            id: string;
            ingest_id: string;
            marks: string[];
            payload: {
                [key: string]: components["schemas"]["Json"];
            };
            received_at: string;
            schema_version: string;
            /** @enum {unknown} */
            severity: "critical" | "high" | "info" | "low" | "medium";
            source: string;
            tenant_id: string;
            ts: string;
        };
        EventPage: {
            items: components["schemas"]["Event"][];
            next: string | null;
        };
        /** @description `window` is where it was looked, from and until. */
        Evidence: {
            /** @enum {unknown} */
            direction: "down" | "gone" | "new" | "none" | "up";
            entity: string;
            evidence_id: string;
            kind: string;
            magnitude: number;
            onset: string | null;
            presence: components["schemas"]["Presence"];
            provenance: string;
            query: components["schemas"]["EvidenceQuery"];
            score: number;
            text: string;
            value: {
                [key: string]: components["schemas"]["Json"];
            };
            window: string[];
        };
        /** @description The tool call that makes the observation again. */
        EvidenceQuery: {
            arguments: {
                [key: string]: components["schemas"]["Json"];
            };
            tool: string;
        };
        /** @description An observation as it is kept: `window` and `onset` in ns. */
        EvidenceRead: {
            /** @enum {unknown} */
            direction: "down" | "gone" | "new" | "none" | "up";
            entity: string;
            evidence_id: string;
            kind: string;
            magnitude: number;
            onset: number | null;
            presence: components["schemas"]["Presence"];
            provenance: string;
            query: components["schemas"]["EvidenceQuery"];
            score: number;
            text: string;
            value: {
                [key: string]: components["schemas"]["Json"];
            };
            window: number[];
        };
        /** @description A call that was asked for; `status` is that platform's word, `state` our own. */
        Executed: {
            approvalId: string | null;
            createdAt: string;
            errorMessage: string | null;
            exceptionId: string | null;
            executionId: string;
            inputPayload: {
                [key: string]: components["schemas"]["Json"];
            };
            outputPayload: {
                [key: string]: components["schemas"]["Json"];
            } | null;
            requestedByActorId: string;
            requestedByActorType: string;
            /** @enum {unknown} */
            state: "denied" | "failed" | "held" | "requested" | "running" | "succeeded" | "unknown";
            /** @enum {unknown} */
            status: "failed" | "requested" | "running" | "succeeded" | "unknown";
            tenantId: string;
            toolId: string;
            updatedAt: string;
        };
        ExecutedPage: {
            items: components["schemas"]["Executed"][];
            page: number;
            pageSize: number;
            total: number;
            totalPages: number;
        };
        /** Execution */
        Execution: {
            /** Payload */
            payload?: {
                [key: string]: unknown;
            };
            /**
             * Exceptionid
             * @default
             */
            exceptionId: string;
            /**
             * Actortype
             * @default
             */
            actorType: string;
            /**
             * Actorid
             * @default
             */
            actorId: string;
        };
        /**
         * Explored
         * @description `times` in ms since 1970; what a limit left out is counted (`is_cut` where events were not all looked at).
         */
        Explored: {
            /** Entity */
            entity: string;
            /** Start */
            start: string;
            /** End */
            end: string;
            /** Step Ms */
            step_ms: number;
            /** Times */
            times: number[];
            /** Metrics */
            metrics: components["schemas"]["Measure"][];
            /** Logs */
            logs: components["schemas"]["Template"][];
            /** Events */
            events: components["schemas"]["Happening"][];
            /** Metrics Left Out */
            metrics_left_out: number;
            /** Logs Left Out */
            logs_left_out: number;
            /** Is Cut */
            is_cut: boolean;
        };
        /** @description How many cases have each value, the most frequent first. */
        Facets: {
            assigned_to: {
                [key: string]: number;
            };
            cause_kind: {
                [key: string]: number;
            };
            entity: {
                [key: string]: number;
            };
            kind: {
                [key: string]: number;
            };
            severity: {
                [key: string]: number;
            };
            source: {
                [key: string]: number;
            };
            state: {
                [key: string]: number;
            };
            team: {
                [key: string]: number;
            };
        };
        FailedTool: {
            count: number;
            tool: string;
        };
        FailingTool: {
            calls: number;
            failed: number;
            runs: number;
            tool: string;
        };
        /** @description Failures with one signature; `runs` are the newest few. */
        FailureCluster: {
            agents: string[];
            failures: number;
            first_at: string;
            is_new: boolean;
            last_at: string;
            runs: string[];
            shapes: components["schemas"]["Shape"][];
            signature: string;
            versions: string[];
        };
        Finding: {
            confidence: number;
            detail: {
                [key: string]: components["schemas"]["Json"];
            };
            evidence_ids: string[];
            kind: string;
        };
        FirstSeen: {
            at: string;
            entity: string;
            evidence_id: string;
            text: string;
        };
        /** @description How all agents do; `truncated` where there were more runs than were looked at. */
        Fleet: {
            clusters: components["schemas"]["FailureCluster"][];
            comparisons: number;
            dearer: components["schemas"]["Dearer"][];
            failed: number;
            failing_tools: components["schemas"]["FailingTool"][];
            hours: number;
            regressions: components["schemas"]["Regression"][];
            runs: number;
            standing: components["schemas"]["Standings"];
            statuses: {
                [key: string]: number;
            };
            truncated: boolean;
        };
        FoundedTenant: {
            tenant_id: string;
            token: components["schemas"]["TokenSecret"];
        };
        GivenUp: {
            signature: string;
            text: string;
            times: number;
        };
        GuardWord: {
            answer: string;
            guard: string;
            reason: string;
            rule_ids: string[];
        };
        GuardrailLimits: {
            actions_in_run: number;
            per_target_per_minute: number;
            repeats_in_run: number;
            targets: number;
        };
        Guardrails: {
            allow: components["schemas"]["AllowList"][];
            block: string[];
            hosts: string[];
            limits: components["schemas"]["GuardrailLimits"];
            provenance: components["schemas"]["ProvenanceRule"];
            sequences: components["schemas"]["SequenceRule"][];
        };
        /**
         * Happening
         * @description An event that names the entity.
         */
        Happening: {
            /** Id */
            id: string;
            /** At */
            at: string;
            /** Source */
            source: string;
            /** Event Type */
            event_type: string;
            /** Severity */
            severity: string;
            /** Text */
            text: string;
        };
        HashedValue: {
            hash: string;
        };
        Health: {
            /** @enum {unknown} */
            status: "ok" | "ready";
        };
        HeldBy: {
            guard: string;
            rule_ids: string[];
            sha256: string;
            trace: components["schemas"]["GuardWord"][];
        };
        /** @description One step from the cause towards the symptom. */
        Hop: {
            entity: string;
            evidence_ids: string[];
            onset: string | null;
            relation: string;
            verified: boolean;
        };
        Hypothesis: {
            against_ids: string[];
            change_ref: string | null;
            component: string;
            confidence: number;
            /** @enum {unknown} */
            confidence_word: "high" | "low" | "medium";
            description: string;
            entity: string;
            evidence_ids: string[];
            explains: string[];
            kind: string;
            onset: string | null;
            path: components["schemas"]["Hop"][];
            role: string;
            score: number;
            suggested_action: string;
            title: string;
            unexplained: string[];
            verification_steps: string[];
        };
        /** @description One of several names of a person. */
        Identity: {
            linked_at: string;
            linked_by: string;
            person: string;
            principal_id: string;
        };
        IdentityList: {
            items: components["schemas"]["Identity"][];
        };
        /** @description That an entry is in the log. */
        InclusionProof: {
            entry: string;
            /** @enum {unknown} */
            kind: "inclusion";
            leaf_index: number;
            note: string | null;
            origin: string;
            path: string[];
            root: string;
            seq: number;
            size: number;
        };
        IndexedEvidence: {
            attributes: {
                [key: string]: components["schemas"]["Json"];
            };
            content_id: string;
            evidence_id: string;
            /** @enum {unknown} */
            kind: "guardrail" | "run" | "step" | "tool_call";
            ref_id: string;
            snippet: string;
            title: string;
        };
        /** Inputs */
        Inputs: {
            /** Inputs */
            inputs?: {
                [key: string]: unknown;
            };
        };
        /** @description The answer to who waited for the report. */
        Investigated: {
            attempt: number;
            case_id: string;
            created_at: string;
            ended_at: string | null;
            error_message: string | null;
            investigation_id: string;
            message: string;
            pct: number;
            pins: {
                [key: string]: components["schemas"]["Json"];
            };
            plan: {
                [key: string]: {
                    [key: string]: string;
                };
            };
            report: components["schemas"]["Report"];
            report_id: string | null;
            requested_by: string;
            run_id: string;
            scope: {
                [key: string]: components["schemas"]["Json"];
            };
            started_at: string | null;
            /** @enum {unknown} */
            status: "done" | "error" | "queued" | "running";
            step: string;
        };
        /** @description `plan` says why each agent is asked; `pins` what decides the report beside the data. */
        Investigation: {
            attempt: number;
            case_id: string;
            created_at: string;
            ended_at: string | null;
            error_message: string | null;
            investigation_id: string;
            message: string;
            pct: number;
            pins: {
                [key: string]: components["schemas"]["Json"];
            };
            plan: {
                [key: string]: {
                    [key: string]: string;
                };
            };
            report_id: string | null;
            requested_by: string;
            run_id: string;
            scope: {
                [key: string]: components["schemas"]["Json"];
            };
            started_at: string | null;
            /** @enum {unknown} */
            status: "done" | "error" | "queued" | "running";
            step: string;
        };
        InvestigationPage: {
            items: components["schemas"]["Investigation"][];
            next: string | null;
        };
        /** @description With its recorded steps and tool calls, and what each agent answered. */
        InvestigationRead: {
            attempt: number;
            case_id: string;
            created_at: string;
            ended_at: string | null;
            error_message: string | null;
            investigation_id: string;
            message: string;
            pct: number;
            pins: {
                [key: string]: components["schemas"]["Json"];
            };
            plan: {
                [key: string]: {
                    [key: string]: string;
                };
            };
            report_id: string | null;
            requested_by: string;
            results: components["schemas"]["AgentResult"][];
            run_id: string;
            scope: {
                [key: string]: components["schemas"]["Json"];
            };
            started_at: string | null;
            /** @enum {unknown} */
            status: "done" | "error" | "queued" | "running";
            step: string;
            steps: components["schemas"]["RecordedStep"][];
            tool_calls: components["schemas"]["RecordedCall"][];
        };
        /** @description A frame of the stream; the last one, `end`, holds the report's id or why there is none. */
        InvestigationStep: {
            message: string;
            pct: number;
            status: string;
            step: string;
        };
        Invitation: {
            created_at: string;
            email: string;
            expires_at: string;
            invitation_id: string;
            invited_by: string;
            role: string;
            /** @enum {unknown} */
            state: "accepted" | "expired" | "open" | "revoked";
        };
        InvitationList: {
            items: components["schemas"]["Invitation"][];
        };
        /** @description With the link, which is shown this once. */
        Invited: {
            created_at: string;
            email: string;
            expires_at: string;
            invitation_id: string;
            invited_by: string;
            link: string;
            role: string;
            /** @enum {unknown} */
            state: "accepted" | "expired" | "open" | "revoked";
        };
        /** @description What an invitation is to; `known` whose address it is, `signed_in` that this browser is theirs. */
        InvitedTo: {
            email: string;
            expires_at: string;
            known: boolean;
            role: string;
            signed_in: boolean;
            tenant: string;
            tenant_name: string;
        };
        /**
         * Joining
         * @description Who is new chooses `name` and `password`; who is known gives the password they have, or is signed in.
         */
        Joining: {
            /** Link */
            link: string;
            /**
             * Name
             * @default
             */
            name: string;
            /**
             * Password
             * @default
             */
            password: string;
        };
        /** @description Any JSON. */
        Json: AnyJson;
        /** @description `blocked` says why one that matches is not proposed all the same. */
        Judged: {
            blocked: string;
            matches: boolean;
            playbook: string;
            priority: number;
            reasons: components["schemas"]["MatchReason"][];
            summary: string;
            version: number | string;
        };
        /** @description `at` in ns. */
        KeptDryRun: {
            at: number;
            sha256: string;
            summary: string;
            value: components["schemas"]["Json"];
        };
        KeptPack: {
            digest: string;
            name: string;
            version: string;
            warnings: string[];
        };
        /** @description It is lifted by two people: one asks, another confirms. */
        KillSwitch: {
            engaged: boolean;
            engaged_at: string;
            engaged_by: string;
            lift_asked_at: string | null;
            lift_asked_by: string | null;
            lifted_at: string | null;
            lifted_by: string | null;
            reason: string;
            scope: string;
        };
        KillSwitchList: {
            engaged: number;
            items: components["schemas"]["KillSwitch"][];
        };
        /**
         * Lend
         * @description `to` is a principal's id, or a name that only one person has.
         */
        Lend: {
            /** To */
            to: string;
            /** Until */
            until?: string | null;
            /** Reason */
            reason: string;
        };
        Lent: {
            approval_id: string | null;
            delegation_id: string;
            from_principal: string;
            to_principal: string;
            until: string;
        };
        /** Link */
        Link: {
            /** Link */
            link: string;
        };
        /** @description A frame of the live stream: something of this kind changed; `progress` comes with an investigation's. */
        LiveChange: {
            at: string;
            kind: string;
            progress?: components["schemas"]["Progress"];
            ref: string;
        };
        /**
         * Loaded
         * @description `pieces` bodies were read; of their items so many were accepted, duplicate or rejected.
         */
        Loaded: {
            /** Name */
            name: string;
            /** Pieces */
            pieces: number;
            /** Bytes */
            bytes: number;
            /** Counts */
            counts: {
                [key: string]: number;
            };
        };
        LoggedOut: {
            /** @enum {unknown} */
            logged_out: true;
        };
        /**
         * Login
         * @description `tenant` may say which of one's tenants to enter; without it, the one that one was in last.
         */
        Login: {
            /** Email */
            email: string;
            /** Password */
            password: string;
            /**
             * Tenant
             * @default
             */
            tenant: string;
        };
        /**
         * Many
         * @description What to do with which cases: by id, a unique beginning of it, or number.
         */
        Many: {
            /**
             * Verb
             * @enum {string}
             */
            verb: "acknowledge" | "unacknowledge" | "assign" | "snooze" | "wake" | "resolve" | "close" | "merge";
            /** Cases */
            cases: string[];
            /** To */
            to?: string | null;
            /**
             * Until
             * @default
             */
            until: string;
            /**
             * Reason
             * @default
             */
            reason: string;
        };
        /**
         * Mark
         * @description A change by a person; only the fields that the verb needs.
         */
        Mark: {
            /**
             * Reason
             * @default
             */
            reason: string;
            /** To */
            to?: string | null;
            /**
             * Until
             * @default
             */
            until: string;
        };
        /** @description Every playbook with the reasons for and against it, the best first. */
        MatchList: {
            case: string;
            items: components["schemas"]["Judged"][];
            next: null;
            proposes: string | null;
            signature: string;
        };
        /**
         * @description `expression` is the condition that `text` says in words, '' for one that is no expression; runs that were
         *         proposed long ago do not have it.
         */
        MatchReason: {
            condition: string;
            expression?: string;
            holds: boolean;
            text: string;
        };
        Matching: {
            effects: ("destructive" | "idempotent" | "non_idempotent" | "read")[];
            targets: string[];
            tools: string[];
        };
        /**
         * Measure
         * @description One line: `values[i]` in the step that begins at the answer's `times[i]`; null where nothing was measured.
         */
        Measure: {
            /** Name */
            name: string;
            /** Stat */
            stat: string;
            /** Unit */
            unit: string;
            /** Attributes */
            attributes: {
                [key: string]: string;
            };
            /** Values */
            values: (number | null)[];
        };
        /** @description A person as a tenant knows them. */
        Member: {
            changed_at: string;
            created_at: string;
            email: string;
            name: string;
            person_id: string;
            principal_id: string;
            role: string;
            /** @enum {unknown} */
            status: "active" | "disabled";
        };
        MemberList: {
            items: components["schemas"]["Member"][];
        };
        MetricsSnapshot: {
            max_step_latency_ms: number;
            top_failing_tool: string | null;
            total_cost_usd: number | null;
            total_retries: number;
        };
        /** @description What the call may use at most. */
        Most: {
            calls: number;
            seconds: number;
            tokens: number;
            usd: number;
        };
        NamedProvider: {
            name: string;
        };
        /** @description What each is called, by id. */
        Names: {
            names: {
                [key: string]: string;
            };
        };
        /**
         * New
         * @description `shared` with everybody of the tenant who may see cases.
         */
        New: {
            /** Name */
            name: string;
            wanted: components["schemas"]["rootward__api__case_views__Wanted"];
            /**
             * Shared
             * @default false
             */
            shared: boolean;
        };
        /**
         * NewLimit
         * @description `limit` null takes back what the tenant has set, so that the pack's holds again; 0 allows nothing.
         */
        NewLimit: {
            /** Scope */
            scope: string;
            /**
             * Unit
             * @enum {string}
             */
            unit: "usd" | "tokens" | "calls" | "seconds" | "concurrency" | "investigations" | "investigations_at_once";
            /** Limit */
            limit: number | null;
        };
        /** NewLimits */
        NewLimits: {
            /** Limits */
            limits: components["schemas"]["NewLimit"][];
        };
        /** NewLink */
        NewLink: {
            /**
             * Verdict
             * @default approve
             * @enum {string}
             */
            verdict: "approve" | "deny";
            /** To */
            to?: string | null;
            /**
             * Seconds
             * @default 3600
             */
            seconds: number;
        };
        NewPerson: {
            person: string;
            principals: string[];
        };
        /** NewRole */
        NewRole: {
            /** Role */
            role: string;
        };
        /** NewTenant */
        NewTenant: {
            /** Tenant Id */
            tenant_id: string;
            /** Name */
            name: string;
        };
        /** NewToken */
        NewToken: {
            /** Name */
            name: string;
            /** Role */
            role: string;
            /**
             * Kind
             * @default service
             */
            kind: string;
            /** Days */
            days?: number | null;
            /**
             * Own
             * @default false
             */
            own: boolean;
        };
        /** @description Why not: the database does not answer (`reason`), or too many writes wait. */
        NotReady: {
            reason?: string;
            /** @enum {unknown} */
            status: "busy" | "unavailable";
            waiting?: number;
        };
        OpenIntent: {
            action: string;
            at: string;
            entry_id: string;
            seq: number;
        };
        /** @description What a link asks to confirm; nothing happens until it is. */
        OpenedLink: {
            approval: components["schemas"]["ApprovalCard"];
            confirm: components["schemas"]["Confirm"];
            digest: string;
            expires_at: string;
            is_current: boolean;
            /** @enum {unknown} */
            verdict: "approve" | "deny";
        };
        /** @description How the runs of the last hours went; the rate in percent. */
        Overview: {
            p95_step_latency_ms: number;
            success_rate: number;
            top_failing_tools: components["schemas"]["FailedTool"][];
            total_cost_usd: number;
            total_runs: number;
        };
        /** @description `current` is the one that asks. */
        OwnSession: {
            address: string;
            agent: string;
            created_at: string;
            current: boolean;
            expires_at: string;
            method: string;
            seen_at: string;
            session_id: string;
            tenant: string;
        };
        OwnSessionEnded: {
            /** @enum {unknown} */
            ended: true;
            session_id: string;
        };
        OwnSessionList: {
            items: components["schemas"]["OwnSession"][];
        };
        OwnTenant: {
            name: string;
            role: string;
            tenant: string;
        };
        PackActivation: {
            activated_at: string;
            activated_by: string;
            digest: string;
            name: string;
            position: number;
        };
        /** @description Paths of single values, and `parts`: the same as one reads it, item by item. */
        PackDifference: {
            added: string[];
            changed: components["schemas"]["ChangedPath"][];
            parts: components["schemas"]["DiffPart"][];
            removed: string[];
        };
        PackVersion: {
            active: boolean;
            digest: string;
            loaded_at: string;
            name: string;
            version: string;
        };
        /** @description Every stored version, and which are active, lowest overlay first. */
        Packs: {
            active: components["schemas"]["PackActivation"][];
            versions: components["schemas"]["PackVersion"][];
        };
        /**
         * Part
         * @description Events of a case: by id, or all about an entity.
         */
        Part: {
            /** Events */
            events?: string[];
            /**
             * Entity
             * @default
             */
            entity: string;
            /**
             * Title
             * @default
             */
            title: string;
            /**
             * Reason
             * @default
             */
            reason: string;
        };
        /** @description OTLP's own answer; empty where everything was kept. */
        PartialSuccess: {
            partialSuccess?: {
                [key: string]: string;
            };
        };
        PasswordChanged: {
            /** @enum {unknown} */
            changed: true;
        };
        /** @description The link is shown this once. */
        PasswordReset: {
            expires_at: string;
            link: string;
            person_id: string;
        };
        /** @description A resolved case that was like this one. */
        PastCase: {
            case: string;
            cause: string;
            entity: string;
            fixed_by: string;
            kind: string;
            resolved_at: string | null;
            shared: string[];
            similarity: number;
            title: string;
        };
        /** @description So many different people, each with one of the roles. */
        People: {
            people: number;
            roles: string[];
        };
        Permission: {
            installation_wide: boolean;
            meaning: string;
            permission: string;
            roles: string[];
        };
        /** @description Somebody who may sign in, and the tenants they belong to. */
        Person: {
            created_at: string;
            disabled_at: string | null;
            email: string;
            has_password: boolean;
            has_provider: boolean;
            name: string;
            person_id: string;
            tenants: components["schemas"]["PersonTenant"][];
        };
        PersonList: {
            items: components["schemas"]["Person"][];
        };
        PersonTenant: {
            role: string;
            /** @enum {unknown} */
            status: "active" | "disabled";
            tenant: string;
        };
        /** @description The tenant's messages, by topic of their stage. `ingested` counts everything that was ever taken in. */
        Pipeline: {
            /** @enum {unknown} */
            database: "postgresql" | "sqlite";
            depth: {
                [key: string]: number;
            };
            idle: boolean;
            ingested: number;
            stages: components["schemas"]["Stage"][];
            workers: components["schemas"]["Worker"][];
            writes_waiting: number;
        };
        /** Place */
        Place: {
            /** Tenant */
            tenant: string;
        };
        /** @description An entity in a role, with what shows it. */
        Placed: {
            entity: string;
            evidence_ids: string[];
            onset: string | null;
        };
        /** @description What was chosen anew. */
        PlatformAnswer: {
            currentPlaybookId: number | null;
            currentStep: number | null;
            exceptionId: string;
            playbookName: string | null;
            playbookVersion: number | string | null;
            reasoning: string;
        };
        /** @description `endpointConfig` is there for a tool that is called over HTTP. */
        PlatformConfig: {
            /** @enum {unknown} */
            authType: "api_key" | "none";
            description: string;
            endpointConfig?: components["schemas"]["PlatformEndpoint"];
            inputSchema: {
                [key: string]: components["schemas"]["Json"];
            };
            maxRetries: number;
            tenantScope: string;
            version: string;
        };
        PlatformEnablement: {
            enabled: boolean;
            reason: string;
            state: string;
            tenantId: string;
            toolId: string;
            updatedAt: string | null;
        };
        PlatformEndpoint: {
            headers: {
                [key: string]: string;
            };
            method: string;
            timeoutSeconds: number;
            url: string;
        };
        /** @description Which playbook an exception has and how far it is, in the words of exception platforms. */
        PlatformStatus: {
            conditions: components["schemas"]["Conditions"] | null;
            currentStep: number | null;
            exceptionId: string;
            playbookId: number | null;
            playbookName: string | null;
            playbookVersion: number | string | null;
            steps: components["schemas"]["PlatformStep"][];
        };
        PlatformStep: {
            actionType: string;
            name: string;
            /** @enum {unknown} */
            status: "completed" | "pending" | "skipped";
            stepOrder: number;
        };
        /** @description A tool in the words of exception platforms. */
        PlatformTool: {
            config: components["schemas"]["PlatformConfig"];
            createdAt: string | null;
            effect: string;
            enabled: boolean;
            name: string;
            risk: string;
            schemaHash: string;
            tenantId: string | null;
            toolId: string;
            type: string;
        };
        PlatformToolPage: {
            items: components["schemas"]["PlatformTool"][];
            page: number;
            pageSize: number;
            total: number;
            totalPages: number;
        };
        /** @description As it is kept, with what was left to the defaults said; `fits` are its conditions in words. */
        Playbook: {
            conditions: components["schemas"]["Conditions"];
            created_at: string | null;
            description: string;
            fits: string;
            inputs: {
                [key: string]: components["schemas"]["PlaybookInput"];
            };
            name: string;
            /** @enum {unknown} */
            on_failure: "roll_back" | "stop";
            /** @enum {unknown} */
            start: "automatic" | "person";
            steps: components["schemas"]["PlaybookStep"][];
            tenant_id: string;
            verification: components["schemas"]["VerificationTimes"] | null;
            version: number | string;
        };
        /** @description As whom it asks, and on whose behalf. */
        PlaybookAgent: {
            agent: string | null;
            auth: string;
            id: string;
            kind: string;
            name: string;
            on_behalf_of: string | null;
            permissions: string[];
            role: string;
        };
        /** @description How a playbook stands to a case; `best` is the playbook that would be proposed for it now, '' for none. */
        PlaybookCase: {
            best: string;
            case_id: string;
            judged: components["schemas"]["Judged"];
            number: string;
            opened_at: string;
            run: components["schemas"]["PlaybookCaseRun"] | null;
            /** @enum {unknown} */
            severity: "critical" | "high" | "info" | "low" | "medium";
            /** @enum {unknown} */
            state: "awaiting_approval" | "closed" | "diagnosed" | "investigating" | "merged" | "open" | "repairing" | "resolved" | "verifying";
            title: string;
        };
        /** @description The newest cases first. */
        PlaybookCasePage: {
            items: components["schemas"]["PlaybookCase"][];
            next: string | null;
        };
        /** @description The newest run that it was chosen for. */
        PlaybookCaseRun: {
            chosen_by: string;
            outcome: ("cannot_tell" | "held" | "not_held") | null;
            playbook_run_id: string;
            /** @enum {unknown} */
            state: "failed" | "paused" | "proposed" | "running" | "stopped" | "succeeded" | "waiting";
        };
        /** @description `original`: the words of its file, with their comments; else written out from what is kept. */
        PlaybookDeclaration: {
            activated_at: string | null;
            activated_by: string;
            active: boolean;
            added: number | null;
            /** @enum {unknown} */
            came_with: "product" | "tenant";
            digest: string;
            in_force: boolean;
            kept_at: string | null;
            kept_by: string;
            layer: number | null;
            original: boolean;
            pack: string;
            playbook_version: number | string;
            removed: number | null;
            version: string;
            yaml: string;
        };
        PlaybookDifference: {
            after: components["schemas"]["PlaybookVersion"];
            before: components["schemas"]["PlaybookVersion"];
            lines: components["schemas"]["DiffLine"][];
        };
        PlaybookInput: {
            default: components["schemas"]["Json"];
            description: string;
        };
        PlaybookList: {
            items: components["schemas"]["Playbook"][];
            next: null;
        };
        /** @description What a case must be; what is empty does not matter. */
        PlaybookMatch: {
            domain: string;
            exception_type: string;
            fault: string;
            policy_tags: string[];
            severity: ("critical" | "high" | "info" | "low" | "medium") | null;
            severity_in: ("critical" | "high" | "info" | "low" | "medium")[];
            sla_minutes_remaining_lt: number | null;
            when: string;
        };
        /** @description One playbook for one case; `waits_for` is `action:ID`, `person` or `time`. */
        PlaybookRun: {
            case_id: string;
            created_at: string;
            ended_at: string | null;
            outcome: ("cannot_tell" | "held" | "not_held") | null;
            outcome_body: {
                [key: string]: components["schemas"]["Json"];
            } | null;
            playbook: string;
            playbook_digest: string;
            playbook_run_id: string;
            requested_by: components["schemas"]["PlaybookAgent"];
            run_id: string;
            seq: number;
            signature: string;
            /** @enum {unknown} */
            state: "failed" | "paused" | "proposed" | "running" | "stopped" | "succeeded" | "waiting";
            step: number;
            steps: components["schemas"]["RunStep"][];
            updated_at: string;
            version: number | string;
            waits_for: string | null;
            why: components["schemas"]["Chosen"];
        };
        PlaybookRunPage: {
            items: components["schemas"]["PlaybookRun"][];
            next: string | null;
        };
        /** @description With the number of its case. */
        PlaybookRunRead: {
            case: string;
            case_id: string;
            created_at: string;
            ended_at: string | null;
            outcome: ("cannot_tell" | "held" | "not_held") | null;
            outcome_body: {
                [key: string]: components["schemas"]["Json"];
            } | null;
            playbook: string;
            playbook_digest: string;
            playbook_run_id: string;
            requested_by: components["schemas"]["PlaybookAgent"];
            run_id: string;
            seq: number;
            signature: string;
            /** @enum {unknown} */
            state: "failed" | "paused" | "proposed" | "running" | "stopped" | "succeeded" | "waiting";
            step: number;
            steps: components["schemas"]["RunStep"][];
            updated_at: string;
            version: number | string;
            waits_for: string | null;
            why: components["schemas"]["Chosen"];
        };
        /**
         * @description Runs of a playbook by what came of them; `success_rate` is over those of which one can tell. It is not proposed
         *         again for a fault for which it failed `failures_allowed` times.
         */
        PlaybookStanding: {
            at_work: number;
            cannot_tell: number;
            failures_allowed: number;
            given_up: components["schemas"]["GivenUp"][];
            held: number;
            not_held: number;
            playbook: string;
            proposed: number;
            success_rate: number | null;
        };
        /** @description `fits` is `when` in words, '' for always. */
        PlaybookStep: {
            action: string;
            description: string;
            fits: string;
            name: string;
            on_failure: ("continue" | "roll_back" | "stop") | null;
            params: {
                [key: string]: components["schemas"]["Json"];
            };
            rollback: components["schemas"]["Undo"] | null;
            when: string;
        };
        /**
         * @description A playbook as one version of a pack declares it. `in_force` says that this declaration decides, `layer` over
         *         which packs its pack lies (null for one that is not active), `came_with` whether the product or the tenant wrote
         *         it; `added` and `removed` are lines against the version of the same pack before it, null for the first.
         */
        PlaybookVersion: {
            activated_at: string | null;
            activated_by: string;
            active: boolean;
            added: number | null;
            /** @enum {unknown} */
            came_with: "product" | "tenant";
            digest: string;
            in_force: boolean;
            kept_at: string | null;
            kept_by: string;
            layer: number | null;
            pack: string;
            playbook_version: number | string;
            removed: number | null;
            version: string;
        };
        /** @description The newest first; `more`: there are older versions of packs that were not looked through. */
        PlaybookVersions: {
            items: components["schemas"]["PlaybookVersion"][];
            more: boolean;
        };
        Policies: {
            rules: components["schemas"]["PolicyRule"][];
            tools: {
                [key: string]: components["schemas"]["ToolPolicy"];
            };
        };
        /** @description The rules and guardrails of the active packs together. */
        Policy: {
            guardrails: components["schemas"]["Guardrails"];
            pack: string;
            policies: components["schemas"]["Policies"];
            sha256: string;
            version: string;
        };
        /** @description Where `when` holds for a tool that fits, `effect` is said, and `message` why. */
        PolicyRule: {
            approval: components["schemas"]["ApprovalNeed"];
            /** @enum {unknown} */
            effect: "allow" | "deny" | "hold";
            effects: ("destructive" | "idempotent" | "non_idempotent" | "read")[];
            fallback: boolean;
            id: string;
            message: string;
            tools: string[];
            when: string;
        };
        /** @enum {unknown} */
        Presence: "absent" | "denied" | "found" | "out_of_window" | "source_down";
        /** @description `type` ends in the error's code, `trace_id` finds it in the log; further facts are members of their own. */
        Problem: {
            detail: string;
            field?: string;
            instance: string;
            status: number;
            title: string;
            trace_id: string;
            type: string;
        };
        Progress: {
            message: string;
            pct: number;
            status: string;
            step: string;
            updated_at: string;
        };
        ProvenanceRule: {
            /** @enum {unknown} */
            free_text: "allow" | "deny" | "hold";
            /** @enum {unknown} */
            model: "allow" | "deny" | "hold";
            /** @enum {unknown} */
            retrieved: "allow" | "deny" | "hold";
            /** @enum {unknown} */
            telemetry: "allow" | "deny" | "hold";
        };
        /** @description Where the browser goes now. */
        ProviderAddress: {
            url: string;
        };
        /** @description How a case went: `counts` of its events in equal parts of [since, until]; none where the answer had too many. */
        Pulse: {
            case_id: string;
            counts: number[];
            since: string;
            until: string;
        };
        PulseList: {
            items: components["schemas"]["Pulse"][];
        };
        /**
         * Question
         * @description What to investigate: a query in words, narrowed by whatever is known; or a case.
         */
        Question: {
            /**
             * Query
             * @default
             */
            query: string;
            /**
             * Tenant Id
             * @default
             */
            tenant_id: string;
            /**
             * Service
             * @default
             */
            service: string;
            time_window?: components["schemas"]["TimeWindow"] | null;
            /**
             * Pivot Event Id
             * @default
             */
            pivot_event_id: string;
            /** Correlation Ids */
            correlation_ids?: string[];
            /**
             * Case Id
             * @default
             */
            case_id: string;
            /** As Of */
            as_of?: number | null;
            /**
             * Onset
             * @description when it began; nothing is estimated then
             */
            onset?: string | null;
            /**
             * Detected At
             * @description when it was noticed
             */
            detected_at?: string | null;
            /**
             * Baseline
             * @description times of normal operation to compare with, instead of what came before
             */
            baseline?: components["schemas"]["TimeWindow"][];
            /**
             * Exclude
             * @description times of other incidents, which are not normal
             */
            exclude?: components["schemas"]["TimeWindow"][];
        };
        /** @description How many people with which roles have to agree, until when it is due, and when it expires. */
        Quorum: {
            due_s: number;
            expires_s: number;
            people: number;
            roles: string[];
        };
        RcaAsked: {
            rca_run_id: string;
        };
        /** @description A frame of the stream. */
        RcaProgress: {
            message: string;
            pct: number;
            status: string;
            step: string;
            updated_at: string;
        };
        /** @description An investigation of a run, told in these words. */
        RcaRun: {
            case_id: string;
            created_at: string;
            ended_at: string | null;
            error_message: string | null;
            message: string;
            pct: number;
            rca_run_id: string;
            report: components["schemas"]["RunReport"] | null;
            run_id: string;
            started_at: string | null;
            /** @enum {unknown} */
            status: "done" | "error" | "queued" | "running";
            step: string;
        };
        /** @description One result an item, in the order in which they came. */
        Received: {
            counts: {
                [key: string]: number;
            };
            items: components["schemas"]["Received1"][];
        };
        /** @description What became of one item of a batch: an event's `id`, or why not, and the dead letter it was set aside as. */
        Received1: {
            dead_letter?: string | null;
            field?: string | null;
            id?: string;
            index: number;
            ingest_id?: string;
            reason?: string;
            /** @enum {unknown} */
            status: "accepted" | "conflict" | "duplicate" | "rejected";
        };
        /**
         * @description `holds`: the same value again; `changed`: another one; `gone`: nothing there any more (retention);
         *         `cannot_check`: the source did not answer or may not be read.
         */
        Recheck: {
            evidence_id: string;
            text: string;
            /** @enum {unknown} */
            verdict: "cannot_check" | "changed" | "gone" | "holds";
            detail: string;
        };
        /** Recorded */
        Recorded: {
            /** Name */
            name: string;
            /** Title */
            title: string;
            /** Start */
            start: string;
            /** End */
            end: string;
        };
        RecordedCall: {
            args_hash: string;
            args_json: {
                [key: string]: components["schemas"]["Json"];
            };
            call_id: string;
            cost_usd: number | null;
            details: {
                [key: string]: components["schemas"]["Json"];
            } | null;
            effect: string | null;
            ended_at: string | null;
            error_class: string | null;
            error_message: string | null;
            latency_ms: number | null;
            result_hash: string | null;
            result_summary: string;
            retries: number;
            revision: number;
            run_id: string;
            schema_hash: string | null;
            started_at: string | null;
            status: string;
            status_code: number | null;
            step_id: string | null;
            tool_name: string;
            tool_version: string | null;
        };
        /** RecordedList */
        RecordedList: {
            /** Items */
            items: components["schemas"]["Recorded"][];
        };
        RecordedStep: {
            details: {
                [key: string]: components["schemas"]["Json"];
            } | null;
            ended_at: string | null;
            error_message: string | null;
            error_type: string | null;
            input_summary: string;
            latency_ms: number | null;
            name: string;
            output_summary: string;
            retries: number;
            revision: number;
            run_id: string;
            seq: number;
            started_at: string | null;
            status: string;
            step_id: string;
        };
        /** @description A text as it would be stored. */
        Redacted: {
            redacted: boolean;
            text: string;
        };
        Refused: {
            dead_letter: string;
            field: string;
            index: number;
            reason: string;
        };
        /**
         * Registration
         * @description A tool as it is registered there; its definition may also stand in `config`.
         */
        Registration: {
            /** Name */
            name: string;
            /**
             * Type
             * @default http
             * @enum {string}
             */
            type: "http" | "webhook" | "rest";
            /**
             * Description
             * @default
             */
            description: string;
            /** Inputschema */
            inputSchema?: {
                [key: string]: unknown;
            };
            /** Outputschema */
            outputSchema?: {
                [key: string]: unknown;
            };
            /**
             * Authtype
             * @default none
             * @enum {string}
             */
            authType: "none" | "api_key";
            endpointConfig?: components["schemas"]["EndpointConfig"] | null;
            /**
             * Tenantscope
             * @default tenant
             * @enum {string}
             */
            tenantScope: "tenant" | "global";
            /**
             * Version
             * @default 1
             */
            version: string;
            /**
             * Maxretries
             * @default 0
             */
            maxRetries: number;
            /** Config */
            config?: {
                [key: string]: unknown;
            } | null;
        };
        /** @description A version, prompt or model that fails more often than what came before it. */
        Regression: {
            adjusted_p: number;
            agent: string;
            before: string[];
            failed: number;
            failed_before: number;
            first_at: string;
            is_first_bad: boolean;
            is_regression: boolean;
            p: number;
            runs: number;
            runs_before: number;
            value: string;
            what: string;
        };
        /** @description What a tool read, or would do, and what every guard says to it; `failed` why there is no result. */
        Rehearsed: {
            /** @enum {unknown} */
            answer: "allow" | "deny" | "hold";
            effect: string;
            failed: string | null;
            guard: string;
            quorum: components["schemas"]["People"] | null;
            reason: string;
            result: components["schemas"]["RehearsedResult"] | null;
            risk: string;
            rule_ids: string[];
            targets: string[];
            tool: string;
            words: components["schemas"]["GuardWord"][];
        };
        RehearsedPlaybook: {
            case: string;
            playbook: string;
            steps: components["schemas"]["RehearsedStep"][];
        };
        RehearsedResult: {
            presence: string;
            summary: string;
            value: components["schemas"]["Json"];
        };
        /**
         * @description What a step would do as things stand: ask the outside by a `call` that the gate was asked about, ask a person,
         *         do something here, be passed over, wait for what an earlier step gives, or be impossible.
         */
        RehearsedStep: {
            action: string;
            call: components["schemas"]["Rehearsed"] | null;
            name: string;
            order: number;
            /** @enum {unknown} */
            outlook: "call" | "here" | "impossible" | "passed_over" | "person" | "unknown";
            says: string;
        };
        /** Remark */
        Remark: {
            /** Digest */
            digest: string;
            /** Comment */
            comment: string;
        };
        /** @description What somebody said would have to change. */
        Remarked: {
            at: string;
            by: string;
            comment: string;
            name: string;
        };
        /** @description What is known of a resolved case: the cause and what helped. */
        Remembered: {
            cause: string;
            confirmed_by: string;
            entity: string;
            fixed_by: string;
            kind: string;
            number: string;
            resolved_at: string;
            title: string;
        };
        RemovedMember: {
            person_id: string;
            /** @enum {unknown} */
            removed: true;
        };
        /** @description `results` is there where a body was read again; a message goes back to its topic. */
        Replayed: {
            attempts: number;
            bytes: number;
            field: string | null;
            id: string;
            /** @enum {unknown} */
            kind: "ingest" | "message";
            reason: string;
            received_at: string;
            results?: components["schemas"]["Received1"][];
            settled_by: string | null;
            source: string;
            /** @enum {unknown} */
            state: "discarded" | "open" | "replayed";
        };
        /** @description Same case, same data, same bytes. */
        Report: {
            agents: components["schemas"]["AgentAnswer"][];
            case: components["schemas"]["ReportCase"];
            could_not_see: components["schemas"]["Unseen"][];
            evidence: components["schemas"]["Evidence"][];
            hypotheses: components["schemas"]["Hypothesis"][];
            pins: {
                [key: string]: components["schemas"]["Json"];
            };
            removed_in_review: string[];
            ruled_out: components["schemas"]["RuledOut"][];
            schema_version: string;
            scope: components["schemas"]["ReportScope"];
            similar_cases: components["schemas"]["PastCase"][];
            suspects: components["schemas"]["Suspect"][];
            timeline: components["schemas"]["FirstSeen"][];
            verdict: components["schemas"]["Verdict"];
        };
        ReportCase: {
            kind: string;
            /** @enum {unknown} */
            severity: "critical" | "high" | "info" | "low" | "medium";
            title: string;
        };
        /** @description What a report says differently from an earlier one. */
        ReportChanges: {
            after: components["schemas"]["Said"];
            before: components["schemas"]["Said"];
            evidence_added: components["schemas"]["Evidence"][];
            evidence_removed: components["schemas"]["Evidence"][];
            hypotheses_added: components["schemas"]["Claim"][];
            hypotheses_changed: components["schemas"]["ChangedClaim"][];
            hypotheses_removed: components["schemas"]["Claim"][];
            verdict_changed: boolean;
        };
        /** @description What came of asking every citation again. */
        ReportCheck: {
            all_hold: boolean;
            checks: components["schemas"]["Recheck"][];
            citations: number;
            digest: string;
            holding: number;
            missing: string[];
            report_id: string;
        };
        ReportScope: {
            baseline: components["schemas"]["Window"][];
            detected_at: string;
            end: string;
            exclude: components["schemas"]["Window"][];
            onset: string | null;
            service: string;
            start: string;
            symptoms: string[];
        };
        Requester: {
            agent: string | null;
            id: string;
            kind: string;
            name: string;
            on_behalf_of: string | null;
            role: string;
        };
        /** @description Whose password a link sets. */
        ResetFor: {
            email: string;
            name: string;
        };
        /** Resetting */
        Resetting: {
            /** Link */
            link: string;
            /** Password */
            password: string;
        };
        Resolved: {
            acknowledged_at: string | null;
            acknowledged_by: string | null;
            affected: number | null;
            assigned_to: string | null;
            case_id: string;
            cause: string | null;
            cause_kind: string | null;
            confidence: number | null;
            entity: string;
            event_count: number;
            first_event_ts: string;
            flaps: number;
            /** @enum {unknown} */
            kind: "agent_run" | "exception" | "incident" | "request";
            last_event_ts: string;
            merged_into: string | null;
            number: string;
            opened_at: string;
            recurrence_of: string | null;
            remembered: components["schemas"]["Remembered"] | null;
            report_id: string | null;
            resolved_at: string | null;
            seq: number;
            /** @enum {unknown} */
            severity: "critical" | "high" | "info" | "low" | "medium";
            snoozed_until: string | null;
            source: string | null;
            split_from: string | null;
            /** @enum {unknown} */
            state: "awaiting_approval" | "closed" | "diagnosed" | "investigating" | "merged" | "open" | "repairing" | "resolved" | "verifying";
            title: string;
            updated_at: string;
        };
        Role: {
            permissions: string[];
            role: string;
        };
        /** @description The permission table. */
        Roles: {
            items: components["schemas"]["Role"][];
            permissions: components["schemas"]["Permission"][];
        };
        RootCause: {
            change: string | null;
            component: string;
            description: string;
            entity: string;
            evidence_ids: string[];
            kind: string;
            onset: string | null;
        };
        /** @description An entity or a change that was considered and is not the cause. */
        RuledOut: {
            evidence_ids: string[];
            reason: string;
            subject: string;
        };
        /** @description With everything that is known of it. */
        Run: {
            agent_name: string;
            agent_version: string;
            correlation_ids: string[];
            cost: components["schemas"]["RunCost"];
            cost_usd: number | null;
            created_at: string;
            duration_ms: number | null;
            ended_at: string | null;
            environment: string;
            error_message: string | null;
            error_type: string | null;
            kind: string;
            model: string;
            origin: string;
            prompt_hash: string | null;
            revision: number;
            run_id: string;
            shape: string | null;
            signature: string | null;
            started_at: string | null;
            status: string;
            task: string;
            timeline: components["schemas"]["RunEntry"][];
            tokens: number | null;
            tools: components["schemas"]["ToolDefinition"][];
            trace_id: string | null;
        };
        /** @description One thing that may have failed the run; `score` (0..1) is how strongly it explains the failure. */
        RunCause: {
            agent: string;
            call_id: string | null;
            category: string;
            evidence: components["schemas"]["Cite"][];
            recovered: boolean;
            score: number;
            statement: string;
            step_id: string | null;
            subcategory: string;
            title: string;
        };
        RunCost: {
            tokens_completion: number | null;
            tokens_prompt: number | null;
            total_cost_usd: number | null;
        };
        /** @description A run with the numbers of its parts. */
        RunCounted: {
            agent_name: string;
            ended_at: string | null;
            guardrail_event_count: number;
            run_id: string;
            started_at: string | null;
            status: string;
            step_count: number;
            tool_call_count: number;
        };
        /** @description `settings` that differ, before and after each; `parts_at` is the place from which on they differ. */
        RunDiff: {
            after: string;
            before: string;
            calls: components["schemas"]["Aligned"][];
            parts_at: number | null;
            settings: {
                [key: string]: components["schemas"]["Json"][];
            };
            steps: components["schemas"]["Aligned"][];
        };
        /** @description One step, tool call or guardrail event; which details there are depends on which it is. */
        RunEntry: {
            details: {
                [key: string]: components["schemas"]["Json"];
            };
            event_id: string;
            /** @enum {unknown} */
            event_type: "guardrail" | "step" | "tool_call";
            name: string;
            status: string;
            timestamp: string | null;
        };
        RunHypothesis: {
            /** @enum {unknown} */
            confidence: "high" | "low" | "medium";
            description: string;
            evidence_ids: string[];
            hypothesis_id: string;
            mitigation: string;
            title: string;
            verification_steps: string[];
        };
        /** @description `signature` is what its failure is recognized by, `shape` the way that led to it. */
        RunLine: {
            agent_name: string;
            agent_version: string;
            cost_usd: number | null;
            created_at: string;
            duration_ms: number | null;
            ended_at: string | null;
            environment: string;
            error_message: string | null;
            error_type: string | null;
            model: string;
            origin: string;
            prompt_hash: string | null;
            revision: number;
            run_id: string;
            shape: string | null;
            signature: string | null;
            started_at: string | null;
            status: string;
            tokens: number | null;
        };
        RunPage: {
            items: components["schemas"]["RunLine"][];
            next: string | null;
        };
        /** @description The report in the words of agent telemetry. */
        RunReport: {
            action_items: components["schemas"]["ActionItem"][];
            add_telemetry: string[];
            category: string;
            decisive_step: string | null;
            evidence_index: components["schemas"]["IndexedEvidence"][];
            generated_at: string;
            hypotheses: components["schemas"]["RunHypothesis"][];
            insufficient_evidence: boolean;
            insufficient_reason: string | null;
            jira_fields: components["schemas"]["TicketTexts"];
            metrics_snapshot: components["schemas"]["MetricsSnapshot"];
            rca_run_id: string;
            report_id: string;
            responsible_agent: string | null;
            run_id: string;
            subcategory: string;
        };
        /** @description A step of a run; what follows `detail` is there when it is known. */
        RunStep: {
            action: string;
            action_id?: string;
            detail: string;
            done?: components["schemas"]["Done"];
            name: string;
            order: number;
            person?: boolean;
            result?: components["schemas"]["Json"];
            /** @enum {unknown} */
            state: "failed" | "pending" | "rolled_back" | "running" | "skipped" | "succeeded" | "waiting";
            text?: string;
        };
        /** @description What became of a run that was sent. */
        RunTaken: {
            revision: number;
            run_id: string;
            /** @enum {unknown} */
            status: "created" | "duplicate" | "replaced";
        };
        Runbook: {
            added_at: string;
            added_by: string;
            digest: string;
            document_id: string;
            kind: string;
            path: string;
            title: string;
        };
        /** @description `added` is false where exactly this was there already. */
        RunbookAdded: {
            added: boolean;
            digest: string;
            path: string;
            title: string;
        };
        /** @description A section that answers, with the words it was found by. Its text is data, never an instruction. */
        RunbookHit: {
            heading: string;
            matched: string[];
            path: string;
            provenance: string;
            score: number;
            text: string;
            title: string;
        };
        RunbookList: {
            items: components["schemas"]["Runbook"][];
        };
        RunbookRemoved: {
            path: string;
            /** @enum {unknown} */
            removed: true;
        };
        RunbookSearch: {
            items: components["schemas"]["RunbookHit"][];
        };
        RunbookSection: {
            evidence_id: string;
            heading: string;
            path: string;
            provenance: string;
        };
        Said: {
            cause: components["schemas"]["RootCause"] | null;
            confidence: number | null;
            status: string | null;
            summary: string | null;
        };
        /**
         * Same
         * @description Two principals, and how it is known that they are one person.
         */
        Same: {
            /** Principals */
            principals: string[];
            /** Reason */
            reason: string;
        };
        /** Sample */
        Sample: {
            /** Text */
            text: string;
        };
        /** @description Something that was done outside: who asked, who approved, exactly what, when, how it ended, and proofs. */
        SampledIntent: {
            action: string;
            approvals: string[];
            approved_by: string[];
            args_sha256: string | null;
            arguments: {
                [key: string]: components["schemas"]["Json"];
            } | null;
            arguments_match: boolean | null;
            asked_by: components["schemas"]["AuditActor"];
            at: string;
            decision: string | null;
            ended_at: string | null;
            on: string;
            on_behalf_of: string | null;
            outcome: string | null;
            outcome_proof: components["schemas"]["InclusionProof"] | null;
            policy_sha256: string | null;
            proof: components["schemas"]["InclusionProof"];
            result_sha256: string | null;
            risk: string | null;
            rules: string[];
            seq: number;
            tool: string | null;
        };
        /**
         * Seen
         * @description `schema_hash` is what the person was shown, or the beginning of it.
         */
        Seen: {
            /** Schema Hash */
            schema_hash: string;
        };
        SequenceRule: {
            after: components["schemas"]["Matching"];
            /** @enum {unknown} */
            among: "case" | "tenant";
            /** @enum {unknown} */
            effect: "deny" | "hold";
            message: string;
            name: string;
            then: components["schemas"]["Matching"];
            within: string;
        };
        /** @description `person` is there for who signed in, not for a token; `tenants` are where else one may go. */
        Session: {
            auth: string;
            id: string;
            name: string;
            person: components["schemas"]["SignedInPerson"] | null;
            role: string;
            tenant: string;
            tenants: components["schemas"]["OwnTenant"][];
        };
        SessionEnded: {
            /** @enum {unknown} */
            ended: true;
        };
        /**
         * Settings
         * @description Only what is to change; 0 keeps for ever, or sets no limit.
         */
        Settings: {
            /** Retention Days */
            retention_days?: {
                [key: string]: number;
            };
            /** Quotas */
            quotas?: {
                [key: string]: number;
            };
        };
        Shape: {
            failures: number;
            shape: string;
        };
        ShownDryRun: {
            at: string | null;
            sha256: string;
            summary: string;
            value: string | null;
        };
        ShownVote: {
            at: string;
            auth: string;
            by_link: boolean;
            comment: string;
            digest: string;
            on_behalf_of: string | null;
            principal_id: string;
            role: string;
            /** @enum {unknown} */
            verdict: "approve" | "deny";
        };
        /**
         * Signal
         * @description One line: `values[i]` in the step that begins at the answer's `times[i]`; null where nothing was measured.
         */
        Signal: {
            /** Evidence Id */
            evidence_id: string;
            /** Name */
            name: string;
            /** Stat */
            stat: string;
            /** Unit */
            unit: string;
            /** Entity */
            entity: string;
            /** Kind */
            kind: string;
            /** Text */
            text: string;
            /** Direction */
            direction: string;
            /** Onset */
            onset: string | null;
            /** Before */
            before: number | null;
            /** After */
            after: number | null;
            /** Values */
            values: (number | null)[];
        };
        /**
         * Signals
         * @description Lines on one grid of time (ms since 1970), the earliest onset first; `step_ms` is the width of a step.
         */
        Signals: {
            /** Start */
            start: string;
            /** End */
            end: string;
            /** Step Ms */
            step_ms: number;
            /** Times */
            times: number[];
            /** Items */
            items: components["schemas"]["Signal"][];
        };
        SignedInPerson: {
            email: string;
            expires_at: string;
            method: string;
            person_id: string;
            session_id: string;
        };
        /** @description `counts` are actions by `before -> after`; `more`: there were more than were looked at. */
        Simulated: {
            actions: number;
            after_sha256: string;
            before_sha256: string;
            counts: {
                [key: string]: number;
            };
            days: number;
            differs: components["schemas"]["Differs"][];
            more: boolean;
            rules: {
                [key: string]: number;
            };
        };
        SourceList: {
            items: components["schemas"]["SourceSeen"][];
            known: string[];
        };
        /** @description When a source was last heard; `silent_since` where that is unusually long ago. */
        SourceSeen: {
            first_seen: string;
            items: number;
            last_seen: string;
            last_ts: string | null;
            mean_gap_ns: number;
            silent_since: string | null;
            source: string;
        };
        /** @description Messages of one topic; `lag_s` is how long the oldest that could be handled has waited. */
        Stage: {
            lag_s: number;
            running: number;
            topic: string;
            waiting: number;
        };
        /** @description How one agent, version, prompt or model does; `success_rate` 0..1 of the runs that ended. */
        Standing: {
            agent: string;
            cost_usd: number | null;
            failed: number;
            first_at: string;
            last_at: string;
            p50_ms: number | null;
            p95_ms: number | null;
            runs: number;
            success_rate: number | null;
            tokens: number | null;
            value: string;
        };
        Standings: {
            agent: components["schemas"]["Standing"][];
            model: components["schemas"]["Standing"][];
            prompt: components["schemas"]["Standing"][];
            version: components["schemas"]["Standing"][];
        };
        /**
         * Start
         * @description Which playbook for which case; without a playbook the one that is proposed, or fits best.
         */
        Start: {
            /** Case */
            case: string;
            /**
             * Playbook
             * @default
             */
            playbook: string;
            /** Inputs */
            inputs?: {
                [key: string]: unknown;
            };
        };
        /**
         * StepDone
         * @description What a person says of the step that waits for one.
         */
        StepDone: {
            /**
             * Notes
             * @default
             */
            notes: string;
            /**
             * Failed
             * @default false
             */
            failed: boolean;
        };
        /** @description What became of a vendor's body: how many items of each status, and what was set aside. */
        Summary: {
            counts: {
                [key: string]: number;
            };
            ids: string[];
            rejected: components["schemas"]["Refused"][];
        };
        Suspect: {
            entity: string;
            evidence_ids: string[];
            score: number;
        };
        /**
         * Template
         * @description Lines of one kind: `counts[i]` in the step that begins at the answer's `times[i]`.
         */
        Template: {
            /** Severity */
            severity: string;
            /** Text */
            text: string;
            /** Total */
            total: number;
            /** Counts */
            counts: number[];
        };
        Tenant: {
            created_at: string;
            name: string;
            settings: components["schemas"]["TenantSettings"];
            /** @enum {unknown} */
            status: "active" | "suspended";
            tenant: string;
        };
        TenantList: {
            items: components["schemas"]["Tenant"][];
        };
        /** @description Days that each kind of data is kept (0 for ever), and limits (0 for none). */
        TenantSettings: {
            quotas: {
                [key: string]: number;
            };
            retention_days: {
                [key: string]: number;
            };
        };
        TenantStatus: {
            /** @enum {unknown} */
            status: "active" | "suspended";
            tenant_id: string;
        };
        /**
         * Text
         * @description A Markdown document under the path it is to be known by.
         */
        Text: {
            /** Path */
            path: string;
            /** Text */
            text: string;
        };
        TicketTexts: {
            jira_description_md: string;
            jira_summary: string;
        };
        /** TimeWindow */
        TimeWindow: {
            /** Start */
            start: string;
            /** End */
            end: string;
        };
        /** @description `ref` is the event's id where `kind` is `event`, else ''. */
        TimelineEntry: {
            actor: string;
            at: string;
            body: {
                [key: string]: components["schemas"]["Json"];
            };
            kind: string;
            ref: string;
            seq: number;
            text: string;
        };
        TimelinePage: {
            items: components["schemas"]["TimelineEntry"][];
            next: string | null;
        };
        Token: {
            created_at: string;
            expires_at: string | null;
            /** @enum {unknown} */
            kind: "agent" | "human" | "service";
            name: string;
            principal_id: string;
            revoked_at: string | null;
            role: string;
            token_id: string;
        };
        TokenList: {
            items: components["schemas"]["Token"][];
        };
        /** @description With the secret, which is shown this once. */
        TokenSecret: {
            created_at: string;
            expires_at: string | null;
            /** @enum {unknown} */
            kind: "agent" | "human" | "service";
            name: string;
            principal_id: string;
            revoked_at: string | null;
            role: string;
            secret: string;
            token_id: string;
        };
        /** @description What is declared of it and how it stands: `state` with the `reason`, `pinned` the schema it is held to. */
        Tool: {
            changed_at: string | null;
            changed_by: string;
            concurrency: number;
            cost_usd: number;
            description: string;
            effect: string;
            hosts: string[];
            name: string;
            origin: string;
            permission: string;
            pinned: string | null;
            previews: boolean;
            rate_per_minute: number;
            reason: string;
            retries: number;
            risk: string;
            rollback: string;
            schema_hash: string;
            scope: string;
            sensitive: string[];
            state: string;
            targets: string[];
            timeout_s: number;
            version: string;
        };
        /** @description A tool as the agent was told of it. */
        ToolDefinition: {
            description: string;
            name: string;
            schema: components["schemas"]["Json"];
        };
        ToolList: {
            items: components["schemas"]["Tool"][];
        };
        ToolPolicy: {
            allowed_roles: string[];
            rate_limit_per_minute: number;
            require_approval: boolean | null;
        };
        /** @description With the JSON Schema of its arguments. */
        ToolRead: {
            changed_at: string | null;
            changed_by: string;
            concurrency: number;
            cost_usd: number;
            description: string;
            effect: string;
            hosts: string[];
            name: string;
            origin: string;
            permission: string;
            pinned: string | null;
            previews: boolean;
            rate_per_minute: number;
            reason: string;
            retries: number;
            risk: string;
            rollback: string;
            schema: {
                [key: string]: components["schemas"]["Json"];
            };
            schema_hash: string;
            scope: string;
            sensitive: string[];
            state: string;
            targets: string[];
            timeout_s: number;
            version: string;
        };
        /** @description `at` is its address or command, `tools` how many it offered when it was looked at. */
        ToolServer: {
            at: string;
            classified: string[];
            name: string;
            seen_at: string | null;
            tools: number;
        };
        ToolServerList: {
            items: components["schemas"]["ToolServer"][];
        };
        /** @description `changed` are the tools of which it says something new. */
        ToolServerSeen: {
            at: string;
            changed: string[];
            classified: string[];
            name: string;
            seen_at: string | null;
            tools: number;
        };
        Topology: {
            edges: components["schemas"]["Edge"][];
            nodes: string[];
        };
        Undo: {
            action: string;
            params: {
                [key: string]: components["schemas"]["Json"];
            };
        };
        Unlinked: {
            principal_id: string;
        };
        /** @description What could not be seen, why, and what would make it visible. */
        Unseen: {
            presence: string;
            remedy: string;
            what: string;
        };
        Usage: {
            /** @enum {unknown} */
            by: "agent" | "case" | "day" | "month" | "tool" | "total";
            from: string;
            items: components["schemas"]["UsageRow"][];
            to: string;
            total: components["schemas"]["UsageRow"];
        };
        UsageRow: {
            calls: number;
            failures: number;
            name: string;
            seconds: number;
            tokens: number;
            usd: number;
        };
        /** Value */
        Value: {
            /** Value */
            value: string;
        };
        /** @description `reason` and `add_telemetry` are there where the evidence does not suffice. */
        Verdict: {
            add_telemetry?: string[];
            cause: components["schemas"]["RootCause"] | null;
            checks: string[];
            confidence: number;
            /** @enum {unknown} */
            confidence_word: "high" | "low" | "medium" | "none";
            first_failure: components["schemas"]["Placed"] | null;
            impact: components["schemas"]["Placed"][];
            next_step: string;
            reason?: string;
            runbooks: components["schemas"]["RunbookSection"][];
            /** @enum {unknown} */
            status: "cause_found" | "insufficient_evidence";
            summary: string;
        };
        /** @description What verifying came to; `bad_seq` is the first entry that is wrong. */
        Verification: {
            bad_seq: number | null;
            bad_until: number | null;
            checked: number;
            exit_code: number;
            kind: ("checkpoint" | "extra" | "field" | "gap" | "head" | "leaf" | "pair" | "root" | "signature" | "unreadable" | "witness") | null;
            log_id: string;
            message: string;
            oldest_open: components["schemas"]["OpenIntent"][];
            open_intents: number;
            root: string;
            signed_to: number;
            size: number;
            /** @enum {unknown} */
            status: "tampered" | "unwitnessed" | "witnessed";
            tenant: string;
            witnessed_to: number;
        };
        VerificationTimes: {
            after: string;
            every: string;
            within: string;
        };
        /**
         * Vote
         * @description `digest` is the one that was shown: the vote is for that, and for nothing that came after it.
         */
        Vote: {
            /** Digest */
            digest: string;
            /**
             * Comment
             * @default
             */
            comment: string;
            /** On Behalf Of */
            on_behalf_of?: string | null;
        };
        /** @description How one may sign in here. */
        Ways: {
            password: boolean;
            provider: components["schemas"]["NamedProvider"] | null;
            token: boolean;
        };
        /** @description Whose token this is, and what its role may do. */
        WhoAmI: {
            auth: string;
            id: string;
            /** @enum {unknown} */
            kind: "agent" | "human" | "service";
            name: string;
            permissions: string[];
            role: string;
            tenant: string;
        };
        /** Why */
        Why: {
            /**
             * Reason
             * @default
             */
            reason: string;
        };
        Window: {
            end: string;
            start: string;
        };
        /** @description Who keeps copies of the checkpoints, and how far it is behind. */
        WitnessLag: {
            at: string | null;
            behind: number;
            behind_s: number | null;
            error: string;
            failures: number;
            size: number;
            witness: string;
        };
        WitnessList: {
            items: components["schemas"]["WitnessLag"][];
        };
        /** @description What one guard said. */
        Word: {
            answer: string;
            guard: string;
            quorum: components["schemas"]["Quorum"] | null;
            reason: string;
            rule_ids: string[];
        };
        /** @description A process (host:pid:…) that holds runs of the tenant. */
        Worker: {
            runs: number;
            worker: string;
        };
        /** Ended */
        rootward__api__actions__Ended: {
            /**
             * Outcome
             * @enum {string}
             */
            outcome: "succeeded" | "failed";
            /**
             * Note
             * @description how that was found out
             */
            note: string;
        };
        /** Because */
        rootward__api__admin__Because: {
            /** Reason */
            reason: string;
        };
        /** Comment */
        rootward__api__approvals__Comment: {
            /**
             * Comment
             * @default
             */
            comment: string;
        };
        /**
         * Wanted
         * @description The filters and the order of `GET /api/v1/cases`, by its own names; what is left out does not filter.
         */
        rootward__api__case_views__Wanted: {
            /** State */
            state?: ("open" | "investigating" | "diagnosed" | "awaiting_approval" | "repairing" | "verifying" | "resolved" | "closed" | "merged")[];
            /** Severity */
            severity?: ("critical" | "high" | "medium" | "low" | "info")[];
            /** Kind */
            kind?: ("incident" | "exception" | "agent_run" | "request")[];
            /**
             * Entity
             * @default
             */
            entity: string;
            /**
             * Text
             * @default
             */
            text: string;
            /**
             * Assigned To
             * @default
             */
            assigned_to: string;
            /** Cause */
            cause?: string[];
            /** Source */
            source?: string[];
            /** Team */
            team?: string[];
            /**
             * Active
             * @default false
             */
            active: boolean;
            /**
             * Sort
             * @default newest
             * @enum {string}
             */
            sort: "newest" | "updated" | "severity";
        };
        /**
         * Comment
         * @description What somebody has to say.
         */
        rootward__api__cases__Comment: {
            /** Text */
            text: string;
        };
        /** Because */
        rootward__api__delegations__Because: {
            /** Reason */
            reason: string;
        };
        /**
         * Ended
         * @description `jti` of a token that is to be refused from now on.
         */
        rootward__api__identity__Ended: {
            /** Jti */
            jti: string;
        };
        /** Because */
        rootward__api__kill_switch__Because: {
            /**
             * Reason
             * @default
             */
            reason: string;
        };
        /** Wanted */
        rootward__api__members__Wanted: {
            /** Email */
            email: string;
            /** Role */
            role: string;
        };
        /**
         * Wanted
         * @description `next` is where in the dashboard the login leads.
         */
        rootward__api__oidc__Wanted: {
            /**
             * Next
             * @default /
             */
            next: string;
        };
        /**
         * Wanted
         * @description For which case, and what a person would say at the start.
         */
        rootward__api__playbook_rehearsals__Wanted: {
            /** Case */
            case: string;
            /** Inputs */
            inputs?: {
                [key: string]: unknown;
            };
        };
        /** Wanted */
        rootward__api__rehearsals__Wanted: {
            /** Arguments */
            arguments?: {
                [key: string]: unknown;
            };
            /**
             * Case
             * @description number or id of the case that it would be for
             * @default
             */
            case: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type Accepted = components['schemas']['Accepted'];
export type Action = components['schemas']['Action'];
export type ActionItem = components['schemas']['ActionItem'];
export type ActionPage = components['schemas']['ActionPage'];
export type AgentAnswer = components['schemas']['AgentAnswer'];
export type AgentResult = components['schemas']['AgentResult'];
export type Aligned = components['schemas']['Aligned'];
export type Alive = components['schemas']['Alive'];
export type AllowList = components['schemas']['AllowList'];
export type Amended = components['schemas']['Amended'];
export type AmendedCall = components['schemas']['AmendedCall'];
export type Anomaly = components['schemas']['Anomaly'];
export type ApprovalCard = components['schemas']['ApprovalCard'];
export type ApprovalLine = components['schemas']['ApprovalLine'];
export type ApprovalLink = components['schemas']['ApprovalLink'];
export type ApprovalNeed = components['schemas']['ApprovalNeed'];
export type ApprovalPage = components['schemas']['ApprovalPage'];
export type Argument = components['schemas']['Argument'];
export type Artifact = components['schemas']['Artifact'];
export type Ask = components['schemas']['Ask'];
export type Asked = components['schemas']['Asked'];
export type Asker = components['schemas']['Asker'];
export type AuditActor = components['schemas']['AuditActor'];
export type AuditEntry = components['schemas']['AuditEntry'];
export type AuditEvidence = components['schemas']['AuditEvidence'];
export type AuditKey = components['schemas']['AuditKey'];
export type AuditKeyList = components['schemas']['AuditKeyList'];
export type AuditPage = components['schemas']['AuditPage'];
export type BudgetLimit = components['schemas']['BudgetLimit'];
export type BudgetRoom = components['schemas']['BudgetRoom'];
export type Budgets = components['schemas']['Budgets'];
export type BulkAnswer = components['schemas']['BulkAnswer'];
export type BulkCounts = components['schemas']['BulkCounts'];
export type BulkResult = components['schemas']['BulkResult'];
export type Case = components['schemas']['Case'];
export type CaseFilters = components['schemas']['CaseFilters'];
export type CasePage = components['schemas']['CasePage'];
export type CaseRead = components['schemas']['CaseRead'];
export type CaseView = components['schemas']['CaseView'];
export type CaseViewList = components['schemas']['CaseViewList'];
export type Cause = components['schemas']['Cause'];
export type Change = components['schemas']['Change'];
export type ChangedClaim = components['schemas']['ChangedClaim'];
export type ChangedPath = components['schemas']['ChangedPath'];
export type Changing = components['schemas']['Changing'];
export type Check = components['schemas']['Check'];
export type Chosen = components['schemas']['Chosen'];
export type Cite = components['schemas']['Cite'];
export type Claim = components['schemas']['Claim'];
export type ClusterPage = components['schemas']['ClusterPage'];
export type Completion = components['schemas']['Completion'];
export type Conditions = components['schemas']['Conditions'];
export type Confirm = components['schemas']['Confirm'];
export type Connection = components['schemas']['Connection'];
export type ConnectionList = components['schemas']['ConnectionList'];
export type ConnectionTried = components['schemas']['ConnectionTried'];
export type ConsistencyProof = components['schemas']['ConsistencyProof'];
export type DeadLetter = components['schemas']['DeadLetter'];
export type DeadLetterPage = components['schemas']['DeadLetterPage'];
export type DeadLetterRead = components['schemas']['DeadLetterRead'];
export type Dearer = components['schemas']['Dearer'];
export type Decision = components['schemas']['Decision'];
export type Delegation = components['schemas']['Delegation'];
export type DelegationList = components['schemas']['DelegationList'];
export type Detection = components['schemas']['Detection'];
export type Diagnosis = components['schemas']['Diagnosis'];
export type DiffLine = components['schemas']['DiffLine'];
export type DiffPart = components['schemas']['DiffPart'];
export type Differs = components['schemas']['Differs'];
export type Done = components['schemas']['Done'];
export type Edge = components['schemas']['Edge'];
export type EffectivePack = components['schemas']['EffectivePack'];
export type Enablement = components['schemas']['Enablement'];
export type EndpointConfig = components['schemas']['EndpointConfig'];
export type Engagement = components['schemas']['Engagement'];
export type Entered = components['schemas']['Entered'];
export type Entities = components['schemas']['Entities'];
export type Entity = components['schemas']['Entity'];
export type Event = components['schemas']['Event'];
export type EventPage = components['schemas']['EventPage'];
export type Evidence = components['schemas']['Evidence'];
export type EvidenceQuery = components['schemas']['EvidenceQuery'];
export type EvidenceRead = components['schemas']['EvidenceRead'];
export type Executed = components['schemas']['Executed'];
export type ExecutedPage = components['schemas']['ExecutedPage'];
export type Execution = components['schemas']['Execution'];
export type Explored = components['schemas']['Explored'];
export type Facets = components['schemas']['Facets'];
export type FailedTool = components['schemas']['FailedTool'];
export type FailingTool = components['schemas']['FailingTool'];
export type FailureCluster = components['schemas']['FailureCluster'];
export type Finding = components['schemas']['Finding'];
export type FirstSeen = components['schemas']['FirstSeen'];
export type Fleet = components['schemas']['Fleet'];
export type FoundedTenant = components['schemas']['FoundedTenant'];
export type GivenUp = components['schemas']['GivenUp'];
export type GuardWord = components['schemas']['GuardWord'];
export type GuardrailLimits = components['schemas']['GuardrailLimits'];
export type Guardrails = components['schemas']['Guardrails'];
export type Happening = components['schemas']['Happening'];
export type HashedValue = components['schemas']['HashedValue'];
export type Health = components['schemas']['Health'];
export type HeldBy = components['schemas']['HeldBy'];
export type Hop = components['schemas']['Hop'];
export type Hypothesis = components['schemas']['Hypothesis'];
export type Identity = components['schemas']['Identity'];
export type IdentityList = components['schemas']['IdentityList'];
export type InclusionProof = components['schemas']['InclusionProof'];
export type IndexedEvidence = components['schemas']['IndexedEvidence'];
export type Inputs = components['schemas']['Inputs'];
export type Investigated = components['schemas']['Investigated'];
export type Investigation = components['schemas']['Investigation'];
export type InvestigationPage = components['schemas']['InvestigationPage'];
export type InvestigationRead = components['schemas']['InvestigationRead'];
export type InvestigationStep = components['schemas']['InvestigationStep'];
export type Invitation = components['schemas']['Invitation'];
export type InvitationList = components['schemas']['InvitationList'];
export type Invited = components['schemas']['Invited'];
export type InvitedTo = components['schemas']['InvitedTo'];
export type Joining = components['schemas']['Joining'];
export type Json = components['schemas']['Json'];
export type Judged = components['schemas']['Judged'];
export type KeptDryRun = components['schemas']['KeptDryRun'];
export type KeptPack = components['schemas']['KeptPack'];
export type KillSwitch = components['schemas']['KillSwitch'];
export type KillSwitchList = components['schemas']['KillSwitchList'];
export type Lend = components['schemas']['Lend'];
export type Lent = components['schemas']['Lent'];
export type Link = components['schemas']['Link'];
export type LiveChange = components['schemas']['LiveChange'];
export type Loaded = components['schemas']['Loaded'];
export type LoggedOut = components['schemas']['LoggedOut'];
export type Login = components['schemas']['Login'];
export type Many = components['schemas']['Many'];
export type Mark = components['schemas']['Mark'];
export type MatchList = components['schemas']['MatchList'];
export type MatchReason = components['schemas']['MatchReason'];
export type Matching = components['schemas']['Matching'];
export type Measure = components['schemas']['Measure'];
export type Member = components['schemas']['Member'];
export type MemberList = components['schemas']['MemberList'];
export type MetricsSnapshot = components['schemas']['MetricsSnapshot'];
export type Most = components['schemas']['Most'];
export type NamedProvider = components['schemas']['NamedProvider'];
export type Names = components['schemas']['Names'];
export type New = components['schemas']['New'];
export type NewLimit = components['schemas']['NewLimit'];
export type NewLimits = components['schemas']['NewLimits'];
export type NewLink = components['schemas']['NewLink'];
export type NewPerson = components['schemas']['NewPerson'];
export type NewRole = components['schemas']['NewRole'];
export type NewTenant = components['schemas']['NewTenant'];
export type NewToken = components['schemas']['NewToken'];
export type NotReady = components['schemas']['NotReady'];
export type OpenIntent = components['schemas']['OpenIntent'];
export type OpenedLink = components['schemas']['OpenedLink'];
export type Overview = components['schemas']['Overview'];
export type OwnSession = components['schemas']['OwnSession'];
export type OwnSessionEnded = components['schemas']['OwnSessionEnded'];
export type OwnSessionList = components['schemas']['OwnSessionList'];
export type OwnTenant = components['schemas']['OwnTenant'];
export type PackActivation = components['schemas']['PackActivation'];
export type PackDifference = components['schemas']['PackDifference'];
export type PackVersion = components['schemas']['PackVersion'];
export type Packs = components['schemas']['Packs'];
export type Part = components['schemas']['Part'];
export type PartialSuccess = components['schemas']['PartialSuccess'];
export type PasswordChanged = components['schemas']['PasswordChanged'];
export type PasswordReset = components['schemas']['PasswordReset'];
export type PastCase = components['schemas']['PastCase'];
export type People = components['schemas']['People'];
export type Permission = components['schemas']['Permission'];
export type Person = components['schemas']['Person'];
export type PersonList = components['schemas']['PersonList'];
export type PersonTenant = components['schemas']['PersonTenant'];
export type Pipeline = components['schemas']['Pipeline'];
export type Place = components['schemas']['Place'];
export type Placed = components['schemas']['Placed'];
export type PlatformAnswer = components['schemas']['PlatformAnswer'];
export type PlatformConfig = components['schemas']['PlatformConfig'];
export type PlatformEnablement = components['schemas']['PlatformEnablement'];
export type PlatformEndpoint = components['schemas']['PlatformEndpoint'];
export type PlatformStatus = components['schemas']['PlatformStatus'];
export type PlatformStep = components['schemas']['PlatformStep'];
export type PlatformTool = components['schemas']['PlatformTool'];
export type PlatformToolPage = components['schemas']['PlatformToolPage'];
export type Playbook = components['schemas']['Playbook'];
export type PlaybookAgent = components['schemas']['PlaybookAgent'];
export type PlaybookCase = components['schemas']['PlaybookCase'];
export type PlaybookCasePage = components['schemas']['PlaybookCasePage'];
export type PlaybookCaseRun = components['schemas']['PlaybookCaseRun'];
export type PlaybookDeclaration = components['schemas']['PlaybookDeclaration'];
export type PlaybookDifference = components['schemas']['PlaybookDifference'];
export type PlaybookInput = components['schemas']['PlaybookInput'];
export type PlaybookList = components['schemas']['PlaybookList'];
export type PlaybookMatch = components['schemas']['PlaybookMatch'];
export type PlaybookRun = components['schemas']['PlaybookRun'];
export type PlaybookRunPage = components['schemas']['PlaybookRunPage'];
export type PlaybookRunRead = components['schemas']['PlaybookRunRead'];
export type PlaybookStanding = components['schemas']['PlaybookStanding'];
export type PlaybookStep = components['schemas']['PlaybookStep'];
export type PlaybookVersion = components['schemas']['PlaybookVersion'];
export type PlaybookVersions = components['schemas']['PlaybookVersions'];
export type Policies = components['schemas']['Policies'];
export type Policy = components['schemas']['Policy'];
export type PolicyRule = components['schemas']['PolicyRule'];
export type Presence = components['schemas']['Presence'];
export type Problem = components['schemas']['Problem'];
export type Progress = components['schemas']['Progress'];
export type ProvenanceRule = components['schemas']['ProvenanceRule'];
export type ProviderAddress = components['schemas']['ProviderAddress'];
export type Pulse = components['schemas']['Pulse'];
export type PulseList = components['schemas']['PulseList'];
export type Question = components['schemas']['Question'];
export type Quorum = components['schemas']['Quorum'];
export type RcaAsked = components['schemas']['RcaAsked'];
export type RcaProgress = components['schemas']['RcaProgress'];
export type RcaRun = components['schemas']['RcaRun'];
export type Received = components['schemas']['Received'];
export type Received1 = components['schemas']['Received1'];
export type Recheck = components['schemas']['Recheck'];
export type Recorded = components['schemas']['Recorded'];
export type RecordedCall = components['schemas']['RecordedCall'];
export type RecordedList = components['schemas']['RecordedList'];
export type RecordedStep = components['schemas']['RecordedStep'];
export type Redacted = components['schemas']['Redacted'];
export type Refused = components['schemas']['Refused'];
export type Registration = components['schemas']['Registration'];
export type Regression = components['schemas']['Regression'];
export type Rehearsed = components['schemas']['Rehearsed'];
export type RehearsedPlaybook = components['schemas']['RehearsedPlaybook'];
export type RehearsedResult = components['schemas']['RehearsedResult'];
export type RehearsedStep = components['schemas']['RehearsedStep'];
export type Remark = components['schemas']['Remark'];
export type Remarked = components['schemas']['Remarked'];
export type Remembered = components['schemas']['Remembered'];
export type RemovedMember = components['schemas']['RemovedMember'];
export type Replayed = components['schemas']['Replayed'];
export type Report = components['schemas']['Report'];
export type ReportCase = components['schemas']['ReportCase'];
export type ReportChanges = components['schemas']['ReportChanges'];
export type ReportCheck = components['schemas']['ReportCheck'];
export type ReportScope = components['schemas']['ReportScope'];
export type Requester = components['schemas']['Requester'];
export type ResetFor = components['schemas']['ResetFor'];
export type Resetting = components['schemas']['Resetting'];
export type Resolved = components['schemas']['Resolved'];
export type Role = components['schemas']['Role'];
export type Roles = components['schemas']['Roles'];
export type RootCause = components['schemas']['RootCause'];
export type RuledOut = components['schemas']['RuledOut'];
export type Run = components['schemas']['Run'];
export type RunCause = components['schemas']['RunCause'];
export type RunCost = components['schemas']['RunCost'];
export type RunCounted = components['schemas']['RunCounted'];
export type RunDiff = components['schemas']['RunDiff'];
export type RunEntry = components['schemas']['RunEntry'];
export type RunHypothesis = components['schemas']['RunHypothesis'];
export type RunLine = components['schemas']['RunLine'];
export type RunPage = components['schemas']['RunPage'];
export type RunReport = components['schemas']['RunReport'];
export type RunStep = components['schemas']['RunStep'];
export type RunTaken = components['schemas']['RunTaken'];
export type Runbook = components['schemas']['Runbook'];
export type RunbookAdded = components['schemas']['RunbookAdded'];
export type RunbookHit = components['schemas']['RunbookHit'];
export type RunbookList = components['schemas']['RunbookList'];
export type RunbookRemoved = components['schemas']['RunbookRemoved'];
export type RunbookSearch = components['schemas']['RunbookSearch'];
export type RunbookSection = components['schemas']['RunbookSection'];
export type Said = components['schemas']['Said'];
export type Same = components['schemas']['Same'];
export type Sample = components['schemas']['Sample'];
export type SampledIntent = components['schemas']['SampledIntent'];
export type Seen = components['schemas']['Seen'];
export type SequenceRule = components['schemas']['SequenceRule'];
export type Session = components['schemas']['Session'];
export type SessionEnded = components['schemas']['SessionEnded'];
export type Settings = components['schemas']['Settings'];
export type Shape = components['schemas']['Shape'];
export type ShownDryRun = components['schemas']['ShownDryRun'];
export type ShownVote = components['schemas']['ShownVote'];
export type Signal = components['schemas']['Signal'];
export type Signals = components['schemas']['Signals'];
export type SignedInPerson = components['schemas']['SignedInPerson'];
export type Simulated = components['schemas']['Simulated'];
export type SourceList = components['schemas']['SourceList'];
export type SourceSeen = components['schemas']['SourceSeen'];
export type Stage = components['schemas']['Stage'];
export type Standing = components['schemas']['Standing'];
export type Standings = components['schemas']['Standings'];
export type Start = components['schemas']['Start'];
export type StepDone = components['schemas']['StepDone'];
export type Summary = components['schemas']['Summary'];
export type Suspect = components['schemas']['Suspect'];
export type Template = components['schemas']['Template'];
export type Tenant = components['schemas']['Tenant'];
export type TenantList = components['schemas']['TenantList'];
export type TenantSettings = components['schemas']['TenantSettings'];
export type TenantStatus = components['schemas']['TenantStatus'];
export type Text = components['schemas']['Text'];
export type TicketTexts = components['schemas']['TicketTexts'];
export type TimeWindow = components['schemas']['TimeWindow'];
export type TimelineEntry = components['schemas']['TimelineEntry'];
export type TimelinePage = components['schemas']['TimelinePage'];
export type Token = components['schemas']['Token'];
export type TokenList = components['schemas']['TokenList'];
export type TokenSecret = components['schemas']['TokenSecret'];
export type Tool = components['schemas']['Tool'];
export type ToolDefinition = components['schemas']['ToolDefinition'];
export type ToolList = components['schemas']['ToolList'];
export type ToolPolicy = components['schemas']['ToolPolicy'];
export type ToolRead = components['schemas']['ToolRead'];
export type ToolServer = components['schemas']['ToolServer'];
export type ToolServerList = components['schemas']['ToolServerList'];
export type ToolServerSeen = components['schemas']['ToolServerSeen'];
export type Topology = components['schemas']['Topology'];
export type Undo = components['schemas']['Undo'];
export type Unlinked = components['schemas']['Unlinked'];
export type Unseen = components['schemas']['Unseen'];
export type Usage = components['schemas']['Usage'];
export type UsageRow = components['schemas']['UsageRow'];
export type Value = components['schemas']['Value'];
export type Verdict = components['schemas']['Verdict'];
export type Verification = components['schemas']['Verification'];
export type VerificationTimes = components['schemas']['VerificationTimes'];
export type Vote = components['schemas']['Vote'];
export type Ways = components['schemas']['Ways'];
export type WhoAmI = components['schemas']['WhoAmI'];
export type Why = components['schemas']['Why'];
export type Window = components['schemas']['Window'];
export type WitnessLag = components['schemas']['WitnessLag'];
export type WitnessList = components['schemas']['WitnessList'];
export type Word = components['schemas']['Word'];
export type Worker = components['schemas']['Worker'];
export type rootward__api__actions__Ended = components['schemas']['rootward__api__actions__Ended'];
export type rootward__api__admin__Because = components['schemas']['rootward__api__admin__Because'];
export type rootward__api__approvals__Comment = components['schemas']['rootward__api__approvals__Comment'];
export type rootward__api__case_views__Wanted = components['schemas']['rootward__api__case_views__Wanted'];
export type rootward__api__cases__Comment = components['schemas']['rootward__api__cases__Comment'];
export type rootward__api__delegations__Because = components['schemas']['rootward__api__delegations__Because'];
export type rootward__api__identity__Ended = components['schemas']['rootward__api__identity__Ended'];
export type rootward__api__kill_switch__Because = components['schemas']['rootward__api__kill_switch__Because'];
export type rootward__api__members__Wanted = components['schemas']['rootward__api__members__Wanted'];
export type rootward__api__oidc__Wanted = components['schemas']['rootward__api__oidc__Wanted'];
export type rootward__api__playbook_rehearsals__Wanted = components['schemas']['rootward__api__playbook_rehearsals__Wanted'];
export type rootward__api__rehearsals__Wanted = components['schemas']['rootward__api__rehearsals__Wanted'];
export type $defs = Record<string, never>;
export interface operations {
    list_events_api_v1_events_get: {
        parameters: {
            query?: {
                start?: string | null;
                end?: string | null;
                source?: string;
                event_type?: string;
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_events_api_v1_events_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Another good answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Received"];
                };
            };
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_event_api_v1_events__event_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                event_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Event"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_webhook_api_v1_ingest__source__post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                source: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Summary"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_alerts_api_v2_alerts_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Summary"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_otlp_v1__signal__post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                signal: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PartialSuccess"];
                    "application/x-protobuf": string;
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    health_health_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alive"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    health_db_health_db_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Another good answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotReady"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ready_health_ready_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Another good answer */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NotReady"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    scrape_metrics_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pipeline_api_v1_pipeline_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Pipeline"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_cases_api_v1_cases_get: {
        parameters: {
            query?: {
                state?: string[] | null;
                severity?: string[] | null;
                kind?: string[] | null;
                entity?: string;
                text?: string;
                assigned_to?: string;
                cause?: string[] | null;
                source?: string[] | null;
                team?: string[] | null;
                active?: boolean;
                sort?: "newest" | "updated" | "severity";
                limit?: number;
                cursor?: string;
                facets?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CasePage"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_case_api_v1_cases__ref__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseRead"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_timeline_api_v1_cases__ref__timeline_get: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
                events?: boolean;
            };
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimelinePage"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_events_api_v1_cases__ref__events_get: {
        parameters: {
            query?: {
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventPage"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    acknowledge_api_v1_cases__ref__acknowledge_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unacknowledge_api_v1_cases__ref__unacknowledge_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    assign_api_v1_cases__ref__assign_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Mark"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    comment_api_v1_cases__ref__comment_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["rootward__api__cases__Comment"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    snooze_api_v1_cases__ref__snooze_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Mark"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    wake_api_v1_cases__ref__wake_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    move_api_v1_cases__ref__move_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Mark"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resolve_api_v1_cases__ref__resolve_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Cause"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Resolved"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirm_api_v1_cases__ref__cause_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Cause"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Remembered"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forget_api_v1_cases__ref__cause_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    merge_cases_api_v1_cases__ref__merge_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Mark"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    split_case_api_v1_cases__ref__split_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                ref: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Part"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Case"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_many_api_v1_cases_bulk_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Many"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BulkAnswer"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_pulses_api_v1_case_pulses_get: {
        parameters: {
            query: {
                case: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PulseList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_views_api_v1_case_views_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseViewList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_view_api_v1_case_views_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["New"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_view_api_v1_case_views__view_id__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                view_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_view_api_v1_case_views__view_id__patch: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                view_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Change"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseView"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_names_api_v1_names_get: {
        parameters: {
            query: {
                id: string[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Names"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    investigate_api_v1_investigate_post: {
        parameters: {
            query?: {
                wait?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Question"];
            };
        };
        responses: {
            /** @description Another good answer */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Investigated"] | components["schemas"]["Investigation"];
                };
            };
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Asked"] | components["schemas"]["Investigation"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_investigations_api_v1_investigations_get: {
        parameters: {
            query?: {
                case_id?: string;
                limit?: number;
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvestigationPage"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_investigation_api_v1_investigations__investigation_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                investigation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvestigationRead"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stream_api_v1_investigations__investigation_id__stream_get: {
        parameters: {
            query?: never;
            header?: {
                "last-event-id"?: number | null;
            };
            path: {
                investigation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["InvestigationStep"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_report_api_v1_reports__report_id__get: {
        parameters: {
            query?: {
                format?: "json" | "md";
            };
            header?: {
                "if-none-match"?: string;
            };
            path: {
                report_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Report"];
                    "text/markdown": string;
                };
            };
            /** @description Another good answer */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_report_changes_api_v1_reports__report_id__changes_get: {
        parameters: {
            query: {
                since: string;
            };
            header?: never;
            path: {
                report_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportChanges"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verify_report_api_v1_reports__report_id__verify_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                report_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportCheck"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_evidence_api_v1_evidence__evidence_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                evidence_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EvidenceRead"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verify_evidence_api_v1_evidence__evidence_id__verify_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                evidence_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Recheck"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_dead_letters_api_v1_dead_letters_get: {
        parameters: {
            query?: {
                state?: "open" | "replayed" | "discarded" | "";
                limit?: number;
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterPage"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_dead_letter_api_v1_dead_letters__dead_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dead_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetterRead"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replay_api_v1_dead_letters__dead_id__replay_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dead_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Replayed"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    discard_api_v1_dead_letters__dead_id__discard_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                dead_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeadLetter"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_detection_api_v1_detection_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Detection"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_topology_api_v1_topology_get: {
        parameters: {
            query?: {
                entity?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Topology"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_runbooks_api_v1_runbooks_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunbookList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    add_api_v1_runbooks_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Text"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunbookAdded"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_api_v1_runbooks_delete: {
        parameters: {
            query: {
                path: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunbookRemoved"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    search_api_v1_runbooks_search_get: {
        parameters: {
            query: {
                words: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunbookSearch"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_packs_api_v1_packs_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Packs"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_pack_api_v1_packs_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptPack"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_effective_api_v1_packs_effective_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EffectivePack"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_diff_api_v1_packs__name__diff_get: {
        parameters: {
            query: {
                before: string;
                after: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PackDifference"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    activate_api_v1_packs__name__activate_post: {
        parameters: {
            query: {
                version: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Packs"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    roll_back_api_v1_packs__name__roll_back_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Packs"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deactivate_api_v1_packs__name__deactivate_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Packs"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_connections_api_v1_connections_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_connection_api_v1_connections__name__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Connection"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_connection_api_v1_connections__name__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    try_connection_api_v1_connections__name__test_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionTried"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_actions_api_v1_actions_get: {
        parameters: {
            query?: {
                state?: string;
                tool?: string;
                case?: string;
                run_id?: string;
                limit?: number;
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionPage"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_action_api_v1_actions_post: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Ask"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Action"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_action_api_v1_actions__action_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                action_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Action"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resolve_action_api_v1_actions__action_id__resolve_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                action_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["rootward__api__actions__Ended"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Action"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_policy_api_v1_policy_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Policy"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    simulate_policy_api_v1_policy_simulate_post: {
        parameters: {
            query?: {
                days?: number;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Simulated"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    whoami_api_v1_whoami_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhoAmI"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_tokens_api_v1_tokens_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_token_api_v1_tokens_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewToken"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenSecret"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotate_token_api_v1_tokens__token_id__rotate_post: {
        parameters: {
            query?: {
                grace_s?: number;
            };
            header?: never;
            path: {
                token_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenSecret"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_token_api_v1_tokens__token_id__revoke_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                token_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Token"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_tenants_api_v1_tenants_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_tenant_api_v1_tenants_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTenant"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FoundedTenant"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    suspend_tenant_api_v1_tenants__tenant_id__suspend_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["rootward__api__admin__Because"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantStatus"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resume_tenant_api_v1_tenants__tenant_id__resume_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["rootward__api__admin__Because"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantStatus"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_settings_api_v1_settings_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantSettings"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_settings_api_v1_settings_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Settings"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantSettings"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sources_api_v1_sources_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    search_audit_api_v1_audit_get: {
        parameters: {
            query?: {
                action?: string | null;
                actor?: string | null;
                resource?: string | null;
                before_seq?: number | null;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verify_audit_api_v1_audit_verify_get: {
        parameters: {
            query?: {
                from_seq?: number;
                to_seq?: number | null;
                witness?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verification"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verify_audit_against_api_v1_audit_verify_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Check"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verification"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_checkpoint_api_v1_audit_checkpoint_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_checkpoint_api_v1_audit_checkpoint_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_receipt_api_v1_audit_receipt_get: {
        parameters: {
            query: {
                seq: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain": string;
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_witnesses_api_v1_audit_witnesses_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WitnessList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_keys_api_v1_audit_keys_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditKeyList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotate_key_api_v1_audit_keys_rotate_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditKeyList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    prove_entry_api_v1_audit_prove_get: {
        parameters: {
            query?: {
                seq?: number | null;
                old?: number | null;
                new?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InclusionProof"] | components["schemas"]["ConsistencyProof"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export_audit_api_v1_audit_export_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_evidence_api_v1_audit_evidence_get: {
        parameters: {
            query?: {
                since?: string;
                until?: string;
                sample?: number;
                seed?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditEvidence"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    hash_value_api_v1_audit_hash_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Value"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HashedValue"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_roles_api_v1_roles_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Roles"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logout_api_v1_logout_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoggedOut"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deny_token_api_v1_logged_out_tokens_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["rootward__api__identity__Ended"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LoggedOut"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_approvals_api_v1_approvals_get: {
        parameters: {
            query?: {
                state?: string;
                mine?: boolean;
                unreviewed?: boolean;
                action_id?: string;
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalPage"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_approval_api_v1_approvals__approval_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                approval_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalCard"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approve_api_v1_approvals__approval_id__approve_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                approval_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Vote"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalCard"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deny_api_v1_approvals__approval_id__deny_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                approval_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Vote"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalCard"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delegate_api_v1_approvals__approval_id__delegate_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                approval_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Lend"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lent"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ask_changes_api_v1_approvals__approval_id__ask_changes_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                approval_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Remark"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalCard"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    amend_call_api_v1_approvals__approval_id__amend_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                approval_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Amended"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AmendedCall"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    review_api_v1_approvals__approval_id__review_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                approval_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["rootward__api__approvals__Comment"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalCard"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    make_link_api_v1_approvals__approval_id__links_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                approval_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewLink"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalLink"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    open_link_api_v1_approval_links__link__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                link: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenedLink"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirm_link_api_v1_approval_links__link__post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                link: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["rootward__api__approvals__Comment"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApprovalCard"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_delegations_api_v1_delegations_get: {
        parameters: {
            query?: {
                ended?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DelegationList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    lend_api_v1_delegations_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Lend"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delegation"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_api_v1_delegations__delegation_id__revoke_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                delegation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Delegation"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_identities_api_v1_identities_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IdentityList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    link_identities_api_v1_identities_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Same"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewPerson"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unlink_identity_api_v1_identities__principal_id__unlink_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                principal_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["rootward__api__delegations__Because"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unlinked"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    execute_api_tools__name__execute_post: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Execution"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Executed"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    execute_api_v1_tools__name__execute_post: {
        parameters: {
            query?: never;
            header?: {
                "idempotency-key"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Execution"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Executed"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_executions_api_tools_executions_get: {
        parameters: {
            query?: {
                tool_id?: string;
                exception_id?: string;
                status?: "requested" | "running" | "succeeded" | "failed" | "unknown" | "";
                actor_type?: "user" | "agent" | "system" | "";
                actor_id?: string;
                page?: number;
                pageSize?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExecutedPage"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_executions_api_v1_tools_executions_get: {
        parameters: {
            query?: {
                tool_id?: string;
                exception_id?: string;
                status?: "requested" | "running" | "succeeded" | "failed" | "unknown" | "";
                actor_type?: "user" | "agent" | "system" | "";
                actor_id?: string;
                page?: number;
                pageSize?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExecutedPage"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_execution_api_tools_executions__execution_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                execution_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Executed"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_execution_api_v1_tools_executions__execution_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                execution_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Executed"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_tools_api_v1_tools_get: {
        parameters: {
            query?: {
                name?: string;
                state?: string;
                origin?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_tool_api_v1_tools__name__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolRead"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_tool_api_v1_tools__name__put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    [key: string]: unknown;
                };
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolRead"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_tool_api_v1_tools__name__delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_enablement_api_v1_tools__name__enablement_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Enablement"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tool"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_enablement_api_v1_tools__name__enablement_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tool"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pin_tool_api_v1_tools__name__pin_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tool"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    approve_tool_api_v1_tools__name__approve_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Seen"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tool"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rehearse_tool_api_v1_tools__name__rehearse_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["rootward__api__rehearsals__Wanted"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Rehearsed"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_tools_api_tools_get: {
        parameters: {
            query?: {
                page?: number;
                pageSize?: number;
                scope?: "global" | "tenant" | "all";
                enabled?: "true" | "false" | "all";
                name?: string;
                type?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlatformToolPage"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_tool_api_tools_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Registration"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlatformTool"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_tool_api_tools__name__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlatformTool"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_enablement_api_tools__name__enablement_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlatformEnablement"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_enablement_api_tools__name__enablement_put: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Enablement"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlatformEnablement"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_enablement_api_tools__name__enablement_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlatformEnablement"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_servers_api_v1_tool_servers_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolServerList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    look_at_server_api_v1_tool_servers__name__look_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ToolServerSeen"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_budgets_api_v1_budgets_get: {
        parameters: {
            query?: {
                scope?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Budgets"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    put_budgets_api_v1_budgets_put: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewLimits"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Budgets"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_usage_api_v1_usage_get: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                by?: "total" | "day" | "month" | "agent" | "tool" | "case";
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Usage"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_kill_switches_api_v1_kill_switches_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KillSwitchList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    engage_kill_switch_api_v1_kill_switches_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Engagement"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KillSwitch"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    lift_kill_switch_api_v1_kill_switches__scope__lift_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scope: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["rootward__api__kill_switch__Because"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KillSwitch"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirm_lift_of_kill_switch_api_v1_kill_switches__scope__confirm_lift_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                scope: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KillSwitch"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_playbooks_api_v1_playbooks_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaybookList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    match_playbooks_api_v1_playbooks_match_get: {
        parameters: {
            query: {
                case: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MatchList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_playbook_api_v1_playbooks__name__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Playbook"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_cases_of_playbook_api_v1_playbooks__name__matches_get: {
        parameters: {
            query?: {
                limit?: number;
                after?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaybookCasePage"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_standing_api_v1_playbooks__name__standing_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaybookStanding"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_runs_api_v1_playbook_runs_get: {
        parameters: {
            query?: {
                case?: string;
                playbook?: string;
                state?: string[] | null;
                limit?: number;
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaybookRunPage"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_playbook_api_v1_playbook_runs_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Start"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaybookRun"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_run_api_v1_playbook_runs__playbook_run_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                playbook_run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaybookRunRead"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_run_api_v1_playbook_runs__playbook_run_id__start_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                playbook_run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Inputs"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaybookRun"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pause_run_api_v1_playbook_runs__playbook_run_id__pause_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                playbook_run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaybookRun"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resume_run_api_v1_playbook_runs__playbook_run_id__resume_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                playbook_run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaybookRun"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stop_run_api_v1_playbook_runs__playbook_run_id__stop_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                playbook_run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Why"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaybookRun"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    complete_step_api_v1_playbook_runs__playbook_run_id__steps__order__complete_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                playbook_run_id: string;
                order: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StepDone"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaybookRun"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_versions_api_v1_playbooks__name__versions_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaybookVersions"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_declaration_api_v1_playbooks__name__declaration_get: {
        parameters: {
            query?: {
                /** @description a version of a pack, PACK@VERSION, or a digest */
                version?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaybookDeclaration"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_playbook_diff_api_v1_playbooks__name__diff_get: {
        parameters: {
            query: {
                /** @description a version of a pack, PACK@VERSION, or a digest */
                before: string;
                /** @description a version of a pack, PACK@VERSION, or a digest */
                after: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlaybookDifference"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rehearse_playbook_api_v1_playbooks__name__rehearse_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["rootward__api__playbook_rehearsals__Wanted"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RehearsedPlaybook"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_pack_tenants__tenant_id__packs__kind__post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
                kind: "domain" | "policy";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeptPack"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    recalculate_exceptions__tenant_id___exception_id__playbook_recalculate_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
                exception_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlatformAnswer"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_playbook_exceptions__tenant_id___exception_id__playbook_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
                exception_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlatformStatus"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    complete_step_exceptions__tenant_id___exception_id__playbook_steps__step_order__complete_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenant_id: string;
                exception_id: string;
                step_order: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Completion"];
            };
        };
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlatformStatus"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_rca_run_agent_runs__run_id__rca_runs_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RcaAsked"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_rca_run_agent_runs_rca_runs__rca_run_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                rca_run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RcaRun"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stream_rca_runs__rca_run_id__stream_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                rca_run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["RcaProgress"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_agent_run_agent_runs_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunTaken"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_agent_run_agent_runs__run_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunCounted"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_timeline_agent_runs__run_id__timeline_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunEntry"][];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_overview_metrics_overview_get: {
        parameters: {
            query?: {
                hours?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_agent_runs_api_v1_agent_runs_get: {
        parameters: {
            query?: {
                agent?: string;
                version?: string;
                status?: string;
                signature?: string;
                model?: string;
                origin?: "sent" | "own" | "";
                limit?: number;
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunPage"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_fleet_api_v1_agent_runs_fleet_get: {
        parameters: {
            query?: {
                hours?: number;
                agent?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Fleet"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_clusters_api_v1_agent_runs_clusters_get: {
        parameters: {
            query?: {
                hours?: number;
                agent?: string;
                new?: boolean;
                limit?: number;
                cursor?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClusterPage"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_run_api_v1_agent_runs__run_id__get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Run"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_diagnosis_api_v1_agent_runs__run_id__diagnosis_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Diagnosis"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_diff_api_v1_agent_runs__run_id__diff_get: {
        parameters: {
            query: {
                since: string;
            };
            header?: never;
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDiff"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    follow_api_v1_stream_get: {
        parameters: {
            query?: {
                kind?: string[] | null;
            };
            header?: {
                "last-event-id"?: number | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["LiveChange"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    get_signals_api_v1_reports__report_id__signals_get: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path: {
                report_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Signals"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_recorded_api_v1_recorded_incidents_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecordedList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    load_recorded_api_v1_recorded_incidents__name__load_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Loaded"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    show_api_v1_session_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    begin_api_v1_session_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entered"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_api_v1_session_delete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionEnded"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ways_api_v1_session_ways_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ways"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in_api_v1_session_password_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entered"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    switch_api_v1_session_tenant_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Place"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entered"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_entities_api_v1_explore_entities_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entities"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    explore_api_v1_explore_get: {
        parameters: {
            query: {
                entity: string;
                start?: string | null;
                end?: string | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Explored"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_password_api_v1_account_password_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Changing"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordChanged"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_sessions_api_v1_account_sessions_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnSessionList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_session_api_v1_account_sessions__session_id__end_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                session_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OwnSessionEnded"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    look_api_v1_invitation_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Link"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitedTo"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accept_api_v1_invitation_accept_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Joining"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entered"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    look_at_reset_api_v1_reset_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Link"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResetFor"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    set_password_api_v1_reset_accept_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Resetting"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordChanged"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_members_api_v1_members_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_role_api_v1_members__person_id__role_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRole"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    disable_member_api_v1_members__person_id__disable_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    enable_member_api_v1_members__person_id__enable_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Member"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_member_api_v1_members__person_id__remove_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemovedMember"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reset_member_api_v1_members__person_id__reset_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordReset"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_invitations_api_v1_invitations_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invite_api_v1_invitations_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["rootward__api__members__Wanted"];
            };
        };
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invited"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_invitation_api_v1_invitations__invitation_id__revoke_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                invitation_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitation"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    list_people_api_v1_people_get: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonList"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    disable_person_api_v1_people__person_id__disable_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    enable_person_api_v1_people__person_id__enable_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Person"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reset_person_api_v1_people__person_id__reset_post: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                person_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordReset"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    begin_api_v1_session_oidc_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["rootward__api__oidc__Wanted"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProviderAddress"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    come_back_api_v1_session_oidc_callback_get: {
        parameters: {
            query: {
                state: string;
                code?: string;
                error?: string;
                iss?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Another good answer */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    try_redaction_api_v1_redaction_try_post: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Sample"];
            };
        };
        responses: {
            /** @description Successful Response */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Redacted"];
                };
            };
            /** @description A refusal: every error is a problem (RFC 9457) */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}

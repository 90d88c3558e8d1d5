package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorKind;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.http.HttpExchange;
import io.auditdb.api.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Errors as OperationOutcomes of FHIR R4 tell them, an issue for each fault. */
final class FhirOutcome {
    /** Resources never change. */
    static final String VERSION = "W/\"1\"";

    private static final Map<StandardErrorCode, String> ISSUES = Map.of(
            StandardErrorCode.NOT_FOUND, "not-found",
            StandardErrorCode.FORBIDDEN, "forbidden",
            StandardErrorCode.CONFLICT, "conflict",
            StandardErrorCode.TOO_LARGE, "too-long",
            StandardErrorCode.UNSUPPORTED_FORMAT, "not-supported",
            StandardErrorCode.MALFORMED_INPUT, "structure");

    private final Json json;

    FhirOutcome(Json json) {
        this.json = json;
    }

    void answer(HttpExchange exchange, AuditDbException error) throws IOException {
        error.retryAfter()
                .ifPresent(it -> exchange.setHeader("Retry-After", Long.toString(Math.max(1, it.toSeconds()))));
        json.write(of(error), exchange.respond(error.code().status(), FhirRoutes.MEDIA_TYPE));
    }

    /** The response of one entry of a batch. */
    Map<String, Object> response(AuditDbException error) {
        return Map.of("status", Integer.toString(error.code().status()), "outcome", of(error));
    }

    private static Map<String, Object> of(AuditDbException error) {
        var issues = new ArrayList<Object>();
        if (error.faults().isEmpty()) {
            issues.add(issue(error, error.getMessage(), null));
        }
        for (Fault fault : error.faults()) {
            issues.add(issue(error, fault.path() + " " + fault.problem(), expression(fault.path())));
        }
        var outcome = new LinkedHashMap<String, Object>();
        outcome.put("resourceType", "OperationOutcome");
        outcome.put("issue", issues);
        return outcome;
    }

    private static Map<String, Object> issue(AuditDbException error, String diagnostics, String expression) {
        var issue = new LinkedHashMap<String, Object>();
        issue.put("severity", "error");
        issue.put("code", code(error));
        issue.put("diagnostics", diagnostics.strip());
        if (expression != null) {
            issue.put("expression", List.of(expression));
        }
        return issue;
    }

    private static String code(AuditDbException error) {
        boolean isPassing = error.code().kind() == ErrorKind.RESOURCE;
        return error.code() instanceof StandardErrorCode code && ISSUES.containsKey(code)
                ? ISSUES.get(code)
                : isPassing ? "transient" : error.code().kind() == ErrorKind.CALLER ? "invalid" : "exception";
    }

    /** {@code /agent/0/who} as FHIRPath has it; null for what is no place in a resource. */
    private static String expression(String pointer) {
        if (!pointer.startsWith("/")) {
            return null;
        }
        String path = pointer.replaceAll("/(\\d+)", "[$1]").replace('/', '.');
        return (pointer.startsWith("/entry/") ? "Bundle" : "AuditEvent") + path;
    }
}

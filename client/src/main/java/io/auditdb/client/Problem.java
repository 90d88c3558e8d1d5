package io.auditdb.client;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorCode;
import io.auditdb.api.error.Fault;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** Turns an answer that says no into the exception that the platform meant (RFC 9457). */
final class Problem {
    private Problem() {}

    static AuditDbException of(Answer answer) {
        byte[] body = answer.bytes();
        try {
            return Answer.read(body, json -> of(answer, json));
        } catch (AuditDbException e) {
            return withoutDocument(answer);
        }
    }

    private static AuditDbException of(Answer answer, JsonObject json) {
        ErrorCode code = RemoteErrorCode.of(json.text("code"), answer.status());
        List<Fault> faults = faults(json.array("faults"));
        String title = json.has("title") ? json.text("title") : "HTTP status " + answer.status();
        String message = json.has("detail") ? json.text("detail") : title;
        return faults.isEmpty()
                ? new AuditDbException(code, message, retryAfter(answer, json), null)
                : new AuditDbException(code, withoutFaults(message, faults), faults);
    }

    static List<Fault> faults(List<?> array) {
        return array.stream()
                .map(JsonObject::of)
                .map(fault -> new Fault(fault.has("path") ? fault.text("path") : "", fault.required("problem")))
                .toList();
    }

    private static AuditDbException withoutDocument(Answer answer) {
        String message = "HTTP status " + answer.status() + " without a problem document";
        return new AuditDbException(
                RemoteErrorCode.of(null, answer.status()),
                message,
                answer.retryAfter().orElse(null),
                null);
    }

    private static Duration retryAfter(Answer answer, JsonObject json) {
        return json.has("retryAfterMillis")
                ? Duration.ofMillis(json.number("retryAfterMillis"))
                : answer.retryAfter().orElse(null);
    }

    /** The exception puts the faults into its message; an answer made from such a message has them already. */
    private static String withoutFaults(String message, List<Fault> faults) {
        String suffix = faults.stream().map(Fault::toString).collect(Collectors.joining("; ", " (", ")"));
        return message.endsWith(suffix) ? message.substring(0, message.length() - suffix.length()) : message;
    }
}

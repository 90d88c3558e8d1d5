package io.auditdb.kernel.http;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.ErrorKind;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpStatus;

/**
 * An error as RFC 9457 tells it.
 *
 * @param instance names this occurrence, in the answer and in the log; null when nobody needs to look
 * @param correlationId names the request, in the answer and in the log; null where it was none yet
 */
record Problem(
        int status,
        String code,
        String detail,
        List<Fault> faults,
        Duration retryAfter,
        UUID instance,
        String correlationId) {
    static final String MEDIA_TYPE = "application/problem+json";

    /** An error that was thrown on purpose. */
    static Problem of(AuditDbException error, Duration defaultRetryAfter) {
        int status = error.code().status();
        Duration retryAfter =
                error.retryAfter().orElse(error.code().kind() == ErrorKind.RESOURCE ? defaultRetryAfter : null);
        boolean somebodyHasToLook =
                error.code().kind() == ErrorKind.INTERNAL || error.code().kind() == ErrorKind.INTEGRITY;
        return new Problem(
                status >= 400 && status <= 599 ? status : HttpStatus.INTERNAL_SERVER_ERROR_500,
                error.code().name(),
                withoutFaults(error),
                error.faults(),
                retryAfter,
                somebodyHasToLook ? UUID.randomUUID() : null,
                null);
    }

    /** A defect. What it says is for the log only: it may hold anything. */
    static Problem defect() {
        UUID instance = UUID.randomUUID();
        return new Problem(
                HttpStatus.INTERNAL_SERVER_ERROR_500,
                StandardErrorCode.INTERNAL_ERROR.name(),
                "The request failed for a reason that is not the caller's; the server's log tells it under " + instance,
                List.of(),
                null,
                instance,
                null);
    }

    /** An error that HTTP itself knows. */
    static Problem ofStatus(int status, String detail, Duration defaultRetryAfter) {
        var code = switch (status) {
            case 401 -> StandardErrorCode.UNAUTHENTICATED;
            case 403 -> StandardErrorCode.FORBIDDEN;
            case 404 -> StandardErrorCode.NOT_FOUND;
            case 405 -> StandardErrorCode.METHOD_NOT_ALLOWED;
            case 408 -> StandardErrorCode.TIMEOUT;
            case 413, 414, 431 -> StandardErrorCode.TOO_LARGE;
            case 415 -> StandardErrorCode.UNSUPPORTED_FORMAT;
            case 503 -> StandardErrorCode.STOPPING;
            default -> status < 500 ? StandardErrorCode.INVALID_REQUEST : StandardErrorCode.INTERNAL_ERROR;
        };
        return new Problem(
                status, code.name(), detail, List.of(), status == 503 ? defaultRetryAfter : null, null, null);
    }

    /** Returns the same error of a request of this name. */
    Problem within(String request) {
        return new Problem(status, code, detail, faults, retryAfter, instance, request);
    }

    /** Returns the wait in whole seconds, rounded up, as the Retry-After header has it. */
    Optional<Long> retryAfterSeconds() {
        return Optional.ofNullable(retryAfter).map(wait -> Math.max(1, (wait.toMillis() + 999) / 1000));
    }

    /** Returns the document as a JSON value. */
    Map<String, Object> document(int maxFaults) {
        var document = new LinkedHashMap<String, Object>();
        document.put("type", "about:blank");
        document.put("title", HttpStatus.getMessage(status));
        document.put("status", status);
        document.put("detail", detail);
        document.put("code", code);
        if (instance != null) {
            document.put("instance", "urn:uuid:" + instance);
        }
        if (correlationId != null) {
            document.put("correlationId", correlationId);
        }
        document.put("faults", listed(maxFaults));
        if (retryAfter != null) {
            document.put("retryAfterMillis", retryAfter.toMillis());
        }
        return document;
    }

    private List<Object> listed(int maxFaults) {
        var listed = new ArrayList<Object>();
        faults.stream()
                .limit(maxFaults)
                .forEach(fault -> listed.add(Map.of("path", fault.path(), "problem", fault.problem())));
        if (faults.size() > maxFaults) {
            listed.add(Map.of("path", "", "problem", "and " + (faults.size() - maxFaults) + " more"));
        }
        return listed;
    }

    /** The message of the exception ends in all its faults, which the document lists in a member of their own. */
    private static String withoutFaults(AuditDbException error) {
        String message = error.getMessage();
        String suffix = error.faults().stream().map(Fault::toString).collect(Collectors.joining("; ", " (", ")"));
        return message.endsWith(suffix) ? message.substring(0, message.length() - suffix.length()) : message;
    }
}

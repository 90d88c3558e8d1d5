package io.auditdb.client;

import io.auditdb.api.operations.BreakerReport;
import io.auditdb.api.operations.ErrorGroup;
import io.auditdb.api.operations.ErrorReport;
import java.util.List;
import java.util.Map;

/**
 * What operators do about failures. Throws as {@link AuditDbClient} does; changes are never repeated by themselves. Safe for
 * use by many threads.
 */
public final class FailureOperations {
    private static final String ERRORS = "/v1/errors";
    private static final String BREAKERS = "/v1/breakers";

    private final Transport transport;

    FailureOperations(Transport transport) {
        this.transport = transport;
    }

    /** Returns what has failed on the instance that answers since it started. */
    public ErrorReport errors() {
        try (Answer answer = transport.send(Call.get(ERRORS))) {
            return answer.json(FailureAnswers::report);
        }
    }

    /** Returns what is known of failures of one kind. */
    public ErrorGroup error(String fingerprint) {
        try (Answer answer = transport.send(Call.get(ERRORS + "/" + QueryString.encode(fingerprint)))) {
            return answer.json(FailureAnswers::group);
        }
    }

    /** Returns what the instance that answers makes of the things outside it, by name. */
    public List<BreakerReport> breakers() {
        try (Answer answer = transport.send(Call.get(BREAKERS))) {
            return answer.json(FailureAnswers::breakers);
        }
    }

    /** Has one of them asked again at once. */
    public void resetBreaker(String name) {
        transport
                .send(Call.post(BREAKERS + "/" + QueryString.encode(name) + "/reset")
                        .sending(Call.JSON, JsonText.write(Map.of())))
                .close();
    }
}

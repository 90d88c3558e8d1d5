package io.auditdb.kernel.errors;

import io.auditdb.api.operations.ErrorGroup;
import java.util.List;
import org.slf4j.MDC;

/**
 * What log lines and errors say of the call in whose course they come: in SLF4J's MDC, so that each line of the thread has
 * it until this is closed. Nothing in it is personal. For one thread.
 */
public final class CallContext implements AutoCloseable {
    private static final String OPERATION = "operation";
    private static final String TENANT = "tenant";
    private static final String PRINCIPAL = "principal";
    private static final String INSTANCE = "instance";
    private static final String CORRELATION = "correlationId";
    private static final List<String> ALL = List.of(OPERATION, TENANT, PRINCIPAL, INSTANCE, CORRELATION);

    private final String correlationId;

    CallContext(String instance, String correlationId) {
        this.correlationId = correlationId;
        MDC.put(INSTANCE, instance);
        MDC.put(CORRELATION, correlationId);
    }

    /** Returns what caller and log lines call it. */
    public String correlationId() {
        return correlationId;
    }

    /** Says what is done: a route or a job, without values. */
    public void operation(String operation) {
        MDC.put(OPERATION, operation);
    }

    /** Says for which organisation it is. */
    public void tenant(String tenant) {
        MDC.put(TENANT, tenant);
    }

    void principal(String pseudonym) {
        MDC.put(PRINCIPAL, pseudonym);
    }

    /** Returns what is known of the call of this thread. */
    static ErrorGroup.Context current() {
        return new ErrorGroup.Context(
                value(OPERATION), value(TENANT), value(PRINCIPAL), value(INSTANCE), value(CORRELATION));
    }

    private static String value(String key) {
        String value = MDC.get(key);
        return value == null ? "" : value;
    }

    @Override
    public void close() {
        ALL.forEach(MDC::remove);
    }
}

package io.auditdb.kernel.plugin;

import io.auditdb.api.security.Access;
import java.util.Map;

/** Records what an operator did. */
@FunctionalInterface
public interface OperationLog {
    /**
     * Records one operation before its caller learns that it succeeded. When this throws, the operation is undone.
     *
     * @param by who did it
     * @param action what was done, such as {@code plugin.enable}
     * @param details what it was done to
     */
    void record(Access by, String action, Map<String, Object> details);
}

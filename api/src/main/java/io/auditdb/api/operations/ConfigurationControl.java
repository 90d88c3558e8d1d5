package io.auditdb.api.operations;

import io.auditdb.api.security.Access;
import java.util.List;

/**
 * Puts into force what was edited in the configuration file. The platform also does so by itself when the file changes, unless
 * {@code plugin-host.watch-interval} is 0. Provided by the host; safe for use by many threads.
 */
public interface ConfigurationControl {
    /**
     * Makes what runs agree with the file, and touches nothing else. The file is judged as a whole before anything changes, and
     * what is to be started has started and is well before anything is switched.
     *
     * @param dryRun whether only to say what would change
     * @return what has changed of plugins, and what waits for the next start; empty when everything agrees
     * @throws io.auditdb.api.error.AuditDbException {@code INVALID_CONFIG} with every fault, {@code PLUGIN_FAILED}, {@code
     *     NOT_FOUND}: nothing has changed then; {@code FORBIDDEN} without the right to operate
     */
    List<ConfigurationChange> apply(Access by, boolean dryRun);
}

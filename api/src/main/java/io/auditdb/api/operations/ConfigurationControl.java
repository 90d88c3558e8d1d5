package io.auditdb.api.operations;

import io.auditdb.api.security.Access;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Edits the configuration file, and puts into force what was edited in it. The platform also does so by itself when the file changes, unless
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

    /**
     * Sets or removes settings in the configuration file, then makes what runs agree with it, as {@link #apply} does. What else
     * is written there stays, comments too. All of it or nothing: when the file would be wrong, or what is to be started does
     * not start, it is as before. Recorded in {@code _system} by the names of the settings, not by their values;
     * limits that change while they are in use are recorded with theirs.
     *
     * @param values what to write by the dotted key of each setting, as in the file, where a list is separated by commas;
     *     empty for a setting that is to have its default again
     * @param dryRun whether only to say what would change
     * @return as {@link #apply}
     * @throws io.auditdb.api.error.AuditDbException as {@link #apply}; {@code INVALID_REQUEST} without a setting; {@code
     *     CONFLICT} when there is no file, when an environment variable or the application overrides one of them, or when
     *     somebody else edits the file at the same moment; {@code FORBIDDEN} without the right to administer, in all
     *     tenants: the file says who is trusted
     */
    List<ConfigurationChange> set(Access by, Map<String, Optional<String>> values, boolean dryRun);
}

package io.auditdb.plugin.partitioning.retention;

import io.auditdb.api.compliance.RetentionGuard;
import io.auditdb.api.storage.PartitionRange;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All who may forbid that events go. Safe for use by many threads. */
public final class Guards {
    private static final Logger LOG = LoggerFactory.getLogger(Guards.class);

    private final Set<RetentionGuard> guards;

    public Guards(Set<RetentionGuard> guards) {
        this.guards = guards;
    }

    /** Returns the first veto; a guard that cannot answer has not agreed. */
    Optional<String> veto(String tenant, PartitionRange range) {
        for (RetentionGuard guard : guards) {
            try {
                Optional<String> veto = guard.veto(tenant, range.from(), range.to());
                if (veto.isPresent()) {
                    return veto;
                }
            } catch (RuntimeException e) {
                LOG.warn("A retention guard could not be asked", e);
                return Optional.of("a retention guard could not be asked");
            }
        }
        return Optional.empty();
    }
}

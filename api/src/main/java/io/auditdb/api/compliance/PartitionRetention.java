package io.auditdb.api.compliance;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.storage.PartitionRange;
import io.auditdb.api.storage.PartitionState;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * What retention comes to for one partition, or for the archive that a partition became.
 *
 * @param partition the name of its table, or of the archive
 * @param archive the id of the archive; empty for a partition
 * @param range which occurredAt it takes
 * @param state how far it is in its life
 * @param rows how many events it holds
 * @param past how many of them are past their policy and every floor
 * @param held how many are under a legal hold
 * @param vetoed how many would go, were it not for a {@link RetentionGuard}
 * @param action what is to be done
 * @param reasons why, with numbers; never empty, and nothing personal
 */
public record PartitionRetention(
        String partition,
        Optional<UUID> archive,
        PartitionRange range,
        PartitionState state,
        long rows,
        long past,
        long held,
        long vetoed,
        Action action,
        List<String> reasons) {
    /** What is to be done with it. In JSON in lower case. */
    public enum Action {
        /** Leave it as it is. */
        KEEP,
        /** Leave it as it is for now, since it could not be read; the reason says why. */
        UNKNOWN,
        /** Move it to the archive: every event stays, and is past the time after which it is archived. */
        ARCHIVE,
        /** Take out the events that may go. */
        THIN,
        /** Drop it as a whole. */
        DROP;

        /** Returns the name as outsiders write it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks that the parts are there, and copies the reasons. */
    public PartitionRetention {
        requireNonNull(partition, "partition is null");
        requireNonNull(archive, "archive is null");
        requireNonNull(range, "range is null");
        requireNonNull(state, "state is null");
        requireNonNull(action, "action is null");
        reasons = List.copyOf(reasons);
    }
}

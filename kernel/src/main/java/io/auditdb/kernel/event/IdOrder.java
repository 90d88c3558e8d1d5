package io.auditdb.kernel.event;

import java.util.Comparator;
import java.util.UUID;

/** The order that the database has ids in. */
public final class IdOrder {
    /** By their bytes, which is not the order of {@link UUID} itself: that one has signs. */
    public static final Comparator<UUID> BY_BYTES = (one, other) -> {
        int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
    };

    private IdOrder() {}
}

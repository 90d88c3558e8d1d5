package io.auditdb.kernel.security;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * How far tokens are trusted that cannot be looked up again, so that what takes events without the database also lets
 * callers in.
 *
 * @param away whether the database is known to be away; then nobody waits to find out
 * @param longest how long ago a token may have been looked up
 */
public record OutageTrust(BooleanSupplier away, Duration longest) {
    /** Every token is looked up when it is time for that. */
    public static final OutageTrust NONE = new OutageTrust(() -> false, Duration.ZERO);
}

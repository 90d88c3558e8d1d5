package io.auditdb.kernel;

import io.auditdb.kernel.config.LiveSettings;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The components whose settings can change while they are in force.
 *
 * @param all those that there are when it is asked
 */
record LiveComponents(Supplier<Stream<LiveSettings<?>>> all) {}

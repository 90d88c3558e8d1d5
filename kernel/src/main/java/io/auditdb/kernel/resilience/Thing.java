package io.auditdb.kernel.resilience;

import io.auditdb.api.error.ErrorCode;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a breaker has to know of the thing it stands before.
 *
 * @param name the name of the thing
 * @param counts whether a failure is one of the thing, and not of whoever asks
 * @param refusal the code of calls that are not made
 * @param journal is told of each failure that counts, and says in a few words what it was
 */
record Thing(String name, Predicate<Throwable> counts, ErrorCode refusal, Function<Throwable, String> journal) {}

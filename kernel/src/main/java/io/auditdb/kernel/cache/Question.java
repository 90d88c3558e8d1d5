package io.auditdb.kernel.cache;

import io.auditdb.api.storage.CacheKey;
import io.auditdb.kernel.change.Dependency;
import io.auditdb.kernel.replica.DatedPage;
import java.util.function.Supplier;

/**
 * What is asked.
 *
 * @param key under which its answer is kept
 * @param on what its answer depends on
 * @param negative whether it is kept that nothing was found
 * @param database how its answer is found out
 */
record Question(CacheKey key, Dependency on, boolean negative, Supplier<DatedPage> database) {}

package io.auditdb.plugin.partitioning.index;

import io.auditdb.api.storage.QueryShape;
import java.time.Instant;
import java.util.List;

/**
 * What was asked for.
 *
 * @param source what it was read from
 * @param since since when it is counted
 * @param shapes which filters queries had, the most frequent first
 * @param types the event types that were asked for often enough, and found, in alphabetical order
 * @param remarks what could not be read
 */
record Queries(String source, Instant since, List<QueryShape> shapes, List<String> types, List<String> remarks) {}

package io.auditdb.cli.table;

import io.auditdb.api.error.Fault;
import java.util.List;
import java.util.Set;

/**
 * One row on its way.
 *
 * @param number its {@code id} in the table
 * @param record the record of the format {@code audit-log-rows} as one line of JSON; the row itself where there are faults
 * @param filled the columns that are not null
 * @param faults why it cannot be made a record; mostly empty
 */
public record SourceRow(long number, String record, Set<String> filled, List<Fault> faults) {}

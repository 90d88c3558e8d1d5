package io.auditdb.plugin.partitioning.retention;

import io.auditdb.api.storage.PartitionRange;
import io.auditdb.plugin.partitioning.LifeState;
import io.auditdb.plugin.partitioning.Maintainer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The rows of a partition with what retention says of each: the same rule as {@link AppliedPolicy}, in SQL. */
final class JudgedRows {
    /** What verification compares with tables and rows stays as long as these do. */
    private static final String RECORDS = "('ledger.redact', 'retention.delete', 'hold.add', 'hold.release')";

    /** In UTC whatever the zone of the session. A hold that lies outside the partition is not tried on each row. */
    private static final String JUDGED = """
            WITH hold AS MATERIALIZED (
              SELECT * FROM %2$s a WHERE coalesce(from_time < ?, true) AND coalesce(to_time > ?, true)
            ), judged AS (
              SELECT x.*, x.past AND NOT x.held AS free,
                     coalesce(x.archive_due <= ?, false) AND NOT x.past AS archivable
              FROM (
                SELECT e.ctid AS row, e.tenant, p.name AS policy, e.retention_policy IS NOT NULL AS named,
                       p.delete_after IS NULL AS forever, r.is_record, d.due, t.start + p.archive_after AS archive_due,
                       coalesce(p.delete_after IS NOT NULL AND d.due <= ?, false) AND NOT r.is_record AS past,
                       EXISTS (SELECT FROM hold h WHERE %3$s) AS held
                FROM %1$s e
                CROSS JOIN LATERAL (SELECT e.occurred_at AT TIME ZONE 'UTC' AS start) t
                CROSS JOIN LATERAL (SELECT e.tenant = '_system' AND e.action IN %4$s AS is_record) r
                LEFT JOIN retention_policy s ON s.classification = e.classification AND s.is_default
                LEFT JOIN retention_policy p ON p.name = coalesce(e.retention_policy, s.name)
                LEFT JOIN retention_floor f ON f.classification = e.classification
                CROSS JOIN LATERAL (
                  SELECT greatest(t.start + p.delete_after, t.start + p.minimum, t.start + s.minimum, t.start + f.minimum)
                    AS due
                ) d
              ) x
            )
            """;

    private JudgedRows() {}

    /** Returns the beginning of a query on {@code judged}. */
    static String of(String table) {
        return JUDGED.formatted(Maintainer.quote(table), HoldTable.IN_FORCE, HoldTable.COVERS, RECORDS);
    }

    /** Returns its parameters, followed by those of the rest. */
    static Object[] parameters(PartitionRange range, Instant now, Object... rest) {
        LocalDateTime time = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
        var parameters =
                new ArrayList<Object>(List.of(LifeState.time(range.to()), LifeState.time(range.from()), time, time));
        parameters.addAll(List.of(rest));
        return parameters.toArray();
    }
}

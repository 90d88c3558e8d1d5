package io.auditdb.plugin.partitioning.retention;

import io.auditdb.api.compliance.HoldScope;
import io.auditdb.api.compliance.LegalHold;
import io.auditdb.api.compliance.LegalHold.Release;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Status;
import io.auditdb.plugin.partitioning.Maintainer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Holds and their releases as the database keeps them. */
final class HoldTable {
    /** The holds in force, as a relation. */
    static final String IN_FORCE =
            "(SELECT * FROM legal_hold i WHERE NOT EXISTS (SELECT FROM legal_hold_release r WHERE r.hold = i.id))";

    /** Whether the hold {@code h} covers the event {@code e}. */
    static final String COVERS = """
            (h.tenant IS NULL OR h.tenant = e.tenant)
            AND (h.principal_id IS NULL OR h.principal_id = e.principal_id)
            AND (h.subject_id IS NULL OR h.subject_id = e.subject_id)
            AND (h.target_type IS NULL OR h.target_type = e.target_type)
            AND (h.target_id IS NULL OR h.target_id = e.target_id)
            AND (h.from_time IS NULL OR h.from_time <= e.occurred_at)
            AND (h.to_time IS NULL OR h.to_time > e.occurred_at)
            AND (h.action IS NULL OR e.action LIKE replace(replace(replace(replace(
              h.action, '\\', '\\\\'), '%', '\\%'), '_', '\\_'), '*', '%'))
            AND (h.status IS NULL OR h.status = e.status)
            AND (h.classification IS NULL OR h.classification = e.classification)
            AND (h.correlation_id IS NULL OR h.correlation_id = e.correlation_id)
            AND (h.text IS NULL
              OR to_tsvector('simple'::regconfig, e.details) @@ plainto_tsquery('simple'::regconfig, h.text))
            """;

    private static final String INSERT = """
            INSERT INTO legal_hold
              (id, tenant, principal_id, subject_id, target_type, target_id, from_time, to_time,
               action, status, classification, correlation_id, text, issuer, reason, placed_by, placed_at, salt)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    private static final String RELEASE =
            "INSERT INTO legal_hold_release (hold, reason, released_by, released_at) VALUES (?, ?, ?, ?)";
    private static final String READ = """
            SELECT h.*, r.reason AS release_reason, r.released_by, r.released_at
            FROM legal_hold h LEFT JOIN legal_hold_release r ON r.hold = h.id
            """;

    private HoldTable() {}

    /** {@code salt} is that of the digest by which it is recorded. */
    static void add(Connection connection, LegalHold hold, byte[] salt) throws SQLException {
        HoldScope scope = hold.scope();
        Maintainer.update(
                connection,
                INSERT,
                hold.id(),
                scope.tenant(),
                scope.principal(),
                scope.subject(),
                scope.targetType(),
                scope.targetId(),
                time(scope.from()),
                time(scope.to()),
                scope.action(),
                scope.status() == null ? null : text(scope.status()),
                scope.classification() == null ? null : scope.classification().name(),
                scope.correlationId(),
                scope.text(),
                hold.issuer(),
                hold.reason(),
                hold.placedBy(),
                time(hold.placedAt()),
                salt);
    }

    /** As the event table has it. */
    private static String text(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    static void release(Connection connection, UUID id, Release release) throws SQLException {
        Maintainer.update(connection, RELEASE, id, release.reason(), release.by(), time(release.at()));
    }

    static Optional<LegalHold> find(Connection connection, UUID id) throws SQLException {
        return Maintainer.query(connection, READ + "WHERE h.id = ?", HoldTable::of, id).stream()
                .findFirst();
    }

    /** Returns holds of these tenants (all, when there are none), those in force first, the newest first. */
    static List<LegalHold> list(Connection connection, String[] tenants, boolean released, int limit)
            throws SQLException {
        return Maintainer.query(
                connection,
                READ + "WHERE (cardinality(?::text[]) = 0 OR h.tenant = ANY (?)) AND (? OR r.hold IS NULL)"
                        + " ORDER BY r.hold IS NOT NULL, h.placed_at DESC, h.id LIMIT ?",
                HoldTable::of,
                tenants,
                tenants,
                released,
                limit);
    }

    static long countInForce(Connection connection) throws SQLException {
        return Maintainer.query(connection, "SELECT count(*) FROM " + IN_FORCE + " h", row -> row.getLong(1))
                .get(0);
    }

    private static LegalHold of(ResultSet row) throws SQLException {
        String release = row.getString("release_reason");
        return new LegalHold(
                row.getObject("id", UUID.class),
                new HoldScope(
                        row.getString("tenant"),
                        row.getString("principal_id"),
                        row.getString("subject_id"),
                        row.getString("target_type"),
                        row.getString("target_id"),
                        time(row, "from_time"),
                        time(row, "to_time"),
                        row.getString("action"),
                        status(row.getString("status")),
                        classification(row.getString("classification")),
                        row.getString("correlation_id"),
                        row.getString("text")),
                row.getString("issuer"),
                row.getString("reason"),
                row.getString("placed_by"),
                time(row, "placed_at"),
                release == null
                        ? Optional.empty()
                        : Optional.of(new Release(row.getString("released_by"), release, time(row, "released_at"))));
    }

    private static Status status(String text) {
        return text == null ? null : Status.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static Classification classification(String text) {
        return text == null ? null : Classification.valueOf(text);
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    static OffsetDateTime time(Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}

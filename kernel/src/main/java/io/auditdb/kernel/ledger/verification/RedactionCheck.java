package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.ledger.Violation;
import io.auditdb.kernel.archive.StoredEvents;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;

/**
 * Checks that what is gone of each event is what the records of redactions say, no more and no less. For one thread and
 * one use.
 */
final class RedactionCheck {
    // what somebody else wrote into these columns may be any JSON, and must not end the verification
    private static final String DIFFERENCES = """
            WITH recorded AS (
              SELECT r.details ->> 'tenant' AS tenant, r.target_id AS id, array_agg(DISTINCT f.name ORDER BY f.name) AS fields
              FROM %1$s r CROSS JOIN LATERAL jsonb_array_elements_text(
                CASE jsonb_typeof(r.details -> 'fields') WHEN 'array' THEN r.details -> 'fields' ELSE '[]' END) AS f (name)
              WHERE r.target_type = 'event'
              GROUP BY 1, 2
            ), redactable AS (
              SELECT s.tenant, s.id, s.redaction FROM %2$s s WHERE s.redaction IS NOT NULL
              UNION ALL
              SELECT a.tenant, a.id, a.redaction
              FROM jsonb_to_recordset(?::jsonb) AS a (tenant text, id uuid, redaction jsonb)
            ), redacted AS (
              SELECT e.tenant, e.id::text AS id,
                     coalesce(array_agg(f.name ORDER BY f.name) FILTER (WHERE f.name IS NOT NULL), '{}') AS fields
              FROM redactable e LEFT JOIN LATERAL jsonb_object_keys(
                CASE jsonb_typeof(e.redaction -> 'digests') WHEN 'object' THEN e.redaction -> 'digests' ELSE '{}' END)
                AS f (name) ON true
              WHERE e.redaction IS NOT NULL
              GROUP BY 1, 2
            )
            SELECT coalesce(g.tenant, r.tenant) AS tenant, coalesce(g.id, r.id) AS id,
                   g.fields IS NULL AS whole, r.fields IS NULL AS unrecorded
            FROM recorded r FULL JOIN redacted g ON g.tenant = r.tenant AND g.id = r.id
            WHERE g.fields IS DISTINCT FROM r.fields
            """;

    private final Connection snapshot;
    private final StoredEvents events;
    private final JustifyingRecords records;
    private final ArchivedRecords archived;
    private final VerificationFindings findings;

    RedactionCheck(
            Connection snapshot,
            StoredEvents events,
            JustifyingRecords records,
            ArchivedRecords archived,
            VerificationFindings findings) {
        this.snapshot = snapshot;
        this.events = events;
        this.records = records;
        this.archived = archived;
        this.findings = findings;
    }

    /** Adds what is wrong; {@code size} is the number of leaves. */
    void run(long size) throws SQLException {
        try (PreparedStatement statement = records.prepare(snapshot, DIFFERENCES, JustifyingRecords.REDACTION)) {
            statement.setString(2, archived.redacted());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String tenant = row.getString("tenant");
                    UUID id = id(row.getString("id"));
                    if (!row.getBoolean("whole") || isThere(tenant, id)) {
                        findings.add(
                                size, new Violation(Violation.Kind.REDACTION_FORGED, tenant, id, description(row)));
                    }
                }
            }
        }
    }

    private static String description(ResultSet row) throws SQLException {
        if (row.getBoolean("whole")) {
            return "fields that a redaction took out are back";
        }
        return row.getBoolean("unrecorded")
                ? "personal fields are gone, and no redaction of them is recorded"
                : "the personal fields that are gone are not those that were redacted";
    }

    /** The event of a record may have reached the end of its retention. */
    private boolean isThere(String tenant, UUID id) {
        return tenant != null
                && id != null
                && events.find(snapshot, Set.of(tenant), id).isPresent();
    }

    /** Returns null for what is no id; the event that says so is not the platform's and is found as such. */
    private static UUID id(String text) {
        try {
            return text == null ? null : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}

package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.ledger.Violation;
import io.auditdb.kernel.ledger.removal.Removal;
import io.auditdb.kernel.ledger.removal.RemovalSeal;
import io.auditdb.kernel.ledger.storage.SealedBatch;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.BitSet;
import java.util.UUID;

/** Checks what the database says that retention took out of batches. For one thread and one use. */
final class RemovalCheck {
    /** What went has to be what the records of removals say. */
    private static final String DIFFERENCES = """
            SELECT coalesce(k.removal, r.id) AS id, k.removal IS NULL AS gone, r.id IS NULL AS unrecorded
            FROM (
              SELECT removal, count(*)::text AS batches, sum(bit_count(positions))::text AS events
              FROM ledger_removal GROUP BY removal
            ) k
            FULL JOIN (
              SELECT id, details ->> 'batches' AS batches, details ->> 'events' AS events
              FROM %1$s e
            ) r ON r.id = k.removal
            WHERE k.removal IS NULL OR r.id IS NULL
               OR k.batches IS DISTINCT FROM r.batches OR k.events IS DISTINCT FROM r.events
            """;

    private final RemovalSeal seal;
    private final VerificationFindings findings;
    private long events;
    private long locators;

    RemovalCheck(RemovalSeal seal, VerificationFindings findings) {
        this.seal = seal;
        this.findings = findings;
    }

    /** Returns the places of a batch that are empty lawfully; {@code packed} as {@link Removal#OF_BATCH} has it. */
    BitSet places(SealedBatch batch, byte[] packed, long firstLeaf) {
        var places = new BitSet();
        for (Removal removal : Removal.parse(batch.writer(), batch.number(), packed)) {
            BitSet taken = BitSet.valueOf(removal.positions());
            if (!seal.isIntact(removal) || taken.length() > batch.count() || taken.intersects(places)) {
                findings.add(
                        firstLeaf,
                        Violation.Kind.REMOVAL_CHANGED,
                        "the removal " + removal + " is not what retention wrote");
            } else {
                places.or(taken);
                locators += seal.sum(removal);
            }
        }
        events += places.cardinality();
        return places;
    }

    /** Returns how many events are gone lawfully, as far as batches were looked at. */
    long events() {
        return events;
    }

    /** Returns the sum of the hashes of their locators. */
    long locators() {
        return locators;
    }

    /** Compares all removals with their records; {@code size} is the number of leaves. */
    void compareRecords(Connection snapshot, JustifyingRecords records, long size) throws SQLException {
        try (PreparedStatement statement = records.prepare(snapshot, DIFFERENCES, JustifyingRecords.REMOVAL);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                UUID id = row.getObject("id", UUID.class);
                findings.add(size, new Violation(Violation.Kind.REMOVAL_CHANGED, null, null, description(row, id)));
            }
        }
    }

    private static String description(ResultSet row, UUID id) throws SQLException {
        if (row.getBoolean("unrecorded")) {
            return "no event records the removal " + id;
        }
        return row.getBoolean("gone")
                ? "what retention took away in the removal " + id + " is no longer told"
                : "what the removal " + id + " took away is not what its record says";
    }
}

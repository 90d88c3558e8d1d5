package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.json.Json;
import io.auditdb.api.storage.ArchiveInfo;
import io.auditdb.kernel.store.CopyReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;

/** Rehashes the rows of the event table. Safe for use by many threads. */
final class RowScan {
    private static final int STEP = 256;

    private final Json json;
    private final Leaves leaves;
    private final LocatorCheck locators;
    private final Pace pace;
    private final AtomicLong events = new AtomicLong();

    RowScan(Json json, Leaves leaves, LocatorCheck locators, Pace pace) {
        this.json = json;
        this.leaves = leaves;
        this.locators = locators;
        this.pace = pace;
    }

    /** Returns how many rows there were so far. */
    long events() {
        return events.get();
    }

    /** Rehashes one part of a table, whose name is as SQL has it. */
    void scan(Connection snapshot, String table, TableParts.Part part) throws SQLException {
        var images = new EventImages(json);
        int count = 0;
        try (CopyReader rows = CopyReader.open(
                snapshot, "SELECT " + EventImages.COLUMNS + " FROM " + table + " e" + part.where("e"))) {
            while (rows.next()) {
                EventImage row = images.read(rows);
                leaves.stored(row);
                locators.stored(row);
                if (++count % STEP == 0) {
                    count(STEP);
                }
            }
        }
        count(count % STEP);
    }

    /** Rehashes the rows of an archive, and remembers what else is compared of them. */
    void scan(Connection snapshot, ArchiveScan archives, ArchiveInfo archive, ArchivedRecords records)
            throws SQLException {
        var images = new EventImages(json);
        var count = new AtomicLong();
        archives.scan(snapshot, archive, row -> {
            EventImage image = images.read(row);
            leaves.stored(image);
            locators.stored(image);
            records.look(row.tuple());
            if (count.incrementAndGet() % STEP == 0) {
                count(STEP);
            }
        });
        count((int) (count.get() % STEP));
    }

    private void count(int rows) {
        events.addAndGet(rows);
        pace.passed(rows);
    }
}

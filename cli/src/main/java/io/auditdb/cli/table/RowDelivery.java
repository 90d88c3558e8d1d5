package io.auditdb.cli.table;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auditdb.api.error.Fault;
import io.auditdb.client.AuditDbClient;
import io.auditdb.client.BulkResult;
import io.auditdb.client.BulkResult.FaultyRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Brings rows to the platform, or asks what would become of them. An answer lists a bounded number of faults; where it
 * left some out, the rows are sent again in halves, until every row is accounted for by name. For one thread.
 */
final class RowDelivery {
    private static final String FORMAT = "audit-log-rows";
    private static final int CALM = 16;

    private final AuditDbClient client;
    private final String tenant;
    private final TableImport.Mode mode;
    private final int maxRows;
    private int rowsTogether;
    private int calm;
    private List<Finding> findings = new ArrayList<>();
    private Counts counts = Counts.NONE;

    RowDelivery(AuditDbClient client, String tenant, TableImport.Mode mode, int maxRows) {
        this.client = client;
        this.tenant = tenant;
        this.mode = mode;
        this.maxRows = maxRows;
        this.rowsTogether = maxRows;
    }

    /** What became of some rows, with a finding for each row that there is something to say of. */
    record Delivered(Counts counts, List<Finding> findings) {}

    /** Returns how many rows are best sent together: fewer while there is much to say of them. */
    int rowsTogether() {
        return rowsTogether;
    }

    Delivered deliver(List<SourceRow> rows) {
        findings = new ArrayList<>();
        counts = Counts.NONE;
        var sound = new ArrayList<SourceRow>(rows.size());
        for (SourceRow row : rows) {
            if (row.faults().isEmpty()) {
                sound.add(row);
            } else {
                refused(row, row.faults());
            }
        }
        if (!sound.isEmpty()) {
            send(sound);
        }
        return new Delivered(counts, List.copyOf(findings));
    }

    private void send(List<SourceRow> rows) {
        String lines = rows.stream().map(SourceRow::record).collect(Collectors.joining("\n", "", "\n"));
        BulkResult result = client.appendAll(lines.getBytes(UTF_8), FORMAT, tenant, mode != TableImport.Mode.IMPORT);
        if (rows.size() == 1 || tellsAll(result, rows.size())) {
            adapt(rows.size());
            account(rows, result);
            return;
        }
        rowsTogether = rows.size() / 2;
        calm = 0;
        Counts before = counts;
        send(rows.subList(0, rowsTogether));
        send(rows.subList(rows.size() / 2, rows.size()));
        if (mode == TableImport.Mode.IMPORT) { // the halves found stored what the whole had stored
            long again = Math.min(result.stored(), counts.duplicates() - before.duplicates());
            counts = counts.plus(new Counts(0, again, -again, 0, 0, 0));
        }
    }

    private boolean tellsAll(BulkResult result, int rows) {
        return result.stored() + result.duplicates() + result.faulty() == rows
                && result.faults().size() == result.faulty()
                && (mode == TableImport.Mode.VERIFY
                        ? result.fresh().size() == result.stored()
                        : result.remarks().size() == result.remarked());
    }

    private void adapt(int rows) {
        if (rows >= rowsTogether && ++calm >= CALM) {
            rowsTogether = Math.min(maxRows, 2 * rowsTogether);
            calm = 0;
        }
    }

    private void account(List<SourceRow> rows, BulkResult result) {
        counts = counts.plus(
                new Counts(result.stored() + result.duplicates(), result.stored(), result.duplicates(), 0, 0, 0));
        for (FaultyRecord faulty : result.faults()) {
            refused(row(rows, faulty.record()), faulty.problems());
        }
        if (mode == TableImport.Mode.VERIFY) {
            for (long missing : result.fresh()) {
                SourceRow row = row(rows, missing);
                add(row, Finding.Kind.MISSING, List.of(new Fault("", "is not stored")), row.record());
            }
            return;
        }
        for (FaultyRecord remarked : result.remarks()) {
            add(row(rows, remarked.record()), Finding.Kind.REMARK, remarked.problems(), null);
            counts = counts.plus(new Counts(0, 0, 0, 0, 0, 1));
        }
    }

    /** The platform compares all that an event states with what is stored under its id. */
    private void refused(SourceRow row, List<Fault> problems) {
        boolean changed = problems.size() == 1 && problems.get(0).path().equals("/" + RowMapper.ID);
        add(row, changed ? Finding.Kind.CHANGED : Finding.Kind.REFUSED, problems, row.record());
        counts = counts.plus(new Counts(1, 0, 0, changed ? 0 : 1, changed ? 1 : 0, 0));
    }

    private void add(SourceRow row, Finding.Kind kind, List<Fault> problems, String record) {
        findings.add(new Finding(row.number(), kind, problems, record));
    }

    private static SourceRow row(List<SourceRow> rows, long record) {
        return rows.get(Math.toIntExact(record - 1));
    }
}

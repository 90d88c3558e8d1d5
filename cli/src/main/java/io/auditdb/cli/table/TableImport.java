package io.auditdb.cli.table;

import io.auditdb.api.json.Json;
import io.auditdb.client.AuditDbClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The move of one table: passes over what is new, each up to a number below which nothing can come any more, batch by
 * batch. How far it has come is written after each batch, when the platform has answered that it is durable; ids follow
 * from the rows, so that what was sent twice is stored once. For one thread.
 */
public final class TableImport {
    private final SourceTable source;
    private final RowMapper mapper;
    private final RowDelivery delivery;
    private final Order order;
    private final Json json;
    private final Listener listener;

    /** What is to be done with the rows. */
    public enum Mode {
        /** They are stored. */
        IMPORT,
        /** It is said what would become of them. */
        DRY_RUN,
        /** It is checked that they are stored as they are. */
        VERIFY
    }

    /**
     * What is wanted.
     *
     * @param name tells the table from every other that has the same numbers; the ids follow from it
     * @param tenant the tenant of rows that name no organisation; may be null
     * @param tenants the tenants of organisations that are to be stored under another name than their own
     * @param state the file that says how far the import has come
     * @param report the file for the findings; it exists
     * @param follow how long to wait for new rows each time; null to end when there is nothing new
     * @param writerWait how long others may write while they are waited for
     * @param maxRows how many rows are sent together at most
     * @param maxChars how much is sent together at most, the last row left out of account
     */
    public record Order(
            Mode mode,
            String name,
            String tenant,
            Map<String, String> tenants,
            Path state,
            Path report,
            Duration follow,
            Duration writerWait,
            int maxRows,
            long maxChars) {}

    /** Learns how far the import is. */
    public interface Listener {
        /**
         * A batch is accounted for.
         *
         * @param rows the rows, for what a dry run tells of them
         * @param state how far it has come
         * @param expected how many rows there are in all, about; 0 when nobody knows
         */
        void batch(List<SourceRow> rows, List<Finding> findings, ImportState state, long expected);
    }

    /** Prepares the move; nothing is read yet. */
    public TableImport(SourceTable source, AuditDbClient client, Order order, Json json, Listener listener) {
        this.source = source;
        this.order = order;
        this.json = json;
        this.listener = listener;
        this.mapper = new RowMapper(
                json,
                new RowIds(order.name()),
                order.tenants(),
                source.columns(),
                source.shape().timeColumns());
        this.delivery = new RowDelivery(client, order.tenant(), order.mode(), order.maxRows());
    }

    /** Runs it to its end and returns how far it has come. */
    public ImportState run() throws IOException, InterruptedException {
        return order.mode() == Mode.IMPORT ? importing() : looking();
    }

    private ImportState importing() throws IOException, InterruptedException {
        ImportState before = ImportState.read(order.state(), json);
        try (ImportReport report = ImportReport.open(order.report(), before.reportBytes(), json)) {
            ImportState state = before;
            while (true) {
                long start = state.position();
                state = pass(state, source.horizon(order.writerWait()), report);
                if (state.position() == start) {
                    if (order.follow() == null) {
                        return state;
                    }
                    Thread.sleep(order.follow().toMillis());
                }
            }
        }
    }

    /** Reads what was imported, to check it, or all of it, to try; how far an import has come stays as it was. */
    private ImportState looking() throws IOException {
        long imported = ImportState.read(order.state(), json).position();
        boolean verify = order.mode() == Mode.VERIFY && imported != Long.MIN_VALUE;
        long upTo = verify ? imported : source.horizon(order.writerWait());
        try (ImportReport report = ImportReport.open(order.report(), 0, json)) {
            return pass(ImportState.START, upTo, report);
        }
    }

    private ImportState pass(ImportState from, long upTo, ImportReport report) throws IOException {
        ImportState state = from;
        while (true) {
            List<SourceRow> rows =
                    source.rows(state.position(), upTo, delivery.rowsTogether(), order.maxChars(), mapper);
            if (rows.isEmpty()) {
                return state;
            }
            RowDelivery.Delivered delivered = delivery.deliver(rows);
            state = new ImportState(
                    rows.get(rows.size() - 1).number(),
                    state.counts().plus(delivered.counts()),
                    report.add(delivered.findings()));
            if (order.mode() == Mode.IMPORT) {
                state.write(order.state(), json);
            }
            listener.batch(rows, delivered.findings(), state, source.shape().estimate());
        }
    }
}

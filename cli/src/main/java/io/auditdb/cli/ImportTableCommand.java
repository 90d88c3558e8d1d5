package io.auditdb.cli;

import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.cli.table.ImportState;
import io.auditdb.cli.table.SourceTable;
import io.auditdb.cli.table.TableImport;
import io.auditdb.cli.table.TableImport.Mode;
import io.auditdb.client.AuditDbClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Move the earlier system's audit_log into the platform, while it is still written.",
        description = {
            "",
            "Reads the table by its numbers and appends its rows as events through the daemon, pass after pass until"
                    + " nothing is new. Nothing in the source is changed. It may be stopped or killed at any time: run"
                    + " again, it goes on where it was, and stores nothing twice. Rows that cannot be events stay out,"
                    + " with all that is wrong with them in the report; then the exit code is 1."
        },
        footer = {
            "  audit-db migrate import-table --dry-run",
            "  audit-db migrate import-table --source-url 'postgresql://audit@old:5432/smartlogs?passfile=/etc/audit-db/old.pgpass'",
            "  audit-db migrate import-table --tenant clinic --map 'St. Mary=st-mary' --follow",
            "  audit-db migrate import-table --verify"
        })
final class ImportTableCommand implements Callable<Integer> {
    /** Enough to sit out a restart of the daemon: the waits between them add up to a minute and a half. */
    private static final int ATTEMPTS = 10;

    /** What the format takes at once is more; this bounds the memory of both sides. */
    private static final long MAX_CHARS = 4 << 20;

    @ArgGroup(validate = false, heading = "%nThe source:%n")
    private final SourceAddress source = new SourceAddress();

    @Option(names = "--table", paramLabel = "TABLE", description = "The table (default: ${DEFAULT-VALUE}).")
    private String table = "public.audit_log";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What the ids follow from beside the rows' numbers; tells two tables apart (default: database"
                    + " and table).")
    private String name;

    @Option(names = "--tenant", paramLabel = "TENANT", description = "The tenant of rows that name no organisation.")
    private String tenant;

    @Option(
            names = "--map",
            paramLabel = "ORGANISATION=TENANT",
            description = "The tenant of an organisation that is to have another name here; may be given again.")
    private Map<String, String> tenants = Map.of();

    @Option(names = "--dry-run", description = "Store nothing; show where each column goes, and every fault.")
    private boolean dryRun;

    @Option(
            names = "--verify",
            description = "Store nothing; check that what was imported is there as it is in the table.")
    private boolean verify;

    @Option(names = "--follow", description = "Wait for new rows until stopped.")
    private boolean follow;

    @Option(names = "--again", description = "Begin with the first row; what is stored is not stored again.")
    private boolean again;

    @Option(
            names = "--interval",
            paramLabel = "SPAN",
            description = "How long --follow waits each time (default: ${DEFAULT-VALUE}).")
    private String interval = "1s";

    @Option(
            names = "--writer-wait",
            paramLabel = "SPAN",
            description = "How long transactions that write to the table may take (default: ${DEFAULT-VALUE}).")
    private String writerWait = "5m";

    @Option(
            names = "--batch",
            paramLabel = "ROWS",
            description = "Most rows that are sent together (default: ${DEFAULT-VALUE}).")
    private int batch = 5000;

    @Option(
            names = "--max-faults",
            paramLabel = "NUMBER",
            description = "How many rows with faults to list; the report has all (default: ${DEFAULT-VALUE}).")
    private int maxFaults = 20;

    private final RootCommand root;
    private final MigrateCommand migrate;

    ImportTableCommand(RootCommand root, MigrateCommand migrate) {
        this.root = root;
        this.migrate = migrate;
    }

    @Override
    public Integer call() throws Exception {
        Mode mode = mode();
        Duration pause = follow ? span("--interval", interval) : null;
        Duration patience = span("--writer-wait", writerWait);
        DatabaseAddress address = source.given() ? source.address(root) : migrate.database();
        try (AuditDbClient client = root.address().client(root.line(), ATTEMPTS);
                SourceTable rows = SourceTable.open(address, table);
                var view = new ImportTableView(root, mode, maxFaults)) {
            String named = name == null ? address.database() + "." + rows.name() : name;
            var files = new ImportTableFiles(root.surroundings().var(), named);
            if (again && mode == Mode.IMPORT) {
                files.forget();
            }
            var order = new TableImport.Order(
                    mode, named, tenant, tenants, files.state(), files.report(mode), pause, patience, batch, MAX_CHARS);
            ImportState end = new TableImport(rows, client, order, root.json(), view).run();
            view.end(rows, end, order.report(), migrate.json());
            return view.good(end) ? ExitCode.OK : ExitCode.FAILED;
        }
    }

    private Mode mode() {
        if (dryRun && verify) {
            throw root.misuse("--dry-run and --verify are two things");
        }
        if (follow && (dryRun || verify)) {
            throw root.misuse("--follow goes with neither --dry-run nor --verify");
        }
        if (batch < 1) {
            throw root.misuse("--batch must be at least 1");
        }
        return dryRun ? Mode.DRY_RUN : verify ? Mode.VERIFY : Mode.IMPORT;
    }

    private Duration span(String option, String text) {
        try {
            return Times.duration(text);
        } catch (IllegalArgumentException e) {
            throw root.misuse(option + ": " + e.getMessage());
        }
    }
}

package io.auditdb.cli;

import io.auditdb.api.storage.DatabaseAddress;
import io.auditdb.cli.Platform.Migration;
import io.auditdb.cli.Platform.Report;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

@Command(
        header = "Look after the database's schema; move the earlier system's table.",
        description = {
            "",
            "The daemon brings the schema up to date when it starts; this is for those who do it apart, and for those"
                    + " who come from the earlier system."
        },
        footer = {
            "  audit-db migrate status",
            "  audit-db migrate up --dry-run && audit-db migrate up",
            "  audit-db migrate verify-compliance",
            "  audit-db migrate import-table --help"
        })
final class MigrateCommand implements Runnable {
    private final RootCommand root;
    private final Supplier<Platform> platform;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "The configuration (default: var/audit-db.yaml).")
    private Path config;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "Show the report as JSON.")
    private boolean json;

    private MigrateCommand(RootCommand root, Supplier<Platform> platform) {
        this.root = root;
        this.platform = platform;
    }

    static CommandLine line(RootCommand root, Supplier<Platform> platform) {
        var migrate = new MigrateCommand(root, platform);
        return new CommandLine(migrate).addSubcommand("import-table", new ImportTableCommand(root, migrate));
    }

    boolean json() {
        return json;
    }

    /** Returns where the platform's own database is. */
    DatabaseAddress database() throws Exception {
        return platform.get().database(config);
    }

    @Override
    public void run() {
        throw root.misuse(
                "Name what to do: status, up, verify, rollback, verify-compliance, seed-policies, seed-presets or"
                        + " import-table");
    }

    @Command(
            name = "status",
            header = "Show each migration and whether it is applied.",
            footer = {"  audit-db migrate status --json"})
    int status() throws Exception {
        return report(Migration.STATUS, false);
    }

    @Command(
            name = "up",
            header = "Apply what is not applied yet.",
            footer = {"  audit-db migrate up --dry-run"})
    int up(@Option(names = "--dry-run", description = "Only show what would be done.") boolean dryRun)
            throws Exception {
        return report(Migration.UP, dryRun);
    }

    @Command(
            name = "verify",
            header = "Check that what was applied is what this version would apply.",
            footer = {"  audit-db migrate verify"})
    int verify() throws Exception {
        return report(Migration.VERIFY, false);
    }

    @Command(
            name = "rollback",
            header = "Take the last migration back; never one that would lose events.",
            footer = {"  audit-db migrate rollback --dry-run"})
    int rollback(@Option(names = "--dry-run", description = "Only show what would be done.") boolean dryRun)
            throws Exception {
        return report(Migration.ROLLBACK, dryRun);
    }

    @Command(
            name = "verify-compliance",
            header = "Check that schema and roles are as the promises need them.",
            footer = {"  audit-db migrate verify-compliance"})
    int verifyCompliance() throws Exception {
        return report(Migration.VERIFY_COMPLIANCE, false);
    }

    @Command(
            name = "seed-policies",
            header = "Write the retention policies that come with the platform, where they are missing.",
            footer = {"  audit-db migrate seed-policies --dry-run"})
    int seedPolicies(@Option(names = "--dry-run", description = "Only show what would be done.") boolean dryRun)
            throws Exception {
        return report(Migration.SEED_POLICIES, dryRun);
    }

    @Command(
            name = "seed-presets",
            header = "Write the event presets that come with the platform, where they are missing.",
            footer = {"  audit-db migrate seed-presets --dry-run"})
    int seedPresets(@Option(names = "--dry-run", description = "Only show what would be done.") boolean dryRun)
            throws Exception {
        return report(Migration.SEED_PRESETS, dryRun);
    }

    private int report(Migration work, boolean dryRun) throws Exception {
        Report report = platform.get().migrate(work, config, dryRun);
        if (json) {
            List<Map<String, Object>> rows = report.rows().stream()
                    .map(row -> row(report.columns(), row))
                    .toList();
            root.printJson(Views.object("good", report.good(), "summary", report.summary(), "rows", rows));
        } else {
            var table = new Table(root.surroundings().out(), report.columns().toArray(new String[0]));
            report.rows().forEach(row -> table.row(row.toArray(new String[0])));
            table.flush();
            root.print(report.summary());
        }
        return report.good() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static Map<String, Object> row(List<String> columns, List<String> cells) {
        Map<String, Object> row = Views.object();
        for (int i = 0; i < columns.size(); i++) {
            row.put(columns.get(i), cells.get(i));
        }
        return row;
    }
}

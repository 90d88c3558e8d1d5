package io.auditdb.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Run the daemon in the foreground.",
        description = {
            "",
            "Configured by var/audit-db.yaml, which is made at the first start; AUDIT_DB_ and a key in capitals overrides"
                    + " it (AUDIT_DB_HTTP_PORT). Without a configured database an embedded PostgreSQL is used. Stops on"
                    + " Ctrl-C or audit-db stop."
        },
        footer = {
            "  audit-db run --demo",
            "  AUDIT_DB_DATABASE_URL=postgresql://db.internal/audit audit-db run --config /etc/audit-db.yaml"
        })
final class RunCommand implements Callable<Integer> {
    @Option(names = "--demo", description = "Append real sample records first, seal and verify them.")
    private boolean demo;

    @Option(names = "--config", paramLabel = "FILE", description = "The configuration (default: var/audit-db.yaml).")
    private Path config;

    private final RootCommand root;
    private final Supplier<Platform> platform;

    RunCommand(RootCommand root, Supplier<Platform> platform) {
        this.root = root;
        this.platform = platform;
    }

    @Override
    public Integer call() throws Exception {
        var files = new DaemonFiles(root.surroundings().var());
        files.prepare();
        try {
            platform.get().run(config, demo, files::writeProcess);
        } finally {
            files.removeProcess();
        }
        return ExitCode.OK;
    }
}

package io.auditdb.cli;

import io.auditdb.api.storage.PoolStats;
import io.auditdb.client.AuditDbClient;
import io.auditdb.client.HealthReport;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Show how the platform is, and what its pools of connections are doing.",
        description = {
            "",
            "Times to acquire a connection and of use are those of the last one to two minutes; counts are since the"
                    + " start. Then the last changes of size, and why. Needs the right to operate. Exit code 3 when the"
                    + " daemon does not answer."
        },
        footer = {"  audit-db performance client health", "  audit-db performance client health --json"})
final class ClientHealthCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Show it as JSON, with all changes of size that are remembered.")
    private boolean json;

    private final RootCommand root;

    ClientHealthCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        try (AuditDbClient client = root.client()) {
            HealthReport health = client.operations().health();
            List<PoolStats> pools = client.operations().pools();
            if (json) {
                root.printJson(view(health, pools));
            } else {
                StatusCommand.show(root, health);
                new PoolView(root).show(pools);
            }
        }
        return ExitCode.OK;
    }

    static Map<String, Object> view(HealthReport health, List<PoolStats> pools) {
        return Views.object(
                "health", StatusCommand.lower(health.status()),
                "checks", StatusCommand.checks(health),
                "pools", pools.stream().map(PoolView::of).toList());
    }
}

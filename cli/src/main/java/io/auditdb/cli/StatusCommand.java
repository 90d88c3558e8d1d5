package io.auditdb.cli;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.operations.Health.Component;
import io.auditdb.api.operations.HealthCheck.Status;
import io.auditdb.client.AuditDbClient;
import io.auditdb.client.ClientErrorCode;
import io.auditdb.client.HealthReport;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Show whether the daemon runs, where, and how it is.",
        description = {"", "Exit code 0 when it answers, 3 when it does not."},
        footer = {"  audit-db status", "  audit-db status --json"})
final class StatusCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Show it as JSON.")
    private boolean json;

    private final RootCommand root;

    StatusCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() throws IOException {
        Optional<Long> pid =
                new DaemonFiles(root.surroundings().var()).process().map(ProcessHandle::pid);
        Optional<HealthReport> health = health();
        if (json) {
            root.printJson(view(pid, health));
        } else {
            show(pid, health);
        }
        return health.isPresent() ? ExitCode.OK : ExitCode.CANNOT_CONNECT;
    }

    private Optional<HealthReport> health() {
        try (AuditDbClient client = root.client()) {
            return Optional.of(client.operations().health());
        } catch (AuditDbException e) {
            if (e.code() == ClientErrorCode.UNREACHABLE) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void show(Optional<Long> pid, Optional<HealthReport> health) {
        String state = health.isPresent() ? "running" : pid.isPresent() ? "not answering" : "not running";
        root.print(
                "daemon   " + state + pid.map(number -> ", process " + number).orElse(""));
        root.print("url      " + root.address().url());
        root.print("var      " + root.surroundings().var());
        root.print("version  " + Version.text() + " (of this command)");
        health.ifPresent(it -> show(root, it));
    }

    static void show(RootCommand root, HealthReport health) {
        root.print("health   " + lower(health.status()));
        health.components().forEach(component -> show(root, component));
    }

    private static void show(RootCommand root, Component component) {
        String status = component.name() + ": " + lower(component.status());
        boolean up = component.status() == Status.UP;
        root.print("  "
                + Text.oneLine(status
                        + (up ? "" : " since " + component.since())
                        + (component.message().isEmpty() ? "" : ", " + component.message())));
        if (!component.advice().isEmpty()) {
            root.print("    " + Text.oneLine("what to do: " + component.advice()));
        }
    }

    private Map<String, Object> view(Optional<Long> pid, Optional<HealthReport> health) {
        return Views.object(
                "running", health.isPresent(),
                "pid", pid.orElse(null),
                "url", root.address().url(),
                "version", Version.text(),
                "health", health.map(known -> lower(known.status())).orElse(null),
                "checks", health.map(StatusCommand::checks).orElse(List.of()));
    }

    static List<Map<String, Object>> checks(HealthReport health) {
        return health.components().stream()
                .map(it -> Views.object(
                        "name", it.name(),
                        "status", lower(it.status()),
                        "message", it.message(),
                        "advice", it.advice(),
                        "since", it.since().toString()))
                .toList();
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}

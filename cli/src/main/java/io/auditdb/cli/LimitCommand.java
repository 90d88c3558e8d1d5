package io.auditdb.cli;

import io.auditdb.api.operations.ComponentLimits;
import io.auditdb.api.operations.ComponentLimits.Limit;
import io.auditdb.client.AuditDbClient;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        header = "Show the limits that parts of an instance work within, and change them while it runs.",
        description = {
            "",
            "Those of breakers, of pools of connections, of replicas and of repeated work. What is changed lasts until the"
                    + " next start of the instance that answers; what lasts longer stands in the configuration."
        },
        footer = {"  audit-db limit list", "  audit-db limit set breaker:primary failures=7 window=1m"})
final class LimitCommand implements Runnable {
    private final RootCommand root;

    LimitCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: list or set");
    }

    @Command(
            name = "list",
            header = "List the limits of all components, or of one.",
            footer = {"  audit-db limit list pool:primary-read", "  audit-db limit list --json"})
    int list(
            @Parameters(paramLabel = "COMPONENT", arity = "0..1", description = "As listed; without, all of them.")
                    String component,
            @Option(names = "--json", description = "Show them as JSON, with what each limits.") boolean json) {
        List<ComponentLimits> all;
        try (AuditDbClient client = root.client()) {
            all = client.operations().limits();
        }
        List<ComponentLimits> shown = all.stream()
                .filter(it -> component == null || it.component().equals(component))
                .toList();
        if (shown.isEmpty()) {
            throw root.misuse("There is no " + component + "; there are "
                    + String.join(
                            ", ", all.stream().map(ComponentLimits::component).toList()));
        }
        if (json) {
            root.printJson(
                    Map.of("components", shown.stream().map(LimitCommand::of).toList()));
        } else {
            show(shown);
        }
        return ExitCode.OK;
    }

    private void show(List<ComponentLimits> components) {
        var table = new Table(root.surroundings().out(), "COMPONENT", "LIMIT", "VALUE", "CONFIGURED", "IN");
        for (ComponentLimits component : components) {
            for (Limit limit : component.limits()) {
                table.row(component.component(), limit.name(), limit.value(), limit.configured(), component.section());
            }
        }
        table.flush();
    }

    @Command(
            name = "set",
            header = "Change limits of one component, all of them or none.",
            description = {
                "",
                "Recorded in _system. Lasts until the next start of the instance that answers; set it in the configuration"
                        + " as well if it is to stay."
            },
            footer = {
                "  audit-db limit set breaker:primary failures=7 window=1m",
                "  audit-db limit set pool:primary-read max=40 max-wait=5s"
            })
    int set(
            @Parameters(index = "0", paramLabel = "COMPONENT", description = "As listed.") String component,
            @Parameters(
                            index = "1..*",
                            arity = "1..*",
                            paramLabel = "LIMIT=VALUE",
                            description = "Written as in the configuration.")
                    Map<String, String> values,
            @Option(names = "--json", description = "Show what was changed as JSON.") boolean json) {
        ComponentLimits before;
        try (AuditDbClient client = root.client()) {
            before = client.operations().changeLimits(component, values);
        }
        List<Limit> changed = before.limits().stream()
                .filter(it -> values.containsKey(it.name()))
                .toList();
        if (json) {
            root.printJson(Views.object(
                    "component",
                    component,
                    "changed",
                    changed.stream()
                            .map(it -> Views.object(
                                    "name", it.name(), "before", it.value(), "after", values.get(it.name())))
                            .toList()));
            return ExitCode.OK;
        }
        changed.forEach(it ->
                root.print(Text.oneLine(it.name() + " is " + values.get(it.name()) + " now; it was " + it.value())));
        root.print("Until the next start. To keep it, set it in the configuration (" + before.section() + ").");
        return ExitCode.OK;
    }

    private static Map<String, Object> of(ComponentLimits component) {
        return Views.object(
                "component", component.component(),
                "section", component.section(),
                "limits", component.limits().stream().map(LimitCommand::of).toList());
    }

    private static Map<String, Object> of(Limit limit) {
        return Views.object(
                "name", limit.name(),
                "value", limit.value(),
                "configured", limit.configured(),
                "description", limit.description());
    }
}

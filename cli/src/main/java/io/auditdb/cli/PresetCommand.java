package io.auditdb.cli;

import io.auditdb.api.event.PresetDefinition;
import io.auditdb.client.AuditDbClient;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        header = "Say what events of some actions have by default, and what they must say.",
        description = {
            "",
            "A preset fills in what is absent, and an event without what it asks for is refused with every fault. One of a"
                    + " tenant takes the place of the one for every tenant with its name. The default presets are added by"
                    + " audit-db migrate seed-presets."
        },
        footer = {
            "  audit-db preset list",
            "  audit-db preset set exports 'data.export' --default classification=PHI --require principal --require purpose",
            "  audit-db preset remove exports"
        })
final class PresetCommand implements Runnable {
    private final RootCommand root;

    PresetCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: list, set or remove");
    }

    @Command(
            name = "list",
            header = "Show the presets in force.",
            footer = {"  audit-db preset list --json"})
    int list(@Option(names = "--json", description = "Show them as JSON.") boolean json) {
        List<PresetDefinition> presets;
        try (AuditDbClient client = root.client()) {
            presets = client.presets().list();
        }
        if (json) {
            root.printJson(
                    Map.of("presets", presets.stream().map(PresetCommand::view).toList()));
            return ExitCode.OK;
        }
        var table =
                new Table(root.surroundings().out(), "NAME", "TENANT", "ACTION", "DEFAULTS", "REQUIRED", "DESCRIPTION");
        presets.forEach(it -> table.row(
                it.name(),
                it.tenant(),
                it.action(),
                new TreeMap<>(it.defaults())
                        .entrySet().stream()
                                .map(member -> member.getKey() + "=" + member.getValue())
                                .collect(Collectors.joining(", ")),
                String.join(", ", it.required()),
                Text.oneLine(it.description())));
        table.flush();
        return ExitCode.OK;
    }

    private static Map<String, Object> view(PresetDefinition preset) {
        return Views.object(
                "name", preset.name(),
                "tenant", preset.tenant(),
                "action", preset.action(),
                "defaults", new TreeMap<>(preset.defaults()),
                "required", preset.required(),
                "description", preset.description());
    }

    @Command(
            name = "set",
            header = "Add a preset, or change the one with this name.",
            footer = {
                "  audit-db preset set exports 'data.export' --tenant clinic --require details.reason",
            })
    int set(
            @Parameters(index = "0", paramLabel = "NAME", description = "Its name.") String name,
            @Parameters(
                            index = "1",
                            paramLabel = "ACTION",
                            description = "Of which actions; * stands for any run of characters.")
                    String action,
            @Option(
                            names = "--tenant",
                            paramLabel = "TENANT",
                            defaultValue = PresetDefinition.EVERY_TENANT,
                            description = "Whose events (default: every tenant's).")
                    String tenant,
            @Option(
                            names = "--default",
                            paramLabel = "MEMBER=VALUE",
                            description =
                                    "Filled in where it is absent: classification, purpose, retentionPolicy, source.")
                    Map<String, String> defaults,
            @Option(
                            names = "--require",
                            paramLabel = "MEMBER",
                            description =
                                    "Has to be there, such as principal, target.id, session.ip or details.reason.")
                    List<String> required,
            @Option(
                            names = "--description",
                            paramLabel = "TEXT",
                            defaultValue = "",
                            description = "For whoever reads the list.")
                    String description) {
        var preset = new PresetDefinition(
                name,
                tenant,
                action,
                defaults == null ? Map.of() : defaults,
                required == null ? List.of() : required,
                description);
        try (AuditDbClient client = root.client()) {
            client.presets().put(preset);
        }
        root.print("The preset " + name + " is in force.");
        return ExitCode.OK;
    }

    @Command(
            name = "remove",
            header = "Remove a preset.",
            footer = {"  audit-db preset remove exports --tenant clinic"})
    int remove(
            @Parameters(paramLabel = "NAME", description = "Its name.") String name,
            @Option(
                            names = "--tenant",
                            paramLabel = "TENANT",
                            defaultValue = PresetDefinition.EVERY_TENANT,
                            description = "Its tenant (default: every tenant).")
                    String tenant) {
        try (AuditDbClient client = root.client()) {
            client.presets().remove(tenant, name);
        }
        root.print("The preset " + name + " is removed.");
        return ExitCode.OK;
    }
}

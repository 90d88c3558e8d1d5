package io.auditdb.cli;

import io.auditdb.api.event.Acknowledgement;
import io.auditdb.api.event.Appended;
import io.auditdb.client.AuditDbClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        header = "Append one event from options, or events from JSON.",
        description = {
            "",
            "With a FILE (- for standard input): one event or an array of events in JSON; all are stored or none."
                    + " Without: the event that the options describe. Returns when it is durable, or as far as --ack"
                    + " says."
        },
        footer = {
            "  audit-db append --tenant clinic --action patient.read --status success --principal dr-smith \\",
            "      --subject patient-7 --target Observation/17 --purpose TREATMENT --classification PHI",
            "  audit-db append event.json",
            "  jq -c . events.json | audit-db append -"
        })
final class AppendCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", arity = "0..1", description = "A file of JSON, or - for standard input.")
    private String file;

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description = "The organisation; for a FILE, of events that name none.")
    private String tenant;

    @Mixin
    private EventOptions event;

    @Option(
            names = "--ack",
            paramLabel = "LEVEL",
            description = "How far events have to come before this returns: durable (the default), sequenced or"
                    + " checkpointed.")
    private Acknowledgement level = Acknowledgement.DURABLE;

    @Option(names = "--json", description = "Show the receipts as JSON.")
    private boolean json;

    private final RootCommand root;

    AppendCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() throws IOException {
        Object input = input();
        try (AuditDbClient client = root.client()) {
            report(client.appendJson(input, file == null ? null : tenant, level));
        }
        return ExitCode.OK;
    }

    private Object input() throws IOException {
        if (file == null) {
            return fromOptions();
        }
        if (event.given()) {
            throw root.misuse("either a FILE or options that describe an event");
        }
        if (file.equals("-")) {
            return root.json().read(root.surroundings().in());
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return root.json().read(in);
        }
    }

    private Map<String, Object> fromOptions() {
        if (!event.given()) {
            throw root.misuse("describe an event (--tenant, --action, --status, …) or name a FILE of JSON");
        }
        var members = new LinkedHashMap<String, Object>();
        if (tenant != null) {
            members.put("tenant", tenant);
        }
        try {
            event.addTo(members, root.surroundings().clock(), root.json());
        } catch (IllegalArgumentException e) {
            throw root.misuse(e.getMessage());
        }
        return members;
    }

    private static String outcome(Appended one) {
        if (one.isSpooled()) {
            return "spooled until the database is back";
        }
        return one.duplicate() ? "was there already" : "appended";
    }

    private void report(List<Appended> appended) {
        if (json) {
            root.printJson(Map.of("events", appended.stream().map(Views::of).toList()));
            return;
        }
        for (Appended one : appended) {
            root.print(outcome(one) + "  " + one.tenant() + "/" + one.id()
                    + (one.isSpooled() ? "" : "  receipt " + one.receipt()));
        }
    }
}

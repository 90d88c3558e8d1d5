package io.auditdb.cli;

import io.auditdb.api.ledger.Evidence;
import io.auditdb.client.AuditDbClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        header = "Show chosen fields of an event to somebody who trusts nobody.",
        description = {
            "",
            "Writes a document that holds the impersonal part of the event, the personal fields that are named and no"
                    + " other, and the proof that all of it is in the log. Whoever has the key (audit-db key show"
                    + " --vkey) checks it with audit-db verify bundle."
        },
        footer = {
            "  audit-db disclose 70e5932e-9022-4b38-837e-ca10dad94eb7 --field principal.id -o event.json",
            "  audit-db disclose 70e5932e-9022-4b38-837e-ca10dad94eb7 --field subject.id --field details.reason",
            "  audit-db disclose 70e5932e-9022-4b38-837e-ca10dad94eb7 --all-personal"
        })
final class DiscloseCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The event's id.")
    private UUID id;

    @Option(
            names = "--field",
            paramLabel = "NAME",
            description = "A personal field to show, such as principal.id; may be given again.")
    private List<String> fields = List.of();

    @Option(names = "--all-personal", description = "Show every personal field that is still there.")
    private boolean all;

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description = "The event's organisation, where ids alone are not enough.")
    private String tenant;

    @Option(
            names = {"-o", "--out"},
            paramLabel = "FILE",
            description = "Where to write it (default: standard output).")
    private Path out;

    @Option(names = "--json", description = "With --out: show what was written as JSON; the document is JSON anyway.")
    private boolean json;

    @Mixin
    private SealWait wait;

    private final RootCommand root;

    DiscloseCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (all && !fields.isEmpty()) {
            throw root.misuse("Give --field or --all-personal, not both");
        }
        Set<String> shown = all ? Set.of(Evidence.ALL_FIELDS) : Set.copyOf(fields);
        String document;
        try (AuditDbClient client = root.client()) {
            document = wait.get(root, () -> client.disclosure(tenant, id, shown));
        }
        if (out == null) {
            root.surroundings().out().print(document);
        } else {
            Files.writeString(out, document);
            if (json) {
                root.printJson(Views.object("file", out.toString()));
            } else {
                root.tell("Wrote " + out + ".");
            }
        }
        return ExitCode.OK;
    }
}

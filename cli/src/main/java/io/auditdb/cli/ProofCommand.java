package io.auditdb.cli;

import io.auditdb.client.AuditDbClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        header = "Get the proof that an event is in the log.",
        description = {
            "",
            "The proof is a C2SP .tlog-proof: with the key (audit-db key show --vkey) anybody can check it without"
                    + " trusting this platform. An event is in a signed checkpoint about a second after its append."
        },
        footer = {
            "  audit-db proof 70e5932e-9022-4b38-837e-ca10dad94eb7 --out event.tlog-proof",
            "  audit-db proof 70e5932e-9022-4b38-837e-ca10dad94eb7 --tenant clinic"
        })
final class ProofCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The event's id.")
    private UUID id;

    @Option(
            names = "--tenant",
            paramLabel = "TENANT",
            description = "The event's organisation, where ids alone are not enough.")
    private String tenant;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write it (default: standard output).")
    private Path out;

    @Mixin
    private SealWait wait;

    @Option(names = "--json", description = "Show the proof as a JSON object.")
    private boolean json;

    private final RootCommand root;

    ProofCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String proof;
        try (AuditDbClient client = root.client()) {
            proof = wait.get(root, () -> client.proof(tenant, id));
        }
        if (out != null) {
            Files.writeString(out, proof);
            root.tell("Wrote " + out + ".");
        } else if (json) {
            root.printJson(Map.of("proof", proof));
        } else {
            root.surroundings().out().print(proof);
        }
        return ExitCode.OK;
    }
}

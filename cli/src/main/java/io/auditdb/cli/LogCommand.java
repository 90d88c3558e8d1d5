package io.auditdb.cli;

import io.auditdb.client.AuditDbClient;
import io.auditdb.client.ConsistencyProof;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Show that the log only grew.",
        footer = {"  audit-db log consistency --from 1233", "  audit-db log consistency --from 1233 --to 2000 --json"})
final class LogCommand implements Runnable {
    private final RootCommand root;

    LogCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to show: consistency");
    }

    @Command(
            name = "consistency",
            header = "Get the proof that the log continues an earlier state of it.",
            description = {
                "",
                "With the roots of two checkpoints, the hashes prove that the newer tree begins with the older one (RFC"
                        + " 6962, 2.1.2). One hash in base64 per line."
            },
            footer = {
                "  audit-db log consistency --from 1233",
                "  audit-db log consistency --from 1233 --to 2000 --json"
            })
    int consistency(
            @Option(names = "--from", paramLabel = "SIZE", required = true, description = "Size of the older tree.")
                    long from,
            @Option(
                            names = "--to",
                            paramLabel = "SIZE",
                            description = "Size of the newer tree (default: that of the newest checkpoint).")
                    Long to,
            @Option(names = "--json", description = "Show it as JSON.") boolean json) {
        ConsistencyProof proof;
        try (AuditDbClient client = root.client()) {
            proof = client.consistency(from, to == null ? OptionalLong.empty() : OptionalLong.of(to));
        }
        List<String> hashes =
                proof.hashes().stream().map(Base64.getEncoder()::encodeToString).toList();
        if (json) {
            root.printJson(Views.object("from", proof.from(), "to", proof.to(), "consistency", hashes));
        } else {
            hashes.forEach(root::print);
        }
        return ExitCode.OK;
    }
}

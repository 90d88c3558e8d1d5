package io.auditdb.cli;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.client.AuditDbClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Show the key that signs the log.",
        footer = {"  audit-db key show", "  audit-db key show --vkey > audit-db.vkey"})
final class KeyCommand implements Runnable {
    private final RootCommand root;

    KeyCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: show");
    }

    @Command(
            name = "show",
            header = "Show the public key: name of the log, key id and key.",
            footer = {"  audit-db key show", "  audit-db key show --vkey > audit-db.vkey"})
    int show(
            @Option(names = "--vkey", description = "Only the verifier key, in the C2SP vkey format.") boolean vkey,
            @Option(names = "--json", description = "Show it as JSON.") boolean json) {
        String text;
        try (AuditDbClient client = root.client()) {
            text = client.verifierKey();
        }
        String[] parts = text.split("\\+", 3);
        if (parts.length < 3) {
            throw new AuditDbException(StandardErrorCode.MALFORMED_INPUT, "The answer is not a verifier key");
        }
        if (json) {
            root.printJson(Views.object("origin", parts[0], "keyId", parts[1], "vkey", text));
        } else if (vkey) {
            root.print(text);
        } else {
            root.print("log     " + Text.oneLine(parts[0]));
            root.print("key id  " + Text.oneLine(parts[1]));
            root.print("vkey    " + Text.oneLine(text));
        }
        return ExitCode.OK;
    }
}

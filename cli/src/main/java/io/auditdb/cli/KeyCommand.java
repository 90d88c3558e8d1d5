package io.auditdb.cli;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.ledger.LedgerKey;
import io.auditdb.client.AuditDbClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Show and rotate the keys that sign the log.",
        footer = {
            "  audit-db key show --vkey > audit-db.vkey",
            "  audit-db key list",
            "  audit-db key rotate --overlap 30d --dry-run"
        })
final class KeyCommand implements Runnable {
    private final RootCommand root;

    KeyCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to do: show, list or rotate");
    }

    @Command(
            name = "show",
            header = "Show the public key: name of the log, key id and key.",
            footer = {
                "  audit-db key show",
                "  audit-db key show --vkey > audit-db.vkey",
                "  audit-db key show --witness --vkey"
            })
    int show(
            @Option(names = "--witness", description = "The key with which this platform cosigns other logs.")
                    boolean witness,
            @Option(names = "--vkey", description = "Only the verifier key, in the C2SP vkey format.") boolean vkey,
            @Option(names = "--json", description = "Show it as JSON.") boolean json) {
        String text;
        try (AuditDbClient client = root.client()) {
            text = witness ? client.witnessKey() : client.verifierKey();
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
            root.print((witness ? "witness " : "log     ") + Text.oneLine(parts[0]));
            root.print("key id  " + Text.oneLine(parts[1]));
            root.print("vkey    " + Text.oneLine(text));
        }
        return ExitCode.OK;
    }

    @Command(
            name = "list",
            header = "Show all keys that the log was ever signed with, newest first.",
            description = {
                "",
                "An active key signs, a retiring one signs beside it until the time shown, a retired one signs no longer;"
                        + " what they signed holds for ever."
            },
            footer = {"  audit-db key list", "  audit-db key list --json"})
    int list(@Option(names = "--json", description = "Show them as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            show(client.keys(), json);
        }
        return ExitCode.OK;
    }

    @Command(
            name = "rotate",
            header = "Make a new key, which signs from the next checkpoint on.",
            description = {
                "",
                "The old key signs beside it for a while, so that whoever checks checkpoints has time to take the new"
                        + " one. The log records the rotation with a note in which the old key vouches for the new one."
                        + " A key from a file or a key store is rotated in the configuration."
            },
            footer = {"  audit-db key rotate --dry-run", "  audit-db key rotate --overlap 30d"})
    int rotate(
            @Option(
                            names = "--overlap",
                            paramLabel = "SPAN",
                            description = "How long both keys sign, such as 30d (default: ledger.key-overlap).")
                    String overlap,
            @Option(names = "--dry-run", description = "Only show what would become of the keys.") boolean dryRun,
            @Option(names = "--json", description = "Show the keys as JSON.") boolean json) {
        try (AuditDbClient client = root.client()) {
            show(client.operations().rotateKey(span(overlap), dryRun), json);
        }
        return ExitCode.OK;
    }

    private Duration span(String overlap) {
        try {
            return overlap == null ? null : Times.duration(overlap);
        } catch (IllegalArgumentException e) {
            throw root.misuse("--overlap " + overlap + ": " + e.getMessage());
        }
    }

    private void show(List<LedgerKey> keys, boolean json) {
        if (json) {
            root.printJson(Views.object("keys", keys.stream().map(Views::of).toList()));
            return;
        }
        var table = new Table(root.surroundings().out(), "STATE", "SINCE", "UNTIL", "VKEY");
        for (LedgerKey key : keys) {
            table.row(
                    key.state().name().toLowerCase(Locale.ROOT),
                    key.since().toString(),
                    key.until().map(Instant::toString).orElse("-"),
                    key.verifierKey());
        }
        table.flush();
    }
}

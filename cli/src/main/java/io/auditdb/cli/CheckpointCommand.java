package io.auditdb.cli;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.client.AuditDbClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Show the newest signed checkpoint.",
        description = {
            "",
            "A checkpoint (C2SP tlog-checkpoint) states size and root of the log under a signature. Keep some of them"
                    + " outside: whoever has one can tell whether the log was cut or rewritten since."
        },
        footer = {"  audit-db checkpoint", "  audit-db checkpoint > /mnt/elsewhere/checkpoint.$(date +%%F)"})
final class CheckpointCommand implements Callable<Integer> {
    @Option(names = "--json", description = "Show its parts as JSON.")
    private boolean json;

    private final RootCommand root;

    CheckpointCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        String note;
        try (AuditDbClient client = root.client()) {
            note = client.checkpoint()
                    .orElseThrow(() -> new AuditDbException(
                            StandardErrorCode.NOT_FOUND, "There is no checkpoint yet: the log is empty"));
        }
        if (json) {
            String[] lines = note.split("\n", 4);
            if (lines.length < 4) {
                throw new AuditDbException(StandardErrorCode.MALFORMED_INPUT, "The answer is not a checkpoint");
            }
            root.printJson(
                    Views.object("origin", lines[0], "size", Long.parseLong(lines[1]), "root", lines[2], "note", note));
        } else {
            root.surroundings().out().print(note);
        }
        return ExitCode.OK;
    }
}

package io.auditdb.plugin.embeddedpostgres;

import static io.auditdb.api.error.StandardErrorCode.PLUGIN_FAILED;
import static java.util.Objects.requireNonNull;

import io.auditdb.api.error.AuditDbException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The unpacked programs of PostgreSQL, run as the user that the server belongs to. */
final class Programs {
    private final Path directory;
    private final Account account;
    private final Duration timeout;

    Programs(Path directory, Account account, Duration timeout) {
        this.directory = requireNonNull(directory, "directory is null");
        this.account = requireNonNull(account, "account is null");
        this.timeout = requireNonNull(timeout, "timeout is null");
    }

    Account account() {
        return account;
    }

    Path directory() {
        return directory;
    }

    /** Runs a program to its end; whatever is not success is an error that quotes the program. */
    void run(String program, String input, String... arguments) throws IOException, InterruptedException {
        Command.Result result = Command.run(command(program, arguments), input, timeout);
        if (!result.succeeded()) {
            throw new AuditDbException(PLUGIN_FAILED, program + " of PostgreSQL failed: " + result.describe());
        }
    }

    /**
     * Starts a program that outlives this process if need be: in a session of its own where there is the tool for it, so
     * that a Ctrl-C meant for this process does not reach it.
     */
    Process launch(Path output, String program, List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        if (Command.run(List.of("setsid", "true"), "", timeout).succeeded()) {
            command.add("setsid");
        }
        command.addAll(command(program, arguments.toArray(String[]::new)));
        return Command.launch(command, output);
    }

    private List<String> command(String program, String... arguments) {
        var command = new ArrayList<String>();
        command.add(directory.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return account.command(command);
    }
}

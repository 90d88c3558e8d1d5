package io.auditdb.cli;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        header = "Show how to reach the database behind the platform.",
        footer = {"  psql \"$(audit-db database url)\"", "  psql \"$(audit-db database url --superuser)\""})
final class DatabaseCommand implements Runnable {
    private final RootCommand root;

    DatabaseCommand(RootCommand root) {
        this.root = root;
    }

    @Override
    public void run() {
        throw root.misuse("Name what to show: url");
    }

    @Command(
            name = "url",
            header = "Show the libpq URL of the database of the daemon on this machine.",
            description = {"", "The URL names a password file and holds no password. Read from var/run."},
            footer = {
                "  psql \"$(audit-db database url)\"",
                "  psql \"$(audit-db database url --superuser)\" -c 'select count(*) from audit_event'"
            })
    int url(
            @Option(names = "--superuser", description = "That of the database's superuser.") boolean superuser,
            @Option(names = "--json", description = "Show it as JSON.") boolean json)
            throws IOException {
        Path file = root.surroundings().var().resolve(superuser ? "run/database-superuser.url" : "run/database.url");
        String url = read(file, superuser);
        if (json) {
            root.printJson(Views.object("url", url));
        } else {
            root.print(url);
        }
        return ExitCode.OK;
    }

    private static String read(Path file, boolean superuser) throws IOException {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            throw new AuditDbException(
                    StandardErrorCode.NOT_FOUND,
                    "There is no " + file + ": the daemon has not run with this var directory (AUDIT_DB_VAR), or its"
                            + " database is not the embedded one"
                            + (superuser ? ", whose superuser alone is known" : ""),
                    e);
        }
    }
}

package io.auditdb.plugin.embeddedpostgres;

import static io.auditdb.api.error.StandardErrorCode.INVALID_CONFIG;
import static io.auditdb.api.error.StandardErrorCode.PLUGIN_FAILED;
import static java.util.Objects.requireNonNull;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The operating system user that the server runs as: this process's own, or another one when this process is root,
 * which PostgreSQL refuses.
 */
final class Account {
    private static final List<String> USUAL_USERS = List.of("postgres", "nobody");

    private final String user;
    private final List<String> prefix;
    private final Duration timeout;

    private Account(String user, List<String> prefix, Duration timeout) {
        this.user = user;
        this.prefix = List.copyOf(prefix);
        this.timeout = requireNonNull(timeout, "timeout is null");
    }

    /** Chooses the user; {@code wanted} counts only when this process is root. */
    static Account choose(Optional<String> wanted, Duration timeout) throws IOException, InterruptedException {
        if (!isRoot()) {
            return new Account(null, List.of(), timeout);
        }
        String user = wanted.isPresent() ? existing(wanted.get()) : firstOfUsual();
        var refusals = new ArrayList<String>();
        for (List<String> way : waysToBecome(user, timeout)) {
            Command.Result result = Command.run(with(way, "true"), "", timeout);
            if (result.succeeded()) {
                return new Account(user, way, timeout);
            }
            refusals.add(way.get(0) + ": " + result.describe());
        }
        throw new AuditDbException(
                PLUGIN_FAILED,
                "PostgreSQL does not run as root, and no tool here changes to the user " + user + " ("
                        + String.join("; ", refusals)
                        + "). Start audit-db as an ordinary user, install util-linux, or configure database.url");
    }

    private static boolean isRoot() {
        return "root".equals(ProcessHandle.current().info().user().orElse(System.getProperty("user.name")));
    }

    private static String existing(String user) throws IOException {
        if (user.equals("root") || principal(user).isEmpty()) {
            throw new AuditDbException(
                    INVALID_CONFIG,
                    "The embedded PostgreSQL cannot run as the configured user",
                    List.of(new Fault("user", user + " is not an unprivileged user of this machine")));
        }
        return user;
    }

    private static String firstOfUsual() throws IOException {
        for (String user : USUAL_USERS) {
            if (principal(user).isPresent()) {
                return user;
            }
        }
        throw new AuditDbException(
                PLUGIN_FAILED,
                "PostgreSQL does not run as root, and there is none of the users " + USUAL_USERS
                        + " to run it as. Name one in the setting user, start audit-db as an ordinary user, or configure"
                        + " database.url");
    }

    private static Optional<UserPrincipal> principal(String user) throws IOException {
        try {
            return Optional.of(
                    FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(user));
        } catch (UserPrincipalNotFoundException e) {
            return Optional.empty();
        }
    }

    private static List<List<String>> waysToBecome(String user, Duration timeout)
            throws IOException, InterruptedException {
        var ways = new ArrayList<List<String>>();
        Command.Result group = Command.run(List.of("id", "-g", user), "", timeout);
        if (group.succeeded()) {
            ways.add(List.of(
                    "setpriv",
                    "--reuid=" + user,
                    "--regid=" + group.output().strip(),
                    "--init-groups",
                    "--no-new-privs",
                    "--inh-caps=-all",
                    "--"));
        }
        ways.add(List.of("runuser", "-u", user, "--"));
        ways.add(List.of("su", "-s", "/bin/sh", "-c", "exec \"$@\"", user, "--", "sh"));
        return ways;
    }

    private static List<String> with(List<String> prefix, String... command) {
        var all = new ArrayList<>(prefix);
        all.addAll(List.of(command));
        return all;
    }

    /** Returns the command that runs {@code command} as this user. */
    List<String> command(List<String> command) {
        return with(prefix, command.toArray(String[]::new));
    }

    /** Returns whether it is another user than the one this process runs as. */
    boolean isOther() {
        return user != null;
    }

    /** Hands a file or an empty directory over to this user. */
    void give(Path path) throws IOException {
        if (isOther()) {
            Files.setOwner(path, principal(user).orElseThrow(() -> new IOException("user " + user + " is gone")));
        }
    }

    /** Lets this user pass through one of our own directories, without letting it list what is there. */
    void letThrough(Path directory) throws IOException {
        if (isOther()) {
            var permissions = Files.getPosixFilePermissions(directory);
            if (permissions.add(PosixFilePermission.OTHERS_EXECUTE)) {
                Files.setPosixFilePermissions(directory, permissions);
            }
        }
    }

    /** Checks that this user can get to a directory, and says what is in the way. */
    void requireReach(Path directory) throws IOException, InterruptedException {
        Path real = directory.toRealPath();
        if (!isOther() || canEnter(real)) {
            return;
        }
        Path barrier = real;
        for (Path above = real; above != null; above = above.getParent()) {
            barrier = canEnter(above) ? barrier : above;
        }
        throw new AuditDbException(
                PLUGIN_FAILED,
                "PostgreSQL does not run as root, and the user " + user + " that it runs as instead cannot enter "
                        + barrier + ", which leads to " + real
                        + ". Set AUDIT_DB_VAR to a directory that this user can reach, let it through (chmod o+x "
                        + barrier + "), or start audit-db as another user");
    }

    private boolean canEnter(Path directory) throws IOException, InterruptedException {
        return Command.run(command(List.of("test", "-x", directory.toString())), "", timeout)
                .succeeded();
    }
}

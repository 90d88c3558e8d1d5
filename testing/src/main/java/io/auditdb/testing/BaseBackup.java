package io.auditdb.testing;

import io.auditdb.api.storage.DatabaseAddress;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Set;

/**
 * Makes a standby's data directory from a running server's, which the embedded binaries have no {@code pg_basebackup} for:
 * the files are copied between {@code pg_backup_start} and {@code pg_backup_stop}.
 */
final class BaseBackup {
    /** Of the running server only; a standby makes its own. */
    private static final Set<String> EMPTY = Set.of("pg_wal", "pg_replslot", "pg_dynshmem", "pg_notify", "pg_stat_tmp");

    private static final Set<String> ABSENT =
            Set.of("postmaster.pid", "postmaster.opts", "standby.signal", "postgresql.auto.conf", "log");

    private final Path from;
    private final Path to;
    private final UserPrincipal owner;

    private BaseBackup(Path from, Path to) throws IOException {
        this.from = from;
        this.to = to;
        this.owner = Files.getOwner(from);
    }

    /**
     * Takes a copy that starts as a standby.
     *
     * @param server which server it is a copy of
     * @param from its data directory
     * @param to where the copy goes; what is there is removed
     */
    static void take(DatabaseAddress server, Path from, Path to) throws IOException, SQLException {
        delete(to);
        var backup = new BaseBackup(from, to);
        try (var session = Session.open(server)) {
            session.query("SELECT pg_backup_start('standby', true)::text");
            backup.copy();
            backup.write(
                    "backup_label",
                    session.query("SELECT labelfile FROM pg_backup_stop(false)").get(0));
            backup.write("standby.signal", "");
            backup.write("postgresql.auto.conf", "");
        }
    }

    private void copy() throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Path relative = from.relativize(directory);
                if (ABSENT.contains(relative.toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                give(Files.copy(directory, to.resolve(relative), StandardCopyOption.COPY_ATTRIBUTES));
                if (EMPTY.contains(relative.toString())) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path relative = from.relativize(file);
                if (!ABSENT.contains(relative.toString())) {
                    try {
                        give(Files.copy(file, to.resolve(relative), StandardCopyOption.COPY_ATTRIBUTES));
                    } catch (NoSuchFileException e) {
                        // dropped in the meantime, which the log tells the standby
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
    }

    private void write(String name, String text) throws IOException {
        give(Files.writeString(to.resolve(name), text));
    }

    private void give(Path path) throws IOException {
        Files.setOwner(path, owner);
    }

    static void delete(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (var paths = Files.walk(directory)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }
}

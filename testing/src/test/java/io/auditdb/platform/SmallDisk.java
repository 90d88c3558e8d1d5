package io.auditdb.platform;

import io.auditdb.testing.TestingDatabase;
import io.auditdb.testing.TestingPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A disk with room for little, for one database: a file system of its own where this process may mount one, otherwise a
 * limit on the size of the server's files, which it meets in the same places, with another error.
 */
final class SmallDisk implements AutoCloseable {
    private static final String SMALL = "48m";
    private static final String LARGE = "512m";
    private static final long SMALL_FILE = 20 << 20; // a segment of the log of changes has to fit

    private final Path directory;
    private final TestingPostgres server;
    private final boolean mounted;

    private SmallDisk(Path directory, TestingPostgres server, boolean mounted) {
        this.directory = directory;
        this.server = server;
        this.mounted = mounted;
    }

    static SmallDisk open(TestingPostgres server) throws IOException, InterruptedException, SQLException {
        Path directory = Files.createTempDirectory("audit-db-disk");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "mode=711,size=" + SMALL, "tmpfs", directory.toString());
        var disk = new SmallDisk(directory, server, mounted);
        if (mounted) {
            Path tablespace = Files.createDirectory(directory.resolve("tablespace"));
            Files.setOwner(tablespace, Files.getOwner(Path.of(disk.ask("SHOW data_directory"))));
            disk.execute("CREATE TABLESPACE small LOCATION '" + tablespace + "'");
        } else {
            disk.limitFiles(Long.toString(SMALL_FILE));
        }
        return disk;
    }

    /** Returns whether it is full as a disk is, so that the database says so. */
    boolean isReal() {
        return mounted;
    }

    /** Makes a database on it. */
    TestingDatabase createDatabase() throws SQLException {
        TestingDatabase database = server.createDatabase();
        if (mounted) {
            execute("ALTER DATABASE " + database.address().database() + " SET TABLESPACE small");
        }
        return database;
    }

    void makeRoom() throws IOException, InterruptedException, SQLException {
        if (!mounted) {
            limitFiles("unlimited");
        } else if (!run("mount", "-o", "remount,size=" + LARGE, directory.toString())) {
            throw new IOException("cannot enlarge " + directory);
        }
    }

    /** Processes have the limit of their parent, at the time they are made. */
    private void limitFiles(String bytes) throws IOException, InterruptedException, SQLException {
        ProcessHandle postmaster = ProcessHandle.of(
                        Long.parseLong(ask("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)")))
                .orElseThrow();
        var processes = new ArrayList<>(List.of(postmaster));
        postmaster.children().forEach(processes::add);
        // as the server's own user: whoever is root in a container need not be allowed to
        String user = postmaster.info().user().orElseThrow();
        List<String> asOwner =
                user.equals(System.getProperty("user.name")) ? List.of() : List.of("runuser", "-u", user, "--");
        for (ProcessHandle process : processes) {
            var command = new ArrayList<>(asOwner);
            command.addAll(List.of("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + bytes + ":"));
            if (!run(command.toArray(String[]::new)) && process.isAlive()) {
                throw new IOException("cannot limit the files of process " + process.pid());
            }
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private Connection connect() throws SQLException {
        var address = server.address();
        return DriverManager.getConnection(address.jdbcUrl(), address.user(), address.password());
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String ask(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    /** After the databases on it have been dropped. */
    @Override
    public void close() throws IOException, InterruptedException, SQLException {
        if (mounted) {
            execute("DROP TABLESPACE small");
            run("umount", directory.toString());
        } else {
            limitFiles("unlimited");
        }
        Files.delete(directory);
    }
}

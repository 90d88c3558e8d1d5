package io.auditdb.benchmarks;

import io.auditdb.testing.TestingDatabase;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postgresql.PGConnection;

/**
 * The fastest that PostgreSQL takes rows: one binary COPY and one commit for each connection, rows that are encoded
 * already, into the event table itself with its partitions and indexes. No ids are checked beyond the partition, no log.
 */
final class RawCopy {
    private static final int BUFFER = 1 << 16;

    private final TestingDatabase database;
    private final Path directory;

    RawCopy(TestingDatabase database, Path directory) {
        this.database = database;
        this.directory = directory;
    }

    /** Writes the rows of the event table to a file, in the order they were committed. */
    Path export() throws SQLException, IOException {
        Path file = directory.resolve("rows.copy");
        try (Connection connection = database.connect();
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut(
                            "COPY (SELECT * FROM audit_event ORDER BY recorded_at, writer, batch, position) TO STDOUT (FORMAT binary)",
                            out);
        }
        return file;
    }

    /** Returns the seconds that it takes to store the files, each over a connection of its own, into an empty table. */
    double store(List<Path> files) throws Exception {
        database.execute("TRUNCATE audit_event", "CHECKPOINT");
        ExecutorService threads = Executors.newFixedThreadPool(files.size());
        var connections = new ArrayList<Connection>();
        try {
            for (int i = 0; i < files.size(); i++) {
                connections.add(database.connect());
            }
            return Stopwatch.seconds(() -> {
                var copies = new ArrayList<Future<?>>();
                for (int i = 0; i < files.size(); i++) {
                    Connection connection = connections.get(i);
                    Path file = files.get(i);
                    copies.add(threads.submit(() -> copy(connection, file)));
                }
                for (Future<?> copy : copies) {
                    copy.get();
                }
            });
        } finally {
            for (Connection connection : connections) {
                connection.close();
            }
            threads.shutdown();
        }
    }

    private static long copy(Connection connection, Path file) throws SQLException, IOException {
        try (InputStream in = CopyStream.open(file)) {
            return connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY audit_event FROM STDIN (FORMAT binary)", in, BUFFER);
        }
    }
}

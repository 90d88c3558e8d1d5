package io.auditdb.plugin.archive;

import io.auditdb.api.storage.ArchiveOrder;
import io.auditdb.api.storage.ArchiveRows;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;

/** Writes rows into Parquet files and reads them again. Safe for use by many threads. */
final class ParquetFiles {
    private final Engine engine;
    private final int rowGroup;

    ParquetFiles(Engine engine, int rowGroup) {
        this.engine = engine;
        this.rowGroup = rowGroup;
    }

    /** Writes rows in the order they come. */
    void write(Path file, ArchiveRows rows) {
        String table = "rows_" + UUID.randomUUID().toString().replace('-', '_');
        try (Engine.Turn turn = engine.turn()) {
            turn.execute("CREATE TEMP TABLE " + table + " (" + Field.definitions() + ")");
            try (DuckDBAppender appender = turn.connection().createAppender("temp", "main", table)) {
                var target = new RowAppender(appender);
                for (byte[] row = rows.next(); row != null; row = rows.next()) {
                    target.append(row);
                }
            }
            turn.execute("COPY (FROM " + table + ") TO " + Engine.literal(file.toString())
                    + " (FORMAT parquet, COMPRESSION zstd, PARQUET_VERSION v2, ROW_GROUP_SIZE " + rowGroup + ")");
            turn.execute("DROP TABLE " + table);
        } catch (SQLException e) {
            throw Failures.unavailable("The file of an archive cannot be written", e);
        }
    }

    /**
     * Returns the selected rows of some files.
     *
     * @param order null for the one they are stored in
     * @param limit 0 means all
     * @param end run when they are read and closed; not when this throws
     */
    ArchiveRows read(Collection<Path> files, Selection selection, ArchiveOrder order, int limit, Runnable end) {
        String list =
                files.stream().map(file -> Engine.literal(file.toString())).collect(Collectors.joining(", "));
        String sql = "SELECT " + Field.selection() + " FROM read_parquet([" + list + "])" + selection.where()
                + (order == null ? "" : Selection.order(order)) + (limit > 0 ? " LIMIT " + limit : "");
        Engine.Turn turn = engine.turn();
        try {
            PreparedStatement statement = turn.connection().prepareStatement(sql);
            selection.bind(statement);
            ResultSet result = statement.executeQuery();
            return new ReadRows(result, () -> {
                close(turn, statement);
                end.run();
            });
        } catch (SQLException e) {
            turn.close();
            throw Failures.damaged("An archive cannot be read", e);
        }
    }

    private static void close(Engine.Turn turn, PreparedStatement statement) {
        try {
            statement.close();
        } catch (SQLException e) {
            throw Failures.unavailable("DuckDB cannot be used", e);
        } finally {
            turn.close();
        }
    }
}

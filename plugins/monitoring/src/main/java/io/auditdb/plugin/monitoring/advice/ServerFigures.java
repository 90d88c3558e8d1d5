package io.auditdb.plugin.monitoring.advice;

import io.auditdb.plugin.monitoring.database.Query;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * What the server of the primary is set to, and has counted since its statistics were reset.
 *
 * @param settings numbers in bytes, seconds or as such, by name; those that are on or off as 1 or 0
 * @param local whether it is on this machine, as far as its address tells
 * @param hit blocks found in shared buffers
 * @param read blocks not found there
 * @param wal bytes written to the write-ahead log
 * @param timed checkpoints whose time had come
 * @param requested checkpoints because the log had become too long, or because somebody asked
 * @param bytes size of the database
 */
record ServerFigures(
        Map<String, Long> settings,
        boolean local,
        long hit,
        long read,
        long wal,
        long timed,
        long requested,
        long bytes) {
    private static final int CHECKPOINTER = 17;

    private static final String SETTINGS = """
            SELECT name, CASE vartype WHEN 'bool' THEN (setting = 'on')::int::bigint
                         ELSE setting::numeric::bigint * CASE unit WHEN '8kB' THEN 8192 WHEN 'kB' THEN 1024 WHEN 'MB' THEN 1048576
                                                        ELSE 1 END END AS value
            FROM pg_settings
            WHERE name IN ('shared_buffers', 'effective_cache_size', 'work_mem', 'maintenance_work_mem', 'max_connections',
                           'autovacuum', 'autovacuum_max_workers', 'autovacuum_work_mem', 'max_wal_size', 'checkpoint_timeout')
            """;
    private static final String COUNTS = """
            SELECT d.blks_hit AS hit, d.blks_read AS read, w.wal_bytes::bigint AS wal,
                   c.timed, c.requested, pg_database_size(d.datid) AS bytes,
                   coalesce(inet_server_addr() <<= '127.0.0.0/8' OR inet_server_addr() = '::1', false) AS local
            FROM pg_stat_database d CROSS JOIN pg_stat_wal w CROSS JOIN (%s) c
            WHERE d.datname = current_database()
            """;

    static ServerFigures read(Connection connection) throws SQLException {
        var settings = new HashMap<String, Long>();
        new Query(SETTINGS).rows(connection, row -> settings.put(row.getString("name"), row.getLong("value")));
        String checkpoints = connection.getMetaData().getDatabaseMajorVersion() >= CHECKPOINTER
                ? "SELECT num_timed AS timed, num_requested AS requested FROM pg_stat_checkpointer"
                : "SELECT checkpoints_timed AS timed, checkpoints_req AS requested FROM pg_stat_bgwriter";
        return new Query(COUNTS.formatted(checkpoints))
                .one(
                        connection,
                        row -> new ServerFigures(
                                settings,
                                row.getBoolean("local"),
                                row.getLong("hit"),
                                row.getLong("read"),
                                row.getLong("wal"),
                                row.getLong("timed"),
                                row.getLong("requested"),
                                row.getLong("bytes")));
    }

    /** Returns what one worker of autovacuum may take. */
    long workerMemory() {
        long own = setting("autovacuum_work_mem");
        return own > 0 ? own : setting("maintenance_work_mem");
    }

    long setting(String name) {
        return settings.getOrDefault(name, 0L);
    }

    /** Returns whether its counters go on from those before, and were not reset meanwhile. */
    boolean continues(ServerFigures before) {
        return hit >= before.hit && wal >= before.wal && timed >= before.timed && requested >= before.requested;
    }
}

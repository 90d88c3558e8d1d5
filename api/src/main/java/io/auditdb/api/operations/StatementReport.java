package io.auditdb.api.operations;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Statements, and what they cost in a time.
 *
 * @param source who counted: {@value #DATABASE}, or {@value #PLATFORM}, which times whole operations where the database
 *     counts nothing
 * @param from the beginning of the time
 * @param to its end: when the databases were asked last
 * @param total how long they took together, also those that are not shown
 * @param slowest how long the slowest of them took on average, also when it is below the threshold; empty when none ran
 * @param statements those that were asked for
 * @param remarks what is missing, and why
 */
public record StatementReport(
        String source,
        Instant from,
        Instant to,
        Duration total,
        Optional<Duration> slowest,
        List<Statement> statements,
        List<String> remarks) {
    /** The source that is the database's extension. */
    public static final String DATABASE = "pg_stat_statements";

    /** The source that is the platform itself. */
    public static final String PLATFORM = "platform";

    /** Copies the lists. */
    public StatementReport {
        requireNonNull(source, "source is null");
        requireNonNull(from, "from is null");
        requireNonNull(to, "to is null");
        requireNonNull(total, "total is null");
        requireNonNull(slowest, "slowest is null");
        statements = List.copyOf(statements);
        remarks = List.copyOf(remarks);
    }

    /**
     * What one statement cost on one server.
     *
     * @param id names its shape: 16 hexadecimal digits, the same on every server and after every restart
     * @param node {@code primary}, the name of a replica, or {@value #PLATFORM}
     * @param text with parameters in place of values; those on a partition are counted as on the event table
     * @param calls how often it ran
     * @param time how long it took together
     * @param share that as a part of what all took, 0 to 1
     * @param before how long it took on average in the same length of time before; empty when it hardly ran
     * @param work what it read and wrote
     * @param plan how the server would do it for any values, a line each; empty where it cannot tell
     * @param advice what to do about it, with the reason; empty when there is nothing
     */
    public record Statement(
            String id,
            String node,
            String text,
            long calls,
            Duration time,
            double share,
            Optional<Duration> before,
            Work work,
            List<String> plan,
            List<String> advice) {
        /** Copies the lists. */
        public Statement {
            requireNonNull(id, "id is null");
            requireNonNull(node, "node is null");
            requireNonNull(text, "text is null");
            requireNonNull(time, "time is null");
            requireNonNull(before, "before is null");
            requireNonNull(work, "work is null");
            plan = List.copyOf(plan);
            advice = List.copyOf(advice);
        }

        /** Returns how long it took on average. */
        public Duration mean() {
            return calls == 0 ? Duration.ZERO : time.dividedBy(calls);
        }
    }

    /**
     * What statements read and wrote, in rows, blocks of the database, and bytes of the write-ahead log.
     *
     * @param rows returned or changed
     * @param blocksHit found in shared buffers
     * @param blocksRead not found there
     * @param blocksSpilled written to temporary files
     * @param walBytes written to the log
     */
    public record Work(long rows, long blocksHit, long blocksRead, long blocksSpilled, long walBytes) {}
}

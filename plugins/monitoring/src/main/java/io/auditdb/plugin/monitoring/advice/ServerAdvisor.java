package io.auditdb.plugin.monitoring.advice;

import com.sun.management.OperatingSystemMXBean;
import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.Advisor;
import io.auditdb.api.plugin.DataSize;
import io.auditdb.plugin.monitoring.advice.Trail.Seen;
import io.auditdb.plugin.monitoring.database.Databases;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Settings of the primary, judged by its RAM, by its connections, and by what it has done lately; never by a number that is
 * good for everybody. PostgreSQL's documentation gives a quarter of RAM for shared buffers (20.4.1).
 */
final class ServerAdvisor implements Advisor {
    private static final int QUARTER = 4;
    private static final int MANY_CHECKPOINTS = 3;
    private static final long MANY_BLOCKS = 100_000;
    private static final double POOR_HITS = 0.95;
    private static final long MEGABYTE = 1 << 20;

    private final Databases databases;
    private final AdviceSettings settings;
    private final Clock clock;
    private final Trail<ServerFigures> trail;

    ServerAdvisor(Databases databases, AdviceSettings settings, Clock clock) {
        this.databases = databases;
        this.settings = settings;
        this.clock = clock;
        this.trail = new Trail<>(settings.window(), clock);
    }

    @Override
    public String name() {
        return "server";
    }

    @Override
    public synchronized AdviceReport advise() {
        ServerFigures now = databases.read(ServerFigures::read);
        Optional<Seen<ServerFigures>> before = trail.add(now).filter(it -> now.continues(it.what()));
        var advice = new ArrayList<Advice>();
        var remarks = new ArrayList<String>();
        OptionalLong memory = memory(now);
        if (memory.isPresent()) {
            memory(now, memory.getAsLong(), advice);
        } else {
            remarks.add("memory was not judged: how much RAM the server of the database has is not known"
                    + " (plugins.monitoring.advice.server-memory)");
        }
        if (now.setting("autovacuum") == 0) {
            advice.add(set("autovacuum", "on", "nothing cleans up or freezes by itself while it is off"));
        }
        before.ifPresent(it -> lately(now, it, memory, advice));
        return new AdviceReport(advice, remarks);
    }

    private OptionalLong memory(ServerFigures now) {
        if (settings.serverMemory().isPresent()) {
            return OptionalLong.of(settings.serverMemory().get().bytes());
        }
        var machine = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return now.local() ? OptionalLong.of(machine.getTotalMemorySize()) : OptionalLong.empty();
    }

    private static void memory(ServerFigures now, long memory, List<Advice> advice) {
        long buffers = now.setting("shared_buffers");
        long sessions = now.setting("max_connections") * now.setting("work_mem");
        long workers = now.setting("autovacuum_max_workers") * now.workerMemory();
        String ram = "the server has " + size(memory) + " of RAM";
        if (buffers > memory / 2) {
            advice.add(set(
                    "shared_buffers",
                    size(memory / QUARTER),
                    ram + ", of which " + size(buffers) + " leave too little for sessions and the file cache"));
        } else if (buffers + sessions + workers > memory) {
            advice.add(set(
                    "work_mem",
                    size(Math.max(MEGABYTE, memory / QUARTER / now.setting("max_connections"))),
                    ram + "; " + size(buffers) + " of shared buffers, " + now.setting("max_connections")
                            + " connections with "
                            + size(now.setting("work_mem")) + " each, and " + size(workers)
                            + " for autovacuum may together take more"));
        }
        if (now.setting("effective_cache_size") > memory) {
            advice.add(set(
                    "effective_cache_size",
                    size(memory / QUARTER * 3),
                    ram + ", and the planner is told that " + size(now.setting("effective_cache_size"))
                            + " of tables may be in it"));
        }
    }

    private void lately(ServerFigures now, Seen<ServerFigures> before, OptionalLong memory, List<Advice> advice) {
        String time = "in the last " + before.age(clock.instant()).toSeconds() + " s ";
        long requested = now.requested() - before.what().requested();
        long timed = now.timed() - before.what().timed();
        if (requested >= MANY_CHECKPOINTS && requested > timed) {
            advice.add(checkpoints(now, before, time, requested, timed));
        }
        long read = now.read() - before.what().read();
        long hit = now.hit() - before.what().hit();
        long buffers = now.setting("shared_buffers");
        if (read > MANY_BLOCKS
                && hit < POOR_HITS * (hit + read)
                && now.bytes() > buffers
                && memory.isPresent()
                && buffers < memory.getAsLong() / QUARTER / 2) {
            advice.add(set(
                    "shared_buffers",
                    size(memory.getAsLong() / QUARTER),
                    time + read + " of " + (hit + read) + " blocks were not in shared buffers, which are "
                            + size(buffers) + " of " + size(memory.getAsLong()) + " of RAM"));
        }
    }

    /** As much as a checkpoint's time brings, and half as much again. */
    private Advice checkpoints(ServerFigures now, Seen<ServerFigures> before, String time, long requested, long timed) {
        double seconds = Math.max(1, before.age(clock.instant()).toMillis() / 1000.0);
        double perSecond = (now.wal() - before.what().wal()) / seconds;
        long timeout = Duration.ofSeconds(now.setting("checkpoint_timeout")).toSeconds();
        long enough = Math.max(2 * now.setting("max_wal_size"), (long) (perSecond * timeout * 1.5));
        return new Advice(
                "wal-checkpoints",
                "max_wal_size",
                "raise it, so that checkpoints come by the clock: each one makes all pages be written in full once more",
                time + requested + " checkpoints came because the log had become too long, and " + timed
                        + " by the clock; it grows by " + size((long) perSecond) + " a second, and max_wal_size is "
                        + size(now.setting("max_wal_size")),
                List.of("ALTER SYSTEM SET max_wal_size = '" + size(enough) + "'", "SELECT pg_reload_conf()"));
    }

    private static Advice set(String name, String value, String evidence) {
        return new Advice(
                "setting-" + name.replace('_', '-'),
                name,
                "set it to " + value,
                evidence,
                List.of(
                        "ALTER SYSTEM SET " + name + " = '" + value + "'",
                        name.equals("shared_buffers") ? "-- then restart PostgreSQL" : "SELECT pg_reload_conf()"));
    }

    /** In whole megabytes, as PostgreSQL reads it. */
    private static String size(long bytes) {
        return bytes < MEGABYTE ? new DataSize(bytes).bytes() / 1024 + "kB" : bytes / MEGABYTE + "MB";
    }
}

package io.auditdb.benchmarks.handles;

import io.auditdb.api.compliance.RetentionGuard;
import io.auditdb.api.event.EventListener;
import io.auditdb.kernel.config.Configuration;
import io.auditdb.kernel.plugin.PluginHost;
import io.auditdb.kernel.plugin.PluginSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The same calls, direct and through the handles that the platform hands out. Run by JMH, in a process of its own. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HandleCalls {
    private static final String TENANT = "clinic";

    private Path directory;
    private PluginHost host;
    private EventListener directListener;
    private EventListener listener;
    private RetentionGuard directGuard;
    private RetentionGuard guard;
    private RetentionGuard service;

    /** Starts the plugin. */
    @Setup
    public void start() throws IOException {
        directory = Files.createTempDirectory("audit-db-handles");
        Configuration configuration = Configuration.builder()
                .set("plugins." + MeasuredPlugin.NAME + ".enabled", true)
                .build();
        host = new PluginHost(
                configuration,
                PluginSource.classPath(HandleCalls.class.getClassLoader()),
                directory,
                (by, action, details) -> {});
        host.startAll();
        listener = host.extensions(EventListener.class).iterator().next();
        guard = host.extensions(RetentionGuard.class).iterator().next();
        service = host.service(RetentionGuard.class);
        var target = new MeasuredPlugin.Target();
        directListener = target;
        directGuard = target;
    }

    /** Ends it. */
    @TearDown
    public void stop() throws IOException {
        host.close();
        Files.deleteIfExists(directory);
    }

    /** An extension of which nobody waits. */
    @Benchmark
    public void direct() {
        directListener.appended(List.of());
    }

    /** The same through its handle. */
    @Benchmark
    public void handle() {
        listener.appended(List.of());
    }

    /** An extension that somebody waits for. */
    @Benchmark
    public Optional<String> directAwaited() {
        return directGuard.veto(TENANT, Instant.EPOCH, Instant.EPOCH);
    }

    /** The same through its handle, with a limit on its time and on the calls in flight. */
    @Benchmark
    public Optional<String> handleAwaited() {
        return guard.veto(TENANT, Instant.EPOCH, Instant.EPOCH);
    }

    /** The same through the handle of the one service of its kind. */
    @Benchmark
    public Optional<String> serviceAwaited() {
        return service.veto(TENANT, Instant.EPOCH, Instant.EPOCH);
    }
}

package io.auditdb.kernel.plugin;

import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricSource;
import io.auditdb.api.plugin.PluginStep;
import io.auditdb.api.plugin.PluginStep.Kind;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What was done with plugins, step by step, and whether the virtual machine has let go of those that were closed. In memory of
 * fixed size, but for the latter: who is never let go of is remembered. Safe for use by many threads.
 */
final class PluginHistory implements MetricSource {
    private final int max;
    private final Deque<PluginStep> steps = new ArrayDeque<>();
    private final Map<Count, Long> counts =
            new TreeMap<>(Comparator.comparing(Count::kind).thenComparing(Count::failed));
    private final ReferenceQueue<ClassLoader> collected = new ReferenceQueue<>();
    private final Set<Closed> closed = new HashSet<>();

    /** Keeps so many steps. */
    PluginHistory(int max) {
        this.max = max;
    }

    private record Count(Kind kind, boolean failed) {}

    /** The classes of a plugin that was closed, while something may hold them. */
    private static final class Closed extends PhantomReference<ClassLoader> {
        private final String name;
        private final String version;
        private final Instant at = Instant.now();

        Closed(Candidate candidate, ClassLoader loader, ReferenceQueue<ClassLoader> queue) {
            super(loader, queue);
            this.name = candidate.name();
            this.version = candidate.version();
        }
    }

    /** Does a step, and keeps how it went. */
    <T> T step(Candidate candidate, Kind kind, Supplier<T> work) {
        Instant start = Instant.now();
        long nanos = System.nanoTime();
        try {
            T result = work.get();
            add(candidate, kind, start, nanos, Optional.empty());
            return result;
        } catch (RuntimeException e) {
            add(candidate, kind, start, nanos, Optional.of(String.valueOf(e.getMessage())));
            throw e;
        }
    }

    /** The same, of a step that tells its failure instead of throwing it. */
    void tell(Candidate candidate, Kind kind, Supplier<Optional<String>> work) {
        Instant start = Instant.now();
        long nanos = System.nanoTime();
        add(candidate, kind, start, nanos, work.get());
    }

    /** Keeps a step that has just ended. */
    void done(Candidate candidate, Kind kind, Duration took, Optional<String> problem) {
        add(new PluginStep(
                candidate.name(), candidate.version(), kind, Instant.now().minus(took), took, problem));
    }

    private void add(Candidate candidate, Kind kind, Instant start, long nanos, Optional<String> problem) {
        add(new PluginStep(
                candidate.name(),
                candidate.version(),
                kind,
                start,
                Duration.ofNanos(System.nanoTime() - nanos),
                problem));
    }

    private synchronized void add(PluginStep step) {
        steps.addFirst(step);
        counts.merge(new Count(step.kind(), step.problem().isPresent()), 1L, Long::sum);
        while (steps.size() > max) {
            steps.removeLast();
        }
    }

    /** From now on nothing should hold these classes. */
    synchronized void closed(Candidate candidate, ClassLoader loader) {
        closed.add(new Closed(candidate, loader, collected));
    }

    private void notice() {
        for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
            var of = (Closed) gone;
            if (closed.remove(of)) {
                add(new PluginStep(
                        of.name,
                        of.version,
                        Kind.COLLECT,
                        Instant.now(),
                        Duration.between(of.at, Instant.now()),
                        Optional.empty()));
            }
        }
    }

    /** Returns the steps, newest first; of one plugin, or of all. */
    synchronized List<PluginStep> steps(Optional<String> name) {
        notice();
        return steps.stream()
                .filter(it -> name.isEmpty() || name.get().equals(it.plugin()))
                .toList();
    }

    /** Returns how many closed instances have classes that something may still hold. */
    synchronized int uncollected() {
        notice();
        return closed.size();
    }

    @Override
    public String name() {
        return "plugin-history";
    }

    @Override
    public synchronized List<MetricFamily> read() {
        notice();
        var done =
                MetricFamily.counter("auditdb_plugin_steps_total", "Steps in the lives of plugins, by how they went");
        counts.forEach((count, times) -> done.add(
                times,
                "step",
                count.kind().name().toLowerCase(Locale.ROOT),
                "outcome",
                count.failed() ? "failed" : "done"));
        return List.of(
                done.build(),
                MetricFamily.gauge(
                                "auditdb_plugin_uncollected",
                                "Closed instances of plugins whose classes are still there; they go with the next"
                                        + " collections")
                        .add(closed.size())
                        .build());
    }
}

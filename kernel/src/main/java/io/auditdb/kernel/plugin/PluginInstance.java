package io.auditdb.kernel.plugin;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A started plugin, with the calls in flight counted. Safe for use by many threads. */
final class PluginInstance {
    private static final long RETIRED = 1L << 62;

    private final LoadedPlugin loaded;
    private final List<Extension> extensions;
    private volatile Record settings;
    private final Map<ExtensionKey, Object> targets = new HashMap<>();
    private final Instant since = Instant.now();

    /** The number of calls in flight, plus {@link #RETIRED} when no more may begin. */
    private final AtomicLong calls = new AtomicLong();

    private final CountDownLatch idle = new CountDownLatch(1);

    PluginInstance(LoadedPlugin loaded, List<Extension> extensions, Record settings)
            throws ReflectiveOperationException {
        this.loaded = loaded;
        this.extensions = extensions;
        this.settings = settings;
        for (Extension extension : extensions) {
            targets.put(extension.key(), extension.value());
            addComponents(extension);
        }
    }

    private void addComponents(Extension extension) throws ReflectiveOperationException {
        if (extension.key().type().isRecord()) {
            for (RecordComponent component : extension.key().type().getRecordComponents()) {
                if (ExtensionPoints.isService(component.getType())) {
                    targets.put(
                            extension.key().component(component.getName()),
                            component.getAccessor().invoke(extension.value()));
                }
            }
        }
    }

    String name() {
        return loaded.name();
    }

    Candidate candidate() {
        return loaded.candidate();
    }

    LoadedPlugin loaded() {
        return loaded;
    }

    /** What it runs with. */
    Record settings() {
        return settings;
    }

    void adjusted(Record to) {
        settings = to;
    }

    ClassLoader loader() {
        return loaded.loader();
    }

    Instant since() {
        return since;
    }

    List<Extension> extensions() {
        return extensions;
    }

    /** What a handle calls, or null when this version of the plugin does not have it. */
    Object target(ExtensionKey key) {
        return targets.get(key);
    }

    /** Kinds of extension with their number. */
    List<String> summary() {
        Map<String, Integer> counts = new TreeMap<>();
        extensions.forEach(extension -> counts.merge(extension.key().type().getSimpleName(), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(count -> count.getKey() + ": " + count.getValue())
                .toList();
    }

    /** Begins a call; false when it is too late for that. */
    boolean enter() {
        long seen = calls.get();
        while (seen < RETIRED) {
            if (calls.compareAndSet(seen, seen + 1)) {
                return true;
            }
            seen = calls.get();
        }
        return false;
    }

    void leave() {
        if (calls.decrementAndGet() == RETIRED) {
            idle.countDown();
        }
    }

    /** Lets no more calls begin. Called once. */
    void retire() {
        if (calls.getAndAdd(RETIRED) == 0) {
            idle.countDown();
        }
    }

    /** Waits for the last call; false when it did not end in time. */
    boolean awaitIdle(Duration bound) throws InterruptedException {
        return idle.await(bound.toNanos(), TimeUnit.NANOSECONDS);
    }

    long callsInFlight() {
        return calls.get() & ~RETIRED;
    }

    @Override
    public String toString() {
        return loaded.toString();
    }
}

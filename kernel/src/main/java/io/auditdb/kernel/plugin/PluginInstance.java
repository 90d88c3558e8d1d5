package io.auditdb.kernel.plugin;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.config.Configuration;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A started plugin, with the calls in flight counted. Safe for use by many threads. */
final class PluginInstance {
    private static final long RETIRED = 1L << 62;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final LoadedPlugin loaded;
    private final List<Extension> extensions;
    private volatile Record settings;
    private final Map<ExtensionKey, Object> targets = new HashMap<>();
    private final Instant since = Instant.now();

    /** The number of calls in flight, plus {@link #RETIRED} when no more may begin. */
    private final AtomicLong calls = new AtomicLong();

    private final CountDownLatch idle = new CountDownLatch(1);
    private final CallLimits limits;
    private final Configuration configuration;

    /** Calls with a limit on their time, as many as there may be calls. */
    private final AtomicReferenceArray<TimedCall> timed;

    private final AtomicLong faults = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile String quarantine;

    PluginInstance(
            LoadedPlugin loaded,
            List<Extension> extensions,
            Record settings,
            CallLimits limits,
            Configuration configuration)
            throws ReflectiveOperationException {
        this.loaded = loaded;
        this.limits = limits;
        this.configuration = configuration;
        this.timed = new AtomicReferenceArray<>(limits.max());
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

    /** What handles call. */
    Map<ExtensionKey, Object> targets() {
        return Collections.unmodifiableMap(targets);
    }

    /** What its settings are from. */
    Configuration configuration() {
        return configuration;
    }

    CallLimits limits() {
        return limits;
    }

    /** Kinds of extension with their number. */
    List<String> summary() {
        Map<String, Integer> counts = new TreeMap<>();
        extensions.forEach(extension -> counts.merge(extension.key().type().getSimpleName(), 1, Integer::sum));
        return counts.entrySet().stream()
                .map(count -> count.getKey() + ": " + count.getValue())
                .toList();
    }

    /**
     * Begins a call; false when it is too late for that.
     *
     * @throws AuditDbException {@code OVERLOADED} when as many are in flight as may be, {@code SERVICE_UNAVAILABLE} in
     *     quarantine
     */
    boolean enter() {
        if (quarantine != null) {
            throw new AuditDbException(
                    StandardErrorCode.SERVICE_UNAVAILABLE,
                    this + " is in quarantine: " + quarantine + "; swap or disable it",
                    RETRY_AFTER,
                    null);
        }
        long seen = calls.get();
        while (seen < limits.max()) {
            if (calls.compareAndSet(seen, seen + 1)) {
                return true;
            }
            seen = calls.get();
        }
        if (seen >= RETIRED) {
            return false;
        }
        refused.incrementAndGet();
        throw new AuditDbException(
                StandardErrorCode.OVERLOADED,
                this + " has " + limits.max() + " calls in flight, as many as plugin-host.max-calls allows",
                RETRY_AFTER,
                null);
    }

    /** Begins to take the time of a call that has been entered. */
    TimedCall beginTimed(Object target, String method) {
        int slots = timed.length();
        int slot = (int) ((Thread.currentThread().getId() & Integer.MAX_VALUE) % slots);
        while (true) { // calls in flight are no more than slots, so there is a free one
            if (timed.getPlain(slot) == null) {
                var call = new TimedCall(this, target, method, slot);
                if (timed.compareAndSet(slot, null, call)) {
                    return call;
                }
            }
            slot = slot + 1 == slots ? 0 : slot + 1;
        }
    }

    /** Ends that; returns whether the call was interrupted because its time was over. */
    boolean endTimed(TimedCall call) {
        timed.setRelease(call.slot(), null);
        boolean interrupted = call.end();
        if (interrupted) {
            countFault();
        }
        return interrupted;
    }

    /** Interrupts what takes too long; returns what is stuck although it was interrupted. For the watch. */
    Optional<String> checkTimes() {
        long nanos = limits.timeout().toNanos();
        Optional<String> first = Optional.empty();
        for (int i = 0; nanos > 0 && i < timed.length(); i++) {
            TimedCall call = timed.get(i);
            if (call != null) {
                call.check(nanos);
                first = first.or(() -> call.stuck(nanos));
            }
        }
        return first;
    }

    /** Lets no more calls begin, and says why, or lets them again for null; calls in flight go on. */
    void quarantine(String why) {
        quarantine = why;
    }

    /** Why it is in quarantine, or null. */
    String quarantine() {
        return quarantine;
    }

    /** A call threw what is no error of the api, returned null or took too long. */
    void countFault() {
        faults.incrementAndGet();
    }

    long faults() {
        return faults.get();
    }

    /** How many calls were refused because too many were in flight. */
    long refused() {
        return refused.get();
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

package io.auditdb.kernel.plugin;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.plugin.PluginInfo;
import io.auditdb.api.plugin.PluginInfo.State;
import io.auditdb.kernel.plugin.jar.PluginUses;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Where every plugin is in its life. Safe for use by many threads. */
final class PluginStates {
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final PluginSource source;
    private final Services services;
    private final Function<String, Optional<String>> trial;
    private final Map<String, Instant> starting = new ConcurrentHashMap<>();
    private final Map<PluginInstance, Instant> stopping = new ConcurrentHashMap<>();
    private final Map<String, String> failures = new ConcurrentHashMap<>();

    /** {@code trial} tells of a plugin on trial. */
    PluginStates(PluginSource source, Services services, Function<String, Optional<String>> trial) {
        this.source = source;
        this.trial = trial;
        this.services = services;
    }

    <T> T starting(String name, Supplier<T> work) {
        starting.put(name, Instant.now());
        try {
            return work.get();
        } finally {
            starting.remove(name);
        }
    }

    /** A failed attempt changes nothing, but {@link #list} tells of it until one succeeds. */
    <T> T rememberFailure(String name, Supplier<T> work) {
        try {
            T result = work.get();
            succeeded(name);
            return result;
        } catch (RuntimeException e) {
            failed(name, String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /** What is told of an attempt that failed is over. */
    void succeeded(String name) {
        failures.remove(name);
    }

    /** Has {@link #list} tell this of a plugin until a change of it succeeds. */
    void failed(String name, String problem) {
        failures.put(name, problem);
    }

    void stopping(PluginInstance instance) {
        stopping.put(instance, Instant.now());
    }

    void stopped(PluginInstance instance) {
        stopping.remove(instance);
    }

    PluginInstance active(String name) {
        return services.active().stream()
                .filter(plugin -> plugin.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private Optional<Instant> stoppingSince(String name) {
        return stopping.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    void refuseWhileStopping(String name) {
        if (stoppingSince(name).isPresent()) {
            throw new AuditDbException(
                    StandardErrorCode.SERVICE_UNAVAILABLE,
                    "Plugin " + name + " is still finishing its calls; try again",
                    RETRY_AFTER,
                    null);
        }
    }

    Map<String, Candidate> found() {
        return source.candidates().stream().collect(Collectors.toMap(Candidate::name, Function.identity()));
    }

    Candidate find(String name) {
        Candidate candidate = found().get(name);
        if (candidate == null) {
            throw notFound(name);
        }
        return candidate;
    }

    Candidate usable(String name) {
        return usable(find(name));
    }

    static Candidate usable(Candidate candidate) {
        if (!candidate.isUsable()) {
            throw PluginSource.failed(candidate, "cannot be used: " + candidate.problem(), null);
        }
        return candidate;
    }

    private static AuditDbException notFound(String name) {
        return new AuditDbException(
                StandardErrorCode.NOT_FOUND, "No plugin " + name + " was found; install its jar or correct the name");
    }

    List<PluginInfo> list() {
        Map<String, PluginInfo> all = new TreeMap<>();
        source.candidates().forEach(candidate -> all.put(candidate.name(), of(candidate)));
        // An active plugin whose jar is gone goes on.
        services.active().forEach(plugin -> all.computeIfAbsent(plugin.name(), name -> of(plugin, null)));
        return List.copyOf(all.values());
    }

    PluginInfo info(String name) {
        return list().stream()
                .filter(info -> info.name().equals(name))
                .findFirst()
                .orElseThrow(() -> notFound(name));
    }

    private PluginInfo of(Candidate candidate) {
        String name = candidate.name();
        PluginInstance active = active(name);
        if (active != null) {
            return of(active, candidate);
        }
        Instant startingSince = starting.get(name);
        if (startingSince != null) {
            return of(candidate, State.STARTING, startingSince, null);
        }
        Optional<Instant> stoppingSince = stoppingSince(name);
        if (stoppingSince.isPresent()) {
            return of(candidate, State.STOPPING, stoppingSince.get(), null);
        }
        return candidate.isUsable()
                ? of(candidate, State.AVAILABLE, candidate.modified(), failures.getOrDefault(name, candidate.notice()))
                : of(candidate, State.FAILED, candidate.modified(), candidate.problem());
    }

    private static PluginInfo of(Candidate candidate, State state, Instant since, String reason) {
        return new PluginInfo(candidate.name(), candidate.version(), state, since, reason, List.of(), uses(candidate));
    }

    private PluginInfo of(PluginInstance active, Candidate candidate) {
        String version = active.candidate().version();
        if (active.quarantine() != null) {
            return new PluginInfo(
                    active.name(),
                    version,
                    State.QUARANTINED,
                    active.since(),
                    active.quarantine(),
                    active.summary(),
                    uses(active.candidate()));
        }
        String reason = failures.get(active.name());
        if (reason == null) {
            reason = trial.apply(active.name()).orElse(null);
        }
        if (reason == null && candidate != null && !candidate.version().equals(version)) {
            reason = candidate.isUsable()
                    ? "version " + candidate.version() + " is there; swap to use it"
                    : candidate.problem();
        }
        if (reason == null && candidate != null) {
            reason = candidate.notice();
        }
        return new PluginInfo(
                active.name(),
                version,
                State.ACTIVE,
                active.since(),
                reason,
                active.summary(),
                uses(active.candidate()));
    }

    private static String uses(Candidate candidate) {
        return candidate.uses().map(PluginUses::toString).orElse(null);
    }
}

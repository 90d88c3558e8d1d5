package io.auditdb.api.plugin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the host knows of one plugin. Immutable. */
public final class PluginInfo {
    /** Where a plugin is in its life. */
    public enum State {
        /** Found in a plugin directory or on the class path; not enabled. */
        AVAILABLE,
        /** Being loaded, configured and started. */
        STARTING,
        /** In use. */
        ACTIVE,
        /** Active, but not called any more, because a call of it never returned; the reason says which. */
        QUARANTINED,
        /** Finishing calls in flight. */
        STOPPING,
        /** Enabled, and not in use because it failed; the reason says why. */
        FAILED
    }

    private final String name;
    private final String version;
    private final State state;
    private final Instant since;
    private final String reason;
    private final List<String> extensions;
    private final String uses;

    /** Puts the parts together; {@code reason} and {@code uses} may be null, the list is copied. */
    public PluginInfo(
            String name,
            String version,
            State state,
            Instant since,
            String reason,
            List<String> extensions,
            String uses) {
        this.name = name;
        this.version = version;
        this.state = state;
        this.since = since;
        this.reason = reason;
        this.extensions = List.copyOf(extensions);
        this.uses = uses;
    }

    /** Returns the name. */
    public String name() {
        return name;
    }

    /** Returns the version of the jar, or {@code unknown}. */
    public String version() {
        return version;
    }

    /** Returns where it is in its life. */
    public State state() {
        return state;
    }

    /** Returns since when. */
    public Instant since() {
        return since;
    }

    /** Returns why it is in this state, where that needs saying. */
    public Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** Returns what it contributes while active: kinds of extension with their number, such as {@code Codec: 2}. */
    public List<String> extensions() {
        return extensions;
    }

    /**
     * Returns what its manifest says that it uses: services of the platform by their types, {@code network}, {@code files},
     * {@code processes}, such as {@code AuditDatabase, network}; empty when it does not say.
     */
    public Optional<String> uses() {
        return Optional.ofNullable(uses);
    }
}

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

    /** Puts the parts together; {@code reason} may be null, the list is copied. */
    public PluginInfo(String name, String version, State state, Instant since, String reason, List<String> extensions) {
        this.name = name;
        this.version = version;
        this.state = state;
        this.since = since;
        this.reason = reason;
        this.extensions = List.copyOf(extensions);
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
}

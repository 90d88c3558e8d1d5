package io.auditdb.api.plugin;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** What the host gives a plugin when it starts. Safe for use by many threads. Implemented by the host. */
public interface PluginContext {
    /** Returns the name the plugin runs under. */
    String name();

    /** Returns the plugin's settings, bound and checked; of the type {@link Plugin#settings()} named. */
    <R extends Record> R settings(Class<R> type);

    /**
     * Returns a service by its interface: one that the host provides, such as {@link io.auditdb.api.AuditDatabase},
     * {@link io.auditdb.api.ledger.Ledger}, {@link io.auditdb.api.json.Json}, or one that another plugin provides.
     *
     * <p>What comes back is a handle that stays valid while providers come and go. Calling it while nobody provides the
     * service throws {@code SERVICE_UNAVAILABLE}; so a plugin may ask in {@link Plugin#start} and call later.
     *
     * @throws IllegalArgumentException when {@code type} is not an interface of the api
     */
    <S> S service(Class<S> type);

    /**
     * Returns every active extension of one kind, such as all {@link io.auditdb.api.codec.Codec}s. The set is a live
     * view: ask it again rather than copy it.
     */
    <E> Set<E> extensions(Class<E> type);

    /**
     * Returns what the instance before this one handed over by {@link Plugin#state}; empty when there was none. May be of
     * another version of the plugin: what cannot be understood is to be ignored. The array is the caller's.
     */
    Optional<byte[]> inherited();

    /** Returns a directory of the plugin's own that survives restarts, made on the first call. */
    Path directory();
}

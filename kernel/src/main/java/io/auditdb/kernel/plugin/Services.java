package io.auditdb.kernel.plugin;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands out services and extensions, whoever provides them just now. Safe for use by many threads. */
final class Services {
    private static final Logger LOG = LoggerFactory.getLogger(Services.class);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final Scopes scopes = new Scopes();
    private final Map<Class<?>, Object> provided = new ConcurrentHashMap<>();
    private final Map<Class<?>, List<Object>> contributed = new ConcurrentHashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile Registry registry = new Registry(List.of(), this::visible);

    <S> void provide(Class<S> type, S service) {
        provided.put(type, type.cast(service));
    }

    <E> void contribute(Class<E> type, E extension) {
        contributed.computeIfAbsent(type, key -> new CopyOnWriteArrayList<>()).add(type.cast(extension));
    }

    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    List<PluginInstance> active() {
        return registry.plugins();
    }

    boolean isInside(PluginInstance instance) {
        return scopes.isInside(instance);
    }

    /**
     * Replaces what is active, at once. A listener that throws vetoes it: then everything is as it was, and its exception
     * is passed on.
     */
    synchronized void switchTo(List<PluginInstance> next) {
        Registry before = registry;
        registry = new Registry(next, this::visible);
        try {
            listeners.forEach(Runnable::run);
        } catch (RuntimeException e) {
            registry = before;
            notifyQuietly();
            throw e;
        }
    }

    /** As {@link #switchTo}, for when there is no way back. */
    synchronized void forceTo(List<PluginInstance> next) {
        registry = new Registry(next, this::visible);
        notifyQuietly();
    }

    /** Has everybody look again at what is active, some of which may not be called any more. */
    synchronized void refresh() {
        forceTo(registry.plugins());
    }

    private void notifyQuietly() {
        for (Runnable listener : listeners) {
            try {
                listener.run();
            } catch (RuntimeException e) {
                LOG.error("A listener of plugin changes failed", e);
            }
        }
    }

    <S> S service(Class<S> type) {
        if (!ExtensionPoints.isService(type)) {
            throw new IllegalArgumentException(type.getName() + " is not an interface of the api");
        }
        return Handle.of(type, "service " + type.getSimpleName(), scopes, () -> enterService(type));
    }

    private Bound enterService(Class<?> type) {
        while (true) {
            Bound provider = registry.provider(type);
            if (provider == null) {
                return ofHost(type);
            }
            if (provider.enter()) {
                return provider;
            }
            Thread.onSpinWait(); // retired between the two reads: the registry has its successor already
        }
    }

    private Bound ofHost(Class<?> type) {
        Object host = provided.get(type);
        if (host == null && !contributed.getOrDefault(type, List.of()).isEmpty()) {
            host = contributed.get(type).get(0);
        }
        if (host == null) {
            throw unavailable("No plugin provides " + type.getSimpleName());
        }
        return new Bound(null, host);
    }

    private Bound enter(ExtensionKey key) {
        while (true) {
            Registry now = registry;
            Bound bound = now.target(key);
            if (bound == null) {
                throw unavailable(
                        now.contains(key.plugin())
                                ? "Plugin " + key.plugin() + " no longer has the " + key
                                : "Plugin " + key.plugin() + " is not active");
            }
            if (bound.enter()) {
                return bound;
            }
            Thread.onSpinWait();
        }
    }

    private static AuditDbException unavailable(String message) {
        return new AuditDbException(StandardErrorCode.SERVICE_UNAVAILABLE, message, RETRY_AFTER, null);
    }

    <E> Set<E> extensions(Class<E> type) {
        return new AbstractSet<>() {
            @Override
            public Iterator<E> iterator() {
                return Collections.unmodifiableList(current(type)).iterator();
            }

            @Override
            public int size() {
                return current(type).size();
            }
        };
    }

    @SuppressWarnings("unchecked") // handles and contributions were cast when they were made
    private <E> List<E> current(Class<E> type) {
        List<Object> handles = registry.handles(type);
        List<Object> ofHost = contributed.getOrDefault(type, List.of());
        if (ofHost.isEmpty()) {
            return (List<E>) handles;
        }
        var all = new ArrayList<Object>(handles);
        all.addAll(ofHost);
        return (List<E>) all;
    }

    /** A handle for an interface; for a record the same record, with handles in it. */
    private Object visible(Extension extension) {
        ExtensionKey key = extension.key();
        return key.type().isRecord() ? rebuilt(extension) : Handle.of(key.type(), key, scopes, () -> enter(key));
    }

    private Object rebuilt(Extension extension) {
        Class<?> type = extension.key().type();
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        try {
            for (int i = 0; i < components.length; i++) {
                values[i] = component(extension, components[i]);
            }
            return type.getConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new))
                    .newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made again", e);
        }
    }

    private Object component(Extension extension, RecordComponent component) throws ReflectiveOperationException {
        Object value = component.getAccessor().invoke(extension.value());
        if (value == null || !ExtensionPoints.isService(component.getType())) {
            return value;
        }
        ExtensionKey key = extension.key().component(component.getName());
        return Handle.of(component.getType(), key, scopes, () -> enter(key));
    }
}

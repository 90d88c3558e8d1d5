package io.auditdb.testing;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import io.auditdb.api.plugin.PluginContext;
import io.auditdb.kernel.config.Configuration;
import io.auditdb.kernel.event.EventRules;
import io.auditdb.kernel.event.EventSettings;
import io.auditdb.kernel.event.NativeCodec;
import io.auditdb.kernel.json.StrictJson;
import io.auditdb.kernel.plugin.PluginHost;
import io.auditdb.kernel.plugin.PluginSource;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a plugin is started with in a test: settings as text, services and extensions as the test provides them. */
public final class TestingPluginContext implements PluginContext {
    private final String name;
    private final Path directory;
    private final Configuration configuration;
    private final Map<Class<?>, Object> services;
    private final Set<Object> extensions;
    private final Optional<byte[]> inherited;

    private TestingPluginContext(Builder builder) {
        name = builder.name;
        directory = builder.directory;
        configuration = builder.configuration.build();
        services = Map.copyOf(builder.services);
        extensions = new LinkedHashSet<>(builder.extensions);
        inherited = builder.inherited;
    }

    /** Starts a context for a plugin of this name, which may keep files in this directory; with JSON and its codecs. */
    public static Builder builder(String name, Path directory) {
        return new Builder(name, directory);
    }

    @Override
    public String name() {
        return name;
    }

    /** {@inheritDoc} Settings that the test has not given have their defaults. */
    @Override
    public <R extends Record> R settings(Class<R> type) {
        return configuration.bind(section(name), type);
    }

    private static String section(String plugin) {
        return "plugins." + plugin;
    }

    /** {@inheritDoc} One that the test has not provided throws {@code SERVICE_UNAVAILABLE} when it is called. */
    @Override
    public <S> S service(Class<S> type) {
        Object service = services.get(type);
        return type.cast(service == null ? unavailable(type) : service);
    }

    private static Object unavailable(Class<?> type) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            throw new AuditDbException(
                    StandardErrorCode.SERVICE_UNAVAILABLE, "the test provides no " + type.getSimpleName());
        });
    }

    @Override
    public <E> Set<E> extensions(Class<E> type) {
        var found = new LinkedHashSet<E>();
        extensions.stream().filter(type::isInstance).map(type::cast).forEach(found::add);
        return found;
    }

    @Override
    public Optional<byte[]> inherited() {
        return inherited.map(byte[]::clone);
    }

    @Override
    public Path directory() {
        return directory;
    }

    /** Returns a host on the class path that runs this plugin only, with the same settings, services and extensions. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // types and values were put in together
    PluginHost host() {
        var host = new PluginHost(
                configuration.with(section(name) + ".enabled", true),
                PluginSource.classPath(TestingPluginContext.class.getClassLoader()),
                directory,
                (by, action, details) -> {});
        services.forEach((type, service) -> host.provide((Class) type, service));
        for (Object extension : extensions) {
            Arrays.stream(extension.getClass().getInterfaces())
                    .filter(it -> it.getName().startsWith("io.auditdb.api."))
                    .forEach(it -> host.contribute((Class) it, extension));
        }
        return host;
    }

    /** Collects what a context gives. */
    public static final class Builder {
        private final String name;
        private final Path directory;
        private final Configuration.Builder configuration = Configuration.builder();
        private final Map<Class<?>, Object> services = new HashMap<>();
        private final Set<Object> extensions = new LinkedHashSet<>();
        private Optional<byte[]> inherited = Optional.empty();

        private Builder(String name, Path directory) {
            this.name = requireNonNull(name, "name is null");
            this.directory = requireNonNull(directory, "directory is null");
            var json = new StrictJson();
            var rules = new EventRules(
                    Configuration.builder().build().bind("event", EventSettings.class), Clock.systemUTC());
            services.put(Json.class, json);
            extensions.add(NativeCodec.document(json, rules));
            extensions.add(NativeCodec.lines(json, rules));
        }

        /** Sets one of the plugin's settings, by its key and in its text form, as in the configuration file. */
        public Builder setting(String key, Object value) {
            configuration.set(section(name) + "." + key, value);
            return this;
        }

        /** Provides a service. */
        public <S> Builder service(Class<S> type, S service) {
            services.put(type, requireNonNull(service, "service is null"));
            return this;
        }

        /** Provides an extension, as another plugin would. */
        public Builder extension(Object extension) {
            extensions.add(requireNonNull(extension, "extension is null"));
            return this;
        }

        /** Hands over what {@link io.auditdb.api.plugin.Plugin#state} of an instance before returned. */
        public Builder inherited(Optional<byte[]> state) {
            inherited = state.map(byte[]::clone);
            return this;
        }

        /** Puts it together. */
        public TestingPluginContext build() {
            return new TestingPluginContext(this);
        }
    }
}

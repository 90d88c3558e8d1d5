package io.auditdb.plugin.httpapi;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.plugin.PluginInfo;
import io.auditdb.api.plugin.PluginInfo.State;
import io.auditdb.api.plugin.PluginStep;
import io.auditdb.api.plugin.Plugins;
import io.auditdb.api.security.Access;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

/** Plugins that do nothing but change their state. */
final class FakePlugins implements Plugins {
    final Map<String, State> states =
            new ConcurrentSkipListMap<>(Map.of("hello", State.AVAILABLE, "http-api", State.ACTIVE));
    final BlockingQueue<String> swapped = new LinkedBlockingQueue<>();
    volatile byte[] installed;

    @Override
    public List<PluginInfo> list(Access by) {
        return states.keySet().stream().map(this::info).toList();
    }

    @Override
    public List<PluginStep> history(Access by, Optional<String> name) {
        return Stream.of("hello", "http-api")
                .filter(it -> name.isEmpty() || name.get().equals(it))
                .map(it -> new PluginStep(
                        it,
                        "1.0.0",
                        PluginStep.Kind.START,
                        Instant.EPOCH,
                        Duration.ofMillis(7),
                        Optional.of("it did not want to").filter(any -> it.equals("hello"))))
                .toList();
    }

    @Override
    public PluginInfo enable(Access by, String name) {
        return set(name, State.ACTIVE);
    }

    @Override
    public PluginInfo disable(Access by, String name) {
        return set(name, State.AVAILABLE);
    }

    @Override
    public PluginInfo swap(Access by, String name) {
        swapped.add(name);
        return set(name, State.ACTIVE);
    }

    @Override
    public PluginInfo install(Access by, Path jar) {
        try {
            installed = Files.readAllBytes(jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        states.put("installed", State.AVAILABLE);
        return info("installed");
    }

    @Override
    public void remove(Access by, String name) {
        if (states.remove(name) == null) {
            throw new AuditDbException(StandardErrorCode.NOT_FOUND, "There is no plugin " + name);
        }
    }

    private PluginInfo set(String name, State state) {
        if (states.computeIfPresent(name, (n, old) -> state) == null) {
            throw new AuditDbException(StandardErrorCode.NOT_FOUND, "There is no plugin " + name);
        }
        return info(name);
    }

    private PluginInfo info(String name) {
        return new PluginInfo(name, "1.0", states.get(name), Instant.EPOCH, null, List.of("Codec: 1"), "network");
    }
}

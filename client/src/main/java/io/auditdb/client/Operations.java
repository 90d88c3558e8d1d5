package io.auditdb.client;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.ledger.LedgerKey;
import io.auditdb.api.operations.ComponentLimits;
import io.auditdb.api.operations.ConfigurationChange;
import io.auditdb.api.operations.SpoolReport;
import io.auditdb.api.plugin.PluginInfo;
import io.auditdb.api.plugin.PluginStep;
import io.auditdb.api.security.AccessTokens.NewToken;
import io.auditdb.api.security.Right;
import io.auditdb.api.security.TokenInfo;
import io.auditdb.api.storage.PoolStats;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * What operators do with a platform. Throws as {@link AuditDbClient} does; changes are never repeated by themselves. Safe
 * for use by many threads.
 */
public final class Operations {
    private static final String PLUGINS = "/v1/plugins";
    private static final String TOKENS = "/v1/tokens";
    private static final String LIMITS = "/v1/limits";

    private final Transport transport;

    Operations(Transport transport) {
        this.transport = transport;
    }

    /** Returns all plugins found. */
    public List<PluginInfo> plugins() {
        try (Answer answer = transport.send(Call.get(PLUGINS))) {
            return answer.json(Answers::plugins);
        }
    }

    /**
     * Returns what was done with plugins since the platform started, and what failed, newest first.
     *
     * @param plugin of one plugin; empty for all
     */
    public List<PluginStep> pluginHistory(Optional<String> plugin) {
        var parameters = new QueryString().add("plugin", plugin.orElse(null));
        try (Answer answer = transport.send(Call.get("/v1/plugin-history" + parameters))) {
            return answer.json(Answers::pluginSteps);
        }
    }

    /**
     * Puts the edited configuration file into force.
     *
     * @param dryRun whether only to say what would change
     * @return what has changed, and what waits for the next start
     */
    public List<ConfigurationChange> applyConfiguration(boolean dryRun) {
        return configure("/v1/configuration/apply", Map.of("dryRun", dryRun));
    }

    /**
     * Sets or removes settings in the configuration file, and puts it into force.
     *
     * @param values what to write by the dotted key of each setting; empty for a setting that is to have its default again
     * @param dryRun whether only to say what would change
     * @return what has changed, and what waits for the next start
     */
    public List<ConfigurationChange> configure(Map<String, Optional<String>> values, boolean dryRun) {
        var settings = new LinkedHashMap<String, Object>();
        values.forEach((key, value) -> settings.put(key, value.orElse(null)));
        return configure("/v1/configuration/settings", Map.of("settings", settings, "dryRun", dryRun));
    }

    private List<ConfigurationChange> configure(String path, Map<String, Object> body) {
        Call call = Call.post(path)
                .sending(Call.JSON, JsonText.write(body))
                .waiting(transport.settings().bulkTimeout());
        try (Answer answer = transport.send(call)) {
            return answer.json(Answers::configurationChanges);
        }
    }

    /** Loads and starts a plugin; it is active when this returns. */
    public PluginInfo enable(String plugin) {
        return change(plugin, "enable");
    }

    /** Stops a plugin after its calls in flight. */
    public PluginInfo disable(String plugin) {
        return change(plugin, "disable");
    }

    /** Starts a fresh instance of a plugin, switches to it, and stops the old one. */
    public PluginInfo swap(String plugin) {
        return change(plugin, "swap");
    }

    /**
     * Copies a plugin's jar to the platform; does not enable it.
     *
     * @throws UncheckedIOException when the file cannot be read
     */
    public PluginInfo install(Path jar) {
        try {
            Call call = Call.post(PLUGINS)
                    .sending("application/java-archive", Files.readAllBytes(jar))
                    .waiting(transport.settings().bulkTimeout());
            try (Answer answer = transport.send(call)) {
                return answer.json(Answers::plugin);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes the jar of a plugin that was installed and is not active. */
    public void remove(String plugin) {
        transport.send(Call.delete(PLUGINS + "/" + QueryString.encode(plugin))).close();
    }

    /** Returns all tokens, newest first, revoked and expired ones included; never their secrets. */
    public List<TokenInfo> tokens() {
        try (Answer answer = transport.send(Call.get(TOKENS))) {
            return answer.json(Answers::tokens);
        }
    }

    /**
     * Makes a token.
     *
     * @param name what it is for
     * @param tenants the tenants it may touch; empty for all
     * @param rights what it may do
     * @param lifetime how long it is good for, to the second; null for ever
     */
    public NewToken createToken(String name, Set<String> tenants, Set<Right> rights, Duration lifetime) {
        var json = new LinkedHashMap<String, Object>();
        json.put("name", name);
        json.put("tenants", new TreeSet<>(tenants));
        json.put("rights", rights.stream().map(Right::text).sorted().toList());
        if (lifetime != null) {
            json.put("lifetime", lifetime.toSeconds() + "s");
        }
        Call call = Call.post(TOKENS).sending(Call.JSON, JsonText.write(json));
        try (Answer answer = transport.send(call)) {
            return answer.json(Answers::newToken);
        }
    }

    /** Ends a token at once; returns false if there is none of this id or it was revoked before. */
    public boolean revokeToken(UUID id) {
        try {
            transport.send(Call.delete(TOKENS + "/" + id)).close();
            return true;
        } catch (AuditDbException e) {
            if (e.code() == StandardErrorCode.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Makes a new key, which signs the log from its next checkpoint on.
     *
     * @param overlap how long the old key signs beside it, to the second; null for the platform's setting
     * @param dryRun whether to change nothing, and return what there would be without the new key
     * @return all keys, newest first
     */
    public List<LedgerKey> rotateKey(Duration overlap, boolean dryRun) {
        var json = new LinkedHashMap<String, Object>();
        json.put("dryRun", dryRun);
        if (overlap != null) {
            json.put("overlap", overlap.toSeconds() + "s");
        }
        Call call = Call.post("/v1/log/keys/rotate").sending(Call.JSON, JsonText.write(json));
        try (Answer answer = transport.send(call)) {
            return answer.json(Answers::keys);
        }
    }

    /** Returns how the spool of the instance that answers stands. */
    public SpoolReport spool() {
        try (Answer answer = transport.send(Call.get("/v1/spool"))) {
            return answer.json(Answers::spool);
        }
    }

    /** Returns how well the platform works; needs no token. Also answers while it is down but reachable. */
    public HealthReport health() {
        try (Answer answer = transport.ask(Call.get("/health"))) {
            return answer.json(Answers::health);
        }
    }

    /** Returns what the pools of connections are doing, of the instance that answers. */
    public List<PoolStats> pools() {
        try (Answer answer = transport.send(Call.get("/v1/performance/pools"))) {
            return answer.json(PoolAnswers::pools);
        }
    }

    /** Returns the replicas of the database, as the instance that answers sees them. */
    public ReplicaReport replicas() {
        try (Answer answer = transport.send(Call.get("/v1/replicas"))) {
            return answer.json(ReplicaReport::of);
        }
    }

    /** Returns the limits that parts of the instance that answers work within, by component. */
    public List<ComponentLimits> limits() {
        try (Answer answer = transport.send(Call.get(LIMITS))) {
            return answer.json(LimitAnswers::components);
        }
    }

    /**
     * Changes limits of one component of the instance that answers, until its next start.
     *
     * @param component such as {@code breaker:primary}
     * @param values new values by the names of limits, written as in the configuration
     * @return the limits of this component as they were before
     */
    public ComponentLimits changeLimits(String component, Map<String, String> values) {
        Call call = Call.post(LIMITS + "/" + QueryString.encode(component)).sending(Call.JSON, JsonText.write(values));
        try (Answer answer = transport.send(call)) {
            return answer.json(LimitAnswers::before);
        }
    }

    /** Returns whether the platform says that it is ready for work; needs no token. */
    public boolean ready() {
        try (Answer answer = transport.ask(Call.get("/health/ready"))) {
            return answer.status() == 200;
        }
    }

    private PluginInfo change(String plugin, String what) {
        Call call = Call.post(PLUGINS + "/" + QueryString.encode(plugin) + "/" + what)
                .waiting(transport.settings().bulkTimeout());
        try (Answer answer = transport.send(call)) {
            return answer.json(Answers::plugin);
        }
    }
}

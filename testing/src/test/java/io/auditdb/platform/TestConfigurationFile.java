package io.auditdb.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.AuditDatabase;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.operations.ConfigurationChange;
import io.auditdb.api.operations.ConfigurationChange.Kind;
import io.auditdb.api.operations.ConfigurationControl;
import io.auditdb.api.operations.Health;
import io.auditdb.api.operations.HealthCheck.Status;
import io.auditdb.api.operations.Limits;
import io.auditdb.api.plugin.PluginInfo;
import io.auditdb.api.plugin.PluginInfo.State;
import io.auditdb.api.plugin.Plugins;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.kernel.AuditDb;
import io.auditdb.kernel.config.Configuration;
import io.auditdb.testing.TestingDatabase;
import io.auditdb.testing.TestingPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is edited in the configuration file comes into force while the platform runs. */
class TestConfigurationFile {
    private static final Access OPERATOR = new Access("operator", Set.of(), Set.of(Right.OPERATE));
    private static final Access ADMIN = new Access("admin", Set.of(), Set.of(Right.ADMIN));
    private static final String BEFORE = "plugins: {cache-local: {size: 20MB}}\n";

    @TempDir
    private Path directory;

    private Path file;
    private AuditDb platform;

    @BeforeEach
    void open() throws IOException {
        file = Files.writeString(directory.resolve("audit-db.yaml"), BEFORE);
        TestingDatabase database = TestingPostgres.shared().createDatabase();
        Configuration configuration = Configuration.builder()
                .file(file)
                .set("plugin-host.watch-interval", "100ms")
                .set("database.url", database.url())
                .build();
        platform = AuditDb.open(configuration, directory.resolve("var"));
    }

    @AfterEach
    void close() {
        platform.close();
    }

    private void edit(String text) throws IOException {
        Path draft = Files.writeString(directory.resolve("draft"), text);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private PluginInfo plugin(String name) {
        return platform.service(Plugins.class).list(OPERATOR).stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Health.Component health() {
        return platform.service(Health.class).report().stream()
                .filter(it -> it.name().equals("configuration"))
                .findFirst()
                .orElseThrow();
    }

    private List<String> records(String action) {
        return platform
                .database()
                .query(EventQuery.builder()
                        .tenant(AuditDatabase.SYSTEM_TENANT)
                        .action(action)
                        .build())
                .events()
                .stream()
                .map(it -> String.valueOf(it.event().details().get("changes")))
                .toList();
    }

    @Test
    void anEditIsInForceSoonAndOnRecord() throws IOException {
        PluginInfo cache = plugin("cache-local");
        edit("plugins: {cache-local: {size: 30MB}, partitioning: {}}\n");
        await().untilAsserted(() -> {
            assertThat(plugin("partitioning").state()).isEqualTo(State.ACTIVE);
            assertThat(plugin("cache-local").since()).isAfter(cache.since());
        });
        // what is switched is seen a moment before it is on record
        await().untilAsserted(() ->
                assertThat(records("config.apply")).singleElement().asString().contains("swap cache-local size"));
        edit(BEFORE);
        await().untilAsserted(() -> assertThat(plugin("partitioning").state()).isEqualTo(State.AVAILABLE));
        assertThat(platform.service(ConfigurationControl.class).apply(OPERATOR, true))
                .isEmpty();
    }

    @Test
    void aWrongEditChangesNothingAndIsTheHealthOfThePlatformUntilItIsMended() throws IOException {
        PluginInfo cache = plugin("cache-local");
        edit("plugins: {cache-local: {size: much}}\nresilience: {retry: {attempts: none}}\n");
        await().untilAsserted(() -> assertThat(health().status()).isEqualTo(Status.DEGRADED));
        assertThat(health().message())
                .contains("plugins.cache-local.size", "resilience.retry.attempts")
                .as("values may be secrets")
                .doesNotContain("much");
        assertThat(plugin("cache-local").since()).isEqualTo(cache.since());
        edit(BEFORE);
        await().untilAsserted(() -> assertThat(health().status()).isEqualTo(Status.UP));
        assertThat(plugin("cache-local").since()).isEqualTo(cache.since());
    }

    @Test
    void aFileThatIsEmptiedSaysNothing() throws IOException {
        edit("");
        edit("plugins: {cache-local: {size: 20MB}, partitioning: {}}\n");
        await().untilAsserted(() -> assertThat(plugin("partitioning").state()).isEqualTo(State.ACTIVE));
        edit("");
        edit("# nothing at all\n" + BEFORE);
        await().untilAsserted(() -> assertThat(plugin("partitioning").state()).isEqualTo(State.AVAILABLE));
        assertThat(plugin("cache-local").state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void anotherLifetimeOfAnswersIsInForceAndRestartsNoCache() throws IOException {
        PluginInfo cache = plugin("cache-local");

        edit(BEFORE + "cache: {ttl: 2m}\n");

        await().untilAsserted(() -> assertThat(ttl()).isEqualTo("2m"));
        assertThat(plugin("cache-local").since()).isEqualTo(cache.since());
        assertThat(platform.service(ConfigurationControl.class).apply(OPERATOR, true))
                .isEmpty();
        platform.service(Limits.class).change(OPERATOR, "cache", Map.of("ttl", "3m"));
        edit(BEFORE + "cache: {ttl: 2m, negative-ttl: 30s}\n");
        await().untilAsserted(() -> assertThat(limit("negative-ttl")).isEqualTo("30s"));
        assertThat(ttl()).as("set by hand, and not edited since").isEqualTo("3m");
        edit(BEFORE);
        await().untilAsserted(() -> assertThat(ttl()).isEqualTo("5m"));
    }

    private String ttl() {
        return limit("ttl");
    }

    private String limit(String name) {
        return platform.service(Limits.class).report(OPERATOR).stream()
                .filter(it -> it.component().equals("cache"))
                .flatMap(it -> it.limits().stream())
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Test
    void whatWaitsForTheNextStartIsNamed() throws IOException {
        edit(BEFORE + "http: {port: 9999}\n");
        assertThat(platform.service(ConfigurationControl.class).apply(OPERATOR, false))
                .contains(new ConfigurationChange("http.port", Kind.RESTART, ""))
                .allMatch(it -> it.kind() == Kind.RESTART);
    }

    private List<ConfigurationChange> set(String key, String value) {
        return platform.service(ConfigurationControl.class).set(ADMIN, Map.of(key, Optional.ofNullable(value)), false);
    }

    @Test
    void whatIsSetStandsInTheFileAndIsInForce() throws IOException {
        edit("# ours\n" + BEFORE + "cache:\n  ttl: 4m # long\n");
        await().untilAsserted(() -> assertThat(ttl()).isEqualTo("4m"));
        PluginInfo cache = plugin("cache-local");

        assertThat(set("cache.ttl", "2m")).containsExactly(new ConfigurationChange("cache.ttl", Kind.ADJUST, "cache"));
        assertThat(file).hasContent("# ours\n" + BEFORE + "cache:\n  ttl: 2m # long\n");
        assertThat(ttl()).isEqualTo("2m");
        assertThat(plugin("cache-local").since()).isEqualTo(cache.since());

        assertThat(set("plugins.cache-local.size", "30MB"))
                .containsExactly(new ConfigurationChange("cache-local", Kind.SWAP, "size"));
        assertThat(file).content().startsWith("# ours\nplugins: {cache-local: {size: 30MB}}\n");
        assertThat(plugin("cache-local").since()).isAfter(cache.since());

        assertThat(set("cache.ttl", null)).extracting(ConfigurationChange::kind).containsExactly(Kind.ADJUST);
        assertThat(ttl()).as("the default").isEqualTo("5m");
        assertThat(set("http.port", "8621")).containsExactly(new ConfigurationChange("http.port", Kind.RESTART, ""));
        assertThat(records("config.set")).hasSize(4);
        assertThat(platform.service(ConfigurationControl.class).apply(OPERATOR, true))
                .containsExactly(new ConfigurationChange("http.port", Kind.RESTART, ""));
    }

    @Test
    void aRouterTakesOtherRulesAsItIs() {
        set("plugins.replica-router.strategy", "round-robin");
        PluginInfo router = plugin("replica-router");
        assertThat(set("plugins.replica-router.strategy", "least-latency"))
                .containsExactly(new ConfigurationChange("replica-router", Kind.ADJUST, "strategy"));
        assertThat(plugin("replica-router").since()).isEqualTo(router.since());
    }

    @Test
    void whatCannotBeInForceIsNotWritten() {
        PluginInfo cache = plugin("cache-local");
        assertThatThrownBy(() -> set("plugins.cache-local.size", "much"))
                .isInstanceOf(AuditDbException.class)
                .satisfies(e -> assertThat(((AuditDbException) e).faults())
                        .extracting(Fault::path)
                        .containsExactly("plugins.cache-local.size"));
        assertThatThrownBy(() -> set("cache.tll", "2m")).hasMessageContaining("cache.tll");
        assertThatThrownBy(() -> set("plugins.nothing.like", "it")).isInstanceOf(AuditDbException.class);
        assertThatThrownBy(() -> set("database.url", "postgresql://elsewhere"))
                .as("the application has it")
                .extracting(e -> ((AuditDbException) e).code())
                .isEqualTo(StandardErrorCode.CONFLICT);
        assertThatThrownBy(() -> platform.service(ConfigurationControl.class)
                        .set(OPERATOR, Map.of("cache.ttl", Optional.of("2m")), false))
                .as("the file says who is trusted")
                .extracting(e -> ((AuditDbException) e).code())
                .isEqualTo(StandardErrorCode.FORBIDDEN);
        var ofOneTenant = new Access("admin", Set.of("clinic"), Set.of(Right.ADMIN));
        assertThatThrownBy(() -> platform.service(ConfigurationControl.class)
                        .set(ofOneTenant, Map.of("cache.ttl", Optional.of("2m")), false))
                .as("it is the configuration of all tenants")
                .extracting(e -> ((AuditDbException) e).code())
                .isEqualTo(StandardErrorCode.FORBIDDEN);
        assertThat(platform.service(ConfigurationControl.class)
                        .set(ADMIN, Map.of("plugins.partitioning.enabled", Optional.of("true")), true))
                .containsExactly(new ConfigurationChange("partitioning", Kind.START, ""));
        assertThat(file).hasContent(BEFORE);
        assertThat(records("config.set")).isEmpty();
        assertThat(plugin("cache-local").since()).isEqualTo(cache.since());
    }
}

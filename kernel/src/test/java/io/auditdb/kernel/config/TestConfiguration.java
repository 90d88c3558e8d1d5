package io.auditdb.kernel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.plugin.DataSize;
import io.auditdb.api.plugin.NoSettings;
import io.auditdb.api.plugin.Setting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestConfiguration {
    enum Mode {
        STRICT,
        VERY_STRICT
    }

    record Pool(
            @Setting(value = "fewest connections", defaultValue = "1")
            int min,

            @Setting(value = "most connections", defaultValue = "5")
            int max) {
        Pool {
            if (max < min) {
                throw new IllegalArgumentException("max must not be below min, " + min);
            }
        }
    }

    record Database(
            @Setting("where the database is") Optional<URI> url,

            @Setting(value = "its password", secret = true) Optional<String> password,

            @Setting(value = "how long to wait", defaultValue = "10s")
            Duration acquireTimeout,

            Pool pool) {}

    record Http(
            @Setting(value = "address to listen on", defaultValue = "127.0.0.1")
            String host,

            @Setting(value = "port to listen on", defaultValue = "8620")
            int port,

            @Setting(value = "largest body", defaultValue = "10MB")
            DataSize maxBody) {}

    record Root(
            Http http,
            Database database,

            @Setting("who runs it") String operator,

            @Setting(value = "how strict", defaultValue = "very-strict")
            Mode mode,

            @Setting(value = "share of memory", defaultValue = "0.5")
            double share,

            @Setting(value = "largest number", defaultValue = "5000000000")
            long largest,

            @Setting(value = "whether to trace", defaultValue = "false")
            boolean trace,

            @Setting(value = "where files go", defaultValue = "var/files")
            Path files,

            @Setting("names of witnesses") List<String> witnesses,
            @Setting("labels of metrics") Map<String, String> labels) {}

    record Greeting(
            @Setting(value = "what to say", defaultValue = "Hello")
            String greeting) {}

    private static final Map<String, Class<? extends Record>> NO_PLUGINS = Map.of();

    @TempDir
    Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("audit-db.yaml"), text);
    }

    private Configuration yaml(String text) throws IOException {
        return Configuration.load(file(text), Map.of());
    }

    private static List<Fault> faultsOf(Configuration configuration, Map<String, Class<? extends Record>> plugins) {
        var e = catchThrowableOfType(AuditDbException.class, () -> configuration.validate(Root.class, plugins));
        assertThat(e.code()).isEqualTo(StandardErrorCode.INVALID_CONFIG);
        return e.faults();
    }

    private static List<String> problems(Configuration configuration) {
        return faultsOf(configuration, NO_PLUGINS).stream().map(Fault::toString).toList();
    }

    @Test
    void bindsDefaults() {
        Root root = Configuration.builder().set("operator", "clinic").build().bind("", Root.class);

        assertThat(root.http()).isEqualTo(new Http("127.0.0.1", 8620, new DataSize(10 << 20)));
        assertThat(root.database())
                .isEqualTo(new Database(Optional.empty(), Optional.empty(), Duration.ofSeconds(10), new Pool(2, 20)));
        assertThat(root.mode()).isEqualTo(Mode.VERY_STRICT);
        assertThat(root.share()).isEqualTo(0.5);
        assertThat(root.largest()).isEqualTo(5_000_000_000L);
        assertThat(root.trace()).isFalse();
        assertThat(root.files()).isEqualTo(Path.of("var/files"));
        assertThat(root.witnesses()).isEmpty();
        assertThat(root.labels()).isEmpty();
    }

    @Test
    void bindsEveryTypeFromTheFile() throws IOException {
        Root root = yaml("""
                operator: "clinic"
                mode: Strict
                share: 0.25
                largest: 7
                trace: true
                files: /srv/files
                witnesses: [a, "b c"]
                labels: {site: north, "a.b": c}
                http: {host: "::1", port: 0, max-body: 1KB}
                database:
                  url: postgresql://db/audit
                  password: s3cret
                  acquire-timeout: 250ms
                  pool:
                    min: 3
                    max: 4
                """).bind("", Root.class);

        assertThat(root)
                .isEqualTo(new Root(
                        new Http("::1", 0, new DataSize(1024)),
                        new Database(
                                Optional.of(URI.create("postgresql://db/audit")),
                                Optional.of("s3cret"),
                                Duration.ofMillis(250),
                                new Pool(3, 4)),
                        "clinic",
                        Mode.STRICT,
                        0.25,
                        7,
                        true,
                        Path.of("/srv/files"),
                        List.of("a", "b c"),
                        Map.of("site", "north", "a.b", "c")));
    }

    @Test
    void presetsDifferInThePool() {
        for (var expected : Map.of(
                        "development", new Pool(2, 20),
                        "staging", new Pool(5, 30),
                        "production", new Pool(10, 50),
                        "test", new Pool(2, 20))
                .entrySet()) {
            var configuration =
                    Configuration.builder().set("preset", expected.getKey()).build();
            assertThat(configuration.bind("database.pool", Pool.class)).isEqualTo(expected.getValue());
        }
    }

    private record Slow(
            @Setting(value = "From when on", defaultValue = "1s")
            Duration slow) {}

    @Test
    void aPresetHasValuesForPluginsAndEnablesNone() {
        var production = Configuration.builder().set("preset", "production").build();
        assertThat(production.enabledPlugins()).isEmpty();
        assertThat(production.bind("plugins.monitoring.statements", Slow.class).slow())
                .isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void theApplicationOverridesTheEnvironmentWhichOverridesTheFileWhichOverridesThePreset() throws IOException {
        Path file = file("preset: production\ndatabase: {pool: {max: 60}}\n");
        var environment = Map.of("AUDIT_DB_DATABASE_POOL_MAX", "70");

        assertThat(Configuration.load(null, Map.of("AUDIT_DB_PRESET", "production"))
                        .bind("database.pool", Pool.class))
                .isEqualTo(new Pool(10, 50));
        assertThat(Configuration.load(file, Map.of()).bind("database.pool", Pool.class))
                .isEqualTo(new Pool(10, 60));
        assertThat(Configuration.load(file, environment).bind("database.pool", Pool.class))
                .isEqualTo(new Pool(10, 70));
        assertThat(Configuration.load(file, environment)
                        .with("database.pool.max", 80)
                        .bind("database.pool", Pool.class))
                .isEqualTo(new Pool(10, 80));
    }

    @Test
    void readsListsAndMapsFromTheEnvironment() throws IOException {
        Root root = Configuration.load(
                        file("labels: {site: north}\noperator: x"),
                        Map.of("AUDIT_DB_WITNESSES", "a, b", "AUDIT_DB_LABELS", "site=south,floor=2"))
                .bind("", Root.class);

        assertThat(root.witnesses()).containsExactly("a", "b");
        assertThat(root.labels()).containsOnly(Map.entry("site", "south"), Map.entry("floor", "2"));
    }

    @Test
    void reportsEveryProblemOfEverySourceAtOnceWithItsPlace() throws IOException {
        var configuration =
                Configuration.load(file("""
                        preset: prod
                        http:
                          prot: 80
                          port: eighty
                          max-body: [1, 2]
                        database:
                          pool: {min: 9, max: 3}
                          acquire-timeout: {a: 1}
                        mode:
                        trace: yes
                        share: 1e999
                        cache: {size: 1}
                        labels: 5
                        """), Map.of("AUDIT_DB_HTTP_PROT", "1", "AUDIT_DB_LARGEST", "many"));

        assertThat(problems(configuration))
                .containsExactlyInAnyOrder(
                        "preset: expected one of development, staging, production, test (audit-db.yaml line 1)",
                        "http.prot: unknown setting (audit-db.yaml line 3); did you mean http.port?",
                        "http.port: expected a whole number, got \"eighty\" (audit-db.yaml line 4)",
                        "http.max-body: expected a size such as 512B, 64KB, 100MB or 2GB, not a list"
                                + " (audit-db.yaml line 5)",
                        "database.pool.max: must not be below min, 9 (audit-db.yaml line 7)",
                        "database.acquire-timeout: expected a duration such as 250ms, 30s, 10m, 12h or 7d,"
                                + " got a section (audit-db.yaml line 8)",
                        "operator: required (who runs it); set it in the configuration file or as AUDIT_DB_OPERATOR",
                        "mode: expected one of strict, very-strict, got nothing (audit-db.yaml line 9)",
                        "trace: expected true or false, got \"yes\" (audit-db.yaml line 10)",
                        "share: expected a number, got \"1e999\" (audit-db.yaml line 11)",
                        "cache: unknown setting (audit-db.yaml line 12)",
                        "labels: expected name=value, separated by commas, got \"5\" (audit-db.yaml line 13)",
                        "largest: expected a whole number, got \"many\" (environment variable AUDIT_DB_LARGEST)",
                        "AUDIT_DB_HTTP_PROT: unknown environment variable; did you mean AUDIT_DB_HTTP_PORT?");
    }

    @Test
    void refusesAKeyThatIsGivenTwice() throws IOException {
        assertThat(problems(yaml("operator: x\nhttp: {port: 1}\nhttp:\n  host: h\n")))
                .containsExactly("http: given twice, first in audit-db.yaml line 2 (audit-db.yaml line 3)");
    }

    @Test
    void refusesAValueWhereASectionBelongs() throws IOException {
        assertThat(problems(yaml("operator: x\nhttp: 8620\n")))
                .containsExactly("http: expected settings below it, got a value (audit-db.yaml line 2)");
    }

    @Test
    void acceptsASectionWithEverythingCommentedOut() throws IOException {
        yaml("operator: x\nhttp:\n  # port: 1\n").validate(Root.class, NO_PLUGINS);
    }

    @Test
    void heedsNoReservedVariable() {
        Configuration.load(
                        null,
                        Map.of(
                                "AUDIT_DB_OPERATOR", "x",
                                "AUDIT_DB_VAR", "/v",
                                "AUDIT_DB_TOKEN", "t",
                                "AUDIT_DB_URL", "u",
                                "AUDIT_DB_TEST_POSTGRES", "p",
                                "AUDIT_DB_JAVA_OPTS", "-Xmx1g",
                                "HOME", "/root"))
                .validate(Root.class, NO_PLUGINS);
    }

    @Test
    void neverRepeatsASecret() throws IOException {
        var configuration = yaml("operator: x\ndatabase: {password: [hunter2]}\n");
        assertThat(problems(configuration)).singleElement().asString().doesNotContain("hunter2");

        var effective = yaml("operator: x\ndatabase: {password: hunter2}\n").effective(Root.class, NO_PLUGINS);
        assertThat(effective.toText()).doesNotContain("hunter2").contains("password: \"***\"");
        assertThat(effective.toMap().toString()).doesNotContain("hunter2");
    }

    @Test
    void namesThePlaceOfASyntaxErrorWithoutQuotingTheFile() {
        assertThatThrownBy(() -> yaml("http:\n  port: 1\n bad: hunter2\n"))
                .isInstanceOf(AuditDbException.class)
                .hasMessageContaining("audit-db.yaml: line 3")
                .hasMessageNotContaining("hunter2")
                .hasNoCause();
        assertThatThrownBy(() -> yaml("password: *hunter2\n")).hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> Configuration.load(directory.resolve("none.yaml"), Map.of()))
                .hasMessageContaining("none.yaml cannot be read");
        assertThatThrownBy(() -> yaml("[1, 2]").validate(Root.class, NO_PLUGINS))
                .hasMessageContaining("expected keys with values (audit-db.yaml line 1)");
    }

    @Test
    void refusesAnEndlessAlias() throws IOException {
        assertThat(problems(yaml("operator: x\nlabels: &a {b: *a}\n")))
                .anyMatch(problem -> problem.contains("nested deeper than 16"));
    }

    @Test
    void pluginsAreEnabledByBeingNamedInTheOrderOfTheFile() throws IOException {
        Path file = file("""
                plugins:
                  zeta:
                  alpha: {}
                  off: {enabled: false}
                  mid: {greeting: Hi}
                """);

        assertThat(Configuration.load(file, Map.of()).enabledPlugins()).containsExactly("zeta", "alpha", "mid");
        assertThat(Configuration.load(
                                file,
                                Map.of(
                                        "AUDIT_DB_PLUGINS_ZETA_ENABLED", "false",
                                        "AUDIT_DB_PLUGINS_OFF_ENABLED", "true",
                                        "AUDIT_DB_PLUGINS_HELLO_PLUGIN_ENABLED", "true"))
                        .with("plugins.last", Map.of())
                        .enabledPlugins())
                .containsExactly("alpha", "off", "mid", "last", "hello-plugin");
    }

    @Test
    void checksTheSettingsOfLoadedPluginsAndNamesMissingPlugins() throws IOException {
        var configuration = Configuration.load(
                file("""
                        operator: x
                        plugins:
                          hello: {greting: Hi, enabled: true}
                          helo: {}
                          off: {enabled: false, whatever: 1}
                          odd: {enabled: maybe}
                        """), Map.of("AUDIT_DB_PLUGINS_OFF_WHATEVER", "2", "AUDIT_DB_PLUGINS_HELLO_GREETING", "Ho"));
        Map<String, Class<? extends Record>> loaded = Map.of("hello", Greeting.class, "odd", NoSettings.class);

        assertThat(faultsOf(configuration, loaded).stream().map(Fault::toString))
                .containsExactlyInAnyOrder(
                        "plugins.hello.greting: unknown setting (audit-db.yaml line 3);"
                                + " did you mean plugins.hello.greeting?",
                        "plugins.helo: no plugin of this name was found (audit-db.yaml line 4); did you mean hello?",
                        "plugins.odd.enabled: expected true or false (audit-db.yaml line 6)");
        assertThatThrownBy(() -> configuration.bind("plugins.hello", Greeting.class))
                .hasMessageContaining("plugins.hello.greting");
    }

    @Test
    void bindsAPluginsSettings() {
        var configuration = Configuration.builder()
                .environment(Map.of("AUDIT_DB_PLUGINS_HELLO_GREETING", "Ho"))
                .set("plugins.hello", Map.of("enabled", true))
                .build();

        assertThat(configuration.bind("plugins.hello", Greeting.class)).isEqualTo(new Greeting("Ho"));
    }

    @Test
    void showsEverySettingWithItsSourceAndDescription() throws IOException {
        var effective = Configuration.load(
                        file("operator: x\nplugins: {hello: {}}\n"), Map.of("AUDIT_DB_HTTP_PORT", "0"))
                .effective(Root.class, Map.of("hello", Greeting.class));

        assertThat(effective.toText())
                .startsWith("""
                        # Which defaults apply: development, staging, production, test
                        preset: development  # default
                        http:
                          # address to listen on
                          host: 127.0.0.1  # default
                          # port to listen on
                          port: 0  # environment variable AUDIT_DB_HTTP_PORT
                        """)
                .contains("""
                          # where the database is
                          # url:   # default
                        """)
                .contains("""
                          pool:
                            # fewest connections
                            min: 2  # preset development
                        """)
                .endsWith("""
                        plugins:
                          hello:
                            # Whether the plugin is in use
                            enabled: true  # default
                            # what to say
                            greeting: Hello  # default
                        """);
        assertThat(effective.toMap())
                .containsEntry(
                        "http.port",
                        Map.of(
                                "value", "0",
                                "source", "environment variable AUDIT_DB_HTTP_PORT",
                                "description", "port to listen on"));
    }

    @Test
    void whatItShowsCanBeReadAgain() throws IOException {
        var shown = yaml("operator: 'a \"b\": c # d'\n").effective(Root.class, NO_PLUGINS);

        assertThat(yaml(shown.toText()).bind("", Root.class).operator()).isEqualTo("a \"b\": c # d");
    }

    @Test
    void readsTheFileAgain() throws IOException {
        Configuration before = yaml("http: {port: 1}\n").with("http.host", "h");
        file("http: {port: 2}\n");

        assertThat(before.reload().bind("http", Http.class)).isEqualTo(new Http("h", 2, new DataSize(10 << 20)));
        assertThat(before.bind("http", Http.class).port()).isEqualTo(1);
    }
}

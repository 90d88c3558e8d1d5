package io.auditdb.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.kernel.plugin.PluginCheck.Finding;
import io.auditdb.kernel.plugin.PluginCheck.Report;
import io.auditdb.kernel.plugin.PluginCheck.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestPluginCheck {
    private static final Optional<Map<String, String>> NOT_STARTED = Optional.empty();

    @TempDir
    Path directory;

    private PluginJars jars;

    @BeforeEach
    void prepare() {
        jars = new PluginJars(directory);
    }

    private Report check(Path jar, Optional<Map<String, String>> settings) throws IOException {
        return new PluginCheck(jar, Optional.empty()).run(settings);
    }

    private Path plugin(Map<String, String> headers, String members) throws IOException {
        return jars.plugin("own", headers, members, directory);
    }

    private static List<String> texts(Report report, Severity severity) {
        return report.findings().stream()
                .filter(it -> it.severity() == severity)
                .map(Finding::text)
                .toList();
    }

    @Test
    void aSoundPluginPassesWithWhatItIs() throws Exception {
        Path jar = plugin(Map.of("AuditDb-Uses", "Plugins, files"), """
                public record Settings(@Setting(value = "how many", defaultValue = "1") int count) {}
                @Override public Class<? extends Record> settings() { return Settings.class; }
                @Override public void start(PluginContext c) throws Exception {
                    c.service(Plugins.class);
                    java.nio.file.Files.exists(c.directory());
                }
                @Override public List<RetentionGuard> retentionGuards() { return List.of((t, from, to) -> Optional.empty()); }
                """);

        Report report = check(jar, Optional.of(Map.of("count", "3")));

        assertThat(report.findings())
                .containsExactly(
                        new Finding(Severity.NOTE, "its settings: count"),
                        new Finding(Severity.NOTE, "it adds RetentionGuard: 1"));
        assertThat(report.passed()).isTrue();
        assertThat(report.name()).isEqualTo("own");
        assertThat(report.version()).isEqualTo("1.0.0");
        assertThat(report.uses()).contains("Plugins, files");
    }

    @Test
    void whatAJarUsesWithoutSayingSoIsNamed() throws Exception {
        String members = """
                @Override public void start(PluginContext c) throws Exception {
                    c.service(Plugins.class);
                    c.extensions(HealthCheck.class);
                    new java.net.Socket().close();
                    new ProcessBuilder();
                    Runtime.getRuntime().addShutdownHook(new Thread());
                }
                """;

        assertThat(texts(check(plugin(Map.of(), members), NOT_STARTED), Severity.WARNING))
                .containsExactly(
                        "plugin.OwnPlugin.start adds a shutdown hook, which keeps the plugin's classes for good",
                        "the manifest does not say what the plugin uses; add AuditDb-Uses: HealthCheck, Plugins, network,"
                                + " processes");

        Report declared = check(plugin(Map.of("AuditDb-Uses", "Plugins network"), members), NOT_STARTED);
        assertThat(texts(declared, Severity.WARNING))
                .contains("it uses processes (plugin.OwnPlugin), which AuditDb-Uses does not name");
        assertThat(texts(declared, Severity.ERROR))
                .containsExactly("it asks for HealthCheck, which AuditDb-Uses does not name; the host would refuse");
        assertThat(declared.passed()).isFalse();

        Report nonsense = check(plugin(Map.of("AuditDb-Uses", "wings"), members), NOT_STARTED);
        assertThat(texts(nonsense, Severity.ERROR)).singleElement().asString().contains("names wings");
    }

    @Test
    void whatEndsTheProcessIsRefusedWithItsPlace() throws Exception {
        Path jar = plugin(
                Map.of(),
                "@Override public void close() { System.exit(1); } void b() { Runtime.getRuntime().halt(2); }");

        assertThat(texts(check(jar, Optional.of(Map.of())), Severity.ERROR))
                .containsExactlyInAnyOrder(
                        "plugin.OwnPlugin.b would end the whole process (System.exit, Runtime.exit or halt)",
                        "plugin.OwnPlugin.close would end the whole process (System.exit, Runtime.exit or halt)");
    }

    @Test
    void whatWouldFailLaterFailsHere() throws Exception {
        assertThat(texts(check(Files.writeString(directory.resolve("text.jar"), "text"), NOT_STARTED), Severity.ERROR))
                .hasSize(1);
        assertThat(texts(
                        check(
                                plugin(Map.of(), "public OwnPlugin() { throw new AssertionError(\"no luck\"); }"),
                                NOT_STARTED),
                        Severity.ERROR))
                .singleElement()
                .asString()
                .contains("no luck");
        assertThat(texts(
                        check(
                                plugin(
                                        Map.of(),
                                        "@Override public void start(PluginContext c) { throw new AssertionError(\"late\"); }"),
                                Optional.of(Map.of())),
                        Severity.ERROR))
                .singleElement()
                .asString()
                .contains("did not start: java.lang.AssertionError: late");
    }

    @Test
    void whatItLeavesBehindIsNamed() throws Exception {
        Path jar = plugin(Map.of("AuditDb-Uses", "-"), """
                @Override public void start(PluginContext c) {
                    Thread t = new Thread(() -> { try { Thread.sleep(20_000); } catch (InterruptedException e) { } }, "left");
                    t.setDaemon(true);
                    t.start();
                }
                """);

        assertThat(texts(check(jar, Optional.of(Map.of())), Severity.WARNING))
                .containsExactly(
                        "when it was closed: it left threads running: left",
                        "after it was closed, something still holds its classes: a thread, a cache, a listener");
    }
}

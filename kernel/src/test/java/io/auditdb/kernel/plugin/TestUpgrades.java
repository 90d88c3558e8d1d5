package io.auditdb.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.compliance.RetentionGuard;
import io.auditdb.api.plugin.PluginInfo;
import io.auditdb.api.plugin.PluginInfo.State;
import io.auditdb.api.plugin.PluginStep;
import io.auditdb.api.plugin.PluginStep.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One version after the other: side by side, what is handed over, and who comes back when it goes wrong. */
final class TestUpgrades {
    private static final String SOURCE = """
            private PluginContext context;
            private int asked;
            @Override public void start(PluginContext context) {
                this.context = context;
                asked = context.inherited().map(it -> Integer.parseInt(new String(it))).orElse(0);
            }
            @Override public Optional<byte[]> state() { %2$s }
            @Override public List<RetentionGuard> retentionGuards() {
                return List.of((tenant, from, to) -> {
                    if (tenant.equals("fail")) { throw new AssertionError("as asked"); }
                    return Optional.of("%1$s " + asked++);
                });
            }
            @Override public List<HealthCheck> healthChecks() {
                return List.of(new HealthCheck() {
                    @Override public String name() { return "own"; }
                    @Override public Result check() {
                        boolean isIll = java.nio.file.Files.exists(context.directory().resolve("ill-%1$s"));
                        return isIll ? new Result(Status.DOWN, "ill") : Result.OK;
                    }
                });
            }
            """;

    private static final String HANDS_OVER = "return Optional.of(String.valueOf(asked).getBytes());";

    @TempDir
    Path directory;

    private PluginJars jars;
    private TestingHost testing;
    private PluginHost host;

    @BeforeEach
    void start() throws IOException {
        jars = new PluginJars(directory);
        open("1m");
    }

    private void open(String trialTime) throws IOException {
        testing = new TestingHost(
                directory,
                "plugin-host: {trial-time: %s, trial-interval: 50ms, max-state: 1KB}\nplugins: {own: {}}\n"
                        .formatted(trialTime));
        host = testing.host;
        version("1.0.0", HANDS_OVER, testing.distribution);
        host.startAll();
    }

    @AfterEach
    void stop() {
        testing.close();
    }

    private Path version(String version, String state, Path to) throws IOException {
        return jars.plugin("own", Map.of("Bundle-Version", version), SOURCE.formatted(version, state), to);
    }

    private PluginInfo upgrade(String version, String state) throws IOException {
        host.install(TestingHost.OPERATOR, version(version, state, Files.createTempDirectory(directory, "new")));
        return host.swap(TestingHost.OPERATOR, "own");
    }

    private void becomeIll(String version) throws IOException {
        Files.createDirectories(testing.var.resolve("data/own"));
        Files.createFile(testing.var.resolve("data/own/ill-" + version));
    }

    private Optional<PluginStep> step(Kind kind) {
        return host.history(TestingHost.OPERATOR, Optional.of("own")).stream()
                .filter(it -> it.kind() == kind)
                .findFirst();
    }

    @Test
    void whatOneVersionHandsOverTheNextGoesOnWith() throws Exception {
        testing.ask("x");
        assertThat(testing.ask("x")).isEqualTo("1.0.0 1");

        PluginInfo upgraded = upgrade("1.1.0", HANDS_OVER);

        assertThat(upgraded.version()).isEqualTo("1.1.0");
        assertThat(testing.ask("x")).isEqualTo("1.1.0 2");
        assertThat(step(Kind.HAND_OVER)).hasValueSatisfying(it -> {
            assertThat(it.version()).as("who gave it").isEqualTo("1.0.0");
            assertThat(it.problem()).isEmpty();
        });
    }

    @Test
    void whatCannotBeHandedOverIsToldAndTheUpgradeGoesOn() throws Exception {
        upgrade("1.1.0", "throw new AssertionError(\"no luck\");");
        assertThat(upgrade("1.2.0", "return Optional.of(new byte[2000]);").version())
                .isEqualTo("1.2.0");
        assertThat(step(Kind.HAND_OVER).orElseThrow().problem().orElseThrow()).contains("no luck");

        assertThat(upgrade("1.3.0", HANDS_OVER).version()).isEqualTo("1.3.0");
        assertThat(step(Kind.HAND_OVER).orElseThrow().problem().orElseThrow())
                .contains("it hands over 2000 bytes, plugin-host.max-state allows 1024");
        assertThat(testing.ask("x")).isEqualTo("1.3.0 0");
    }

    @Test
    void aVersionThatStandsItsTrialStays() throws Exception {
        testing.close();
        open("300ms");

        PluginInfo upgraded = upgrade("1.1.0", HANDS_OVER);

        assertThat(upgraded.reason().orElseThrow()).startsWith("on trial until").contains("version 1.0.0 comes back");
        await().until(() -> step(Kind.TRIAL).isPresent());
        assertThat(step(Kind.TRIAL).orElseThrow().problem()).isEmpty();
        becomeIll("1.1.0");
        assertThat(testing.info("own").reason()).isEmpty();
        assertThat(testing.info("own").version()).isEqualTo("1.1.0");
    }

    @Test
    void theVersionBeforeComesBackWhenTheNewOneTurnsIll() throws Exception {
        upgrade("1.1.0", HANDS_OVER);
        testing.ask("x");

        becomeIll("1.1.0");

        await().until(() -> testing.info("own").version().equals("1.0.0"));
        assertThat(testing.info("own").state()).isEqualTo(State.ACTIVE);
        await().untilAsserted(() -> assertThat(testing.info("own").reason().orElseThrow())
                .contains("version 1.1.0 was taken back")
                .contains("own: ill"));
        assertThat(testing.ask("x")).as("with what the other handed over").isEqualTo("1.0.0 1");
        assertThat(step(Kind.TRIAL).orElseThrow().problem().orElseThrow()).contains("own: ill");
        assertThat(step(Kind.RETURN).orElseThrow().problem()).isEmpty();
        assertThat(testing.operations).contains("audit-db plugin.return own 1.0.0");
        assertThat(testing.var.resolve("plugins/rejected/own-1.1.0.jar")).exists();
        testing.close();
        testing = new TestingHost(directory, "plugins: {own: {}}\n");
        testing.host.startAll();
        assertThat(testing.info("own").version()).as("after a restart").isEqualTo("1.0.0");
    }

    @Test
    void ofTwoInstalledVersionsTheOneBeforeIsInstalledAgain() throws Exception {
        testing.close();
        open("1m");
        upgrade("1.1.0", HANDS_OVER);
        upgrade("1.2.0", HANDS_OVER);

        becomeIll("1.2.0");

        await().until(() -> testing.info("own").version().equals("1.1.0"));
        assertThat(testing.var.resolve("plugins/own.jar")).exists();
        assertThat(testing.ask("x")).startsWith("1.1.0");
        testing.close();
        testing = new TestingHost(directory, "plugins: {own: {}}\n");
        testing.host.startAll();
        assertThat(testing.info("own").version()).as("after a restart").isEqualTo("1.1.0");
    }

    @Test
    void theVersionBeforeComesBackWhenCallsOfTheNewOneFail() throws Exception {
        upgrade("1.1.0", HANDS_OVER);
        RetentionGuard guard = host.service(RetentionGuard.class);

        for (int i = 0; i < 10; i++) {
            try {
                TestingHost.ask(guard, "fail");
            } catch (RuntimeException e) {
                assertThat(e).hasMessageContaining("as asked");
            }
        }

        await().until(() -> testing.info("own").version().equals("1.0.0"));
        assertThat(step(Kind.TRIAL).orElseThrow().problem().orElseThrow())
                .contains("10 calls threw errors, returned nothing or took too long");
    }

    @Test
    void whenTheVersionBeforeCannotComeBackTheNewOneStaysAndThatIsTold() throws Exception {
        upgrade("1.1.0", HANDS_OVER);
        becomeIll("1.0.0");

        becomeIll("1.1.0");

        await().until(() -> step(Kind.RETURN).isPresent());
        await().untilAsserted(() -> assertThat(testing.info("own").reason().orElse(""))
                .contains("it turned bad on trial, and version 1.0.0 did not come back"));
        assertThat(testing.ask("x")).startsWith("1.1.0");
        assertThat(testing.var.resolve("plugins/own.jar")).exists();
        assertThat(testing.var.resolve("plugins/rejected")).doesNotExist();

        Files.delete(testing.var.resolve("data/own/ill-1.0.0"));
        await().until(() -> testing.info("own").version().equals("1.0.0"));
    }

    @Test
    void aTrialGoesOnWhenTheSameVersionIsSwappedAgain() throws Exception {
        upgrade("1.1.0", HANDS_OVER);
        host.swap(TestingHost.OPERATOR, "own");

        becomeIll("1.1.0");

        await().until(() -> testing.info("own").version().equals("1.0.0"));
    }

    @Test
    void theVersionBeforeComesBackWithItsOwnSettingsWhereItDoesNotKnowThoseOfNow() throws Exception {
        upgrade("1.1.0", HANDS_OVER);
        Files.writeString(testing.config, "plugins: {own: {only-of-the-new-one: 1}}\n");

        becomeIll("1.1.0");

        await().until(() -> testing.info("own").version().equals("1.0.0"));
    }

    @Test
    void whatWasInstalledDuringATrialStaysAndIsNotStarted() throws Exception {
        upgrade("1.1.0", HANDS_OVER);
        host.install(TestingHost.OPERATOR, version("1.2.0", HANDS_OVER, Files.createTempDirectory(directory, "new")));

        becomeIll("1.1.0");

        await().until(() -> testing.info("own").version().equals("1.0.0"));
        assertThat(testing.var.resolve("plugins/rejected")).doesNotExist();
        assertThat(host.swap(TestingHost.OPERATOR, "own").version()).isEqualTo("1.2.0");
    }
}

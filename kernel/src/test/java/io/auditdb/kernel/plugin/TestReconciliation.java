package io.auditdb.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.operations.ConfigurationChange;
import io.auditdb.api.operations.ConfigurationChange.Kind;
import io.auditdb.api.plugin.PluginInfo;
import io.auditdb.api.plugin.PluginInfo.State;
import io.auditdb.api.plugin.PluginStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What runs is made to agree with an edited file. */
final class TestReconciliation {
    @TempDir
    Path directory;

    private TestingHost testing;

    @AfterEach
    void stop() {
        if (testing != null) {
            testing.close();
        }
    }

    private void start(String yaml, String... names) throws IOException {
        testing = new TestingHost(directory, yaml);
        var jars = new PluginJars(directory);
        for (String name : names) {
            jars.sample(name, "1.0.0", testing.distribution);
        }
        testing.host.load();
        testing.host.startAll();
    }

    private List<ConfigurationChange> apply(String yaml) throws IOException {
        return apply(yaml, false);
    }

    private List<ConfigurationChange> apply(String yaml, boolean dryRun) throws IOException {
        Files.writeString(testing.config, yaml);
        return testing.host
                .apply(TestingHost.OPERATOR, (fresh, types) -> fresh.validate(NoKernel.class, types), dryRun)
                .changes();
    }

    /** Nothing can be configured but plugins. */
    public record NoKernel() {}

    private AuditDbException refused(String yaml) {
        return catchThrowableOfType(AuditDbException.class, () -> apply(yaml));
    }

    private List<PluginStep.Kind> steps(String name) {
        return testing.host.history(TestingHost.OPERATOR, Optional.of(name)).stream()
                .map(PluginStep::kind)
                .toList();
    }

    @Test
    void onlyWhatChangedIsTouched() throws Exception {
        start("plugins: {one: {answer: a}, two: {answer: b}, three: {answer: c}}\n", "one", "two", "three", "four");
        PluginInfo two = testing.info("two");

        assertThat(apply("plugins: {one: {answer: x}, two: {answer: b}, four: {answer: d}}\n"))
                .extracting(ConfigurationChange::subject, ConfigurationChange::kind, ConfigurationChange::detail)
                .containsExactly(
                        tuple("one", Kind.SWAP, "answer"),
                        tuple("four", Kind.START, ""),
                        tuple("three", Kind.STOP, ""));

        assertThat(testing.ask("any")).isEqualTo("1.0.0 x");
        assertThat(testing.info("four").state()).isEqualTo(State.ACTIVE);
        assertThat(testing.info("three").state()).isEqualTo(State.AVAILABLE);
        assertThat(testing.info("two").since()).isEqualTo(two.since());
        assertThat(steps("two"))
                .as("newest first; it was not started again")
                .containsExactly(PluginStep.Kind.START, PluginStep.Kind.CONFIGURE, PluginStep.Kind.LOAD);
        assertThat(steps("four")).startsWith(PluginStep.Kind.SWITCH, PluginStep.Kind.CHECK, PluginStep.Kind.START);
        assertThat(testing.closed()).isEqualTo("three 1.0.0\none 1.0.0\n");
        assertThat(testing.operations).containsExactly("operator config.apply null null");
        assertThat(apply(Files.readString(testing.config))).as("it agrees now").isEmpty();
    }

    @Test
    void aPluginThatCanTakesOtherSettingsAsItIs() throws Exception {
        start("plugins: {one: {answer: a}}\n", "one");
        PluginInfo before = testing.info("one");

        assertThat(apply("plugins: {one: {answer: a, tone: '!'}}\n"))
                .containsExactly(new ConfigurationChange("one", Kind.ADJUST, "tone"));
        assertThat(testing.ask("any")).isEqualTo("1.0.0 a!");
        assertThat(testing.info("one").since()).isEqualTo(before.since());
        assertThat(testing.closed()).isEmpty();
        assertThat(apply("plugins: {one: {answer: a, tone: '!'}}\n")).isEmpty();
        assertThat(apply("plugins: {one: {answer: a}}\n")).hasSize(1);
        assertThat(testing.ask("any")).isEqualTo("1.0.0 a");
    }

    @Test
    void aFileThatIsWrongChangesNothingAndEveryFaultIsTold() throws Exception {
        start("plugins: {one: {answer: a}, two: {}}\n", "one", "two", "three");
        AuditDbException failure =
                refused("plugins: {one: {answer: x}, two: {answer: nonsense, colour: red}, gone: {}, three: {}}\n");
        assertThat(failure.code()).isEqualTo(StandardErrorCode.INVALID_CONFIG);
        assertThat(failure.faults().toString())
                .contains("plugins.two.answer", "plugins.two.colour", "plugins.gone: no plugin of this name");
        assertThat(refused("plugins: {one: [\n").code()).isEqualTo(StandardErrorCode.INVALID_CONFIG);
        assertThat(testing.ask("any")).isEqualTo("1.0.0 a");
        assertThat(testing.info("three").state()).isEqualTo(State.AVAILABLE);
        assertThat(testing.closed()).isEmpty();
        assertThat(testing.operations).isEmpty();
    }

    @Test
    void whatDoesNotStartOrIsNotWellKeepsAllTheOthersFromChanging() throws Exception {
        start("plugins: {one: {answer: a}}\n", "one", "two", "three");
        assertThat(refused("plugins: {one: {answer: x}, two: {}, three: {broken: true}}\n"))
                .hasMessageContaining("three")
                .hasMessageContaining("broken as configured");
        assertThat(refused("plugins: {one: {answer: x}, two: {}, three: {ill: true}}\n"))
                .hasMessageContaining("is not well: three: as configured");
        assertThat(testing.ask("any")).isEqualTo("1.0.0 a");
        assertThat(testing.info("two").state()).isEqualTo(State.AVAILABLE);
        assertThat(testing.host.history(TestingHost.OPERATOR, Optional.of("three")))
                .filteredOn(it -> it.problem().isPresent())
                .extracting(PluginStep::kind)
                .containsExactly(PluginStep.Kind.CHECK, PluginStep.Kind.START);
    }

    @Test
    void aChangeThatCannotBeRecordedIsUndone() throws Exception {
        start("plugins: {one: {answer: a}}\n", "one", "two");
        testing.refusal = new AuditDbException(StandardErrorCode.DATABASE_UNAVAILABLE, "as asked");
        assertThat(refused("plugins: {one: {answer: x}, two: {}}\n")).hasMessage("as asked");
        assertThat(testing.ask("any")).isEqualTo("1.0.0 a");
        testing.refusal = null;
        assertThat(apply("plugins: {one: {answer: x}, two: {}}\n")).hasSize(2);
        assertThat(testing.ask("any")).isEqualTo("1.0.0 x");
    }

    @Test
    void aDryRunOnlySaysWhatWouldChange() throws Exception {
        start("plugins: {one: {answer: a}}\n", "one", "two");
        assertThat(apply("plugins: {two: {}, one: {answer: x}}\n", true)).hasSize(2);
        assertThat(testing.ask("any")).isEqualTo("1.0.0 a");
        assertThat(testing.info("two").state()).isEqualTo(State.AVAILABLE);
    }

    @Test
    void theOrderOfTheFileSaysWhoAnswersFirst() throws Exception {
        start("plugins: {one: {answer: a}, two: {answer: b}}\n", "one", "two");
        assertThat(testing.ask("any")).isEqualTo("1.0.0 a");
        assertThat(apply("plugins: {two: {answer: b}, one: {answer: a}}\n"))
                .containsExactly(new ConfigurationChange("plugins", Kind.REORDER, "two, one"));
        assertThat(testing.ask("any")).isEqualTo("1.0.0 b");
        assertThat(testing.closed()).isEmpty();
    }

    @Test
    void theHistoryTellsEachStepAndWhenTheClassesAreGone() throws Exception {
        start("plugins: {one: {answer: a}}\n", "one");
        testing.host.swap(TestingHost.OPERATOR, "one");
        await().untilAsserted(() -> {
            System.gc();
            assertThat(steps("one"))
                    .containsExactly(
                            PluginStep.Kind.COLLECT,
                            PluginStep.Kind.CLOSE,
                            PluginStep.Kind.DRAIN,
                            PluginStep.Kind.SWITCH,
                            PluginStep.Kind.CHECK,
                            PluginStep.Kind.START,
                            PluginStep.Kind.CONFIGURE,
                            PluginStep.Kind.LOAD,
                            PluginStep.Kind.START,
                            PluginStep.Kind.CONFIGURE,
                            PluginStep.Kind.LOAD);
        });
    }
}

package io.auditdb.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.auditdb.api.compliance.RetentionGuard;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.json.Json;
import io.auditdb.api.plugin.PluginInfo;
import io.auditdb.api.plugin.PluginInfo.State;
import io.auditdb.api.plugin.Plugins;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.kernel.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestPluginHost {
    /** The common pool may have a single thread, and these calls wait for each other. */
    private static final Executor OWN_THREAD = task -> new Thread(task).start();

    private static final Access OPERATOR = TestingHost.OPERATOR;

    @TempDir
    Path directory;

    private PluginJars jars;
    private TestingHost testing;
    private PluginHost host;

    @BeforeEach
    void prepare() {
        jars = new PluginJars(directory);
    }

    @AfterEach
    void stop() {
        if (testing != null) {
            testing.close();
        }
    }

    private void open(String yaml) throws IOException {
        testing = new TestingHost(directory, yaml);
        host = testing.host;
    }

    private static AuditDbException failure(ThrowingCallable change) {
        return catchThrowableOfType(AuditDbException.class, change);
    }

    @Test
    void startsWhatIsEnabledAndStopsInReverse() throws Exception {
        open("plugins: {zeta: {}, alpha: {}, off: {enabled: false}}\n");
        for (String name : List.of("zeta", "alpha", "off")) {
            jars.sample(name, "1.0.0", testing.distribution);
        }
        assertThat(host.load()).containsOnlyKeys("zeta", "alpha");
        host.startAll();
        assertThat(host.load()).as("of what runs").containsOnlyKeys("zeta", "alpha");

        assertThat(host.list(OPERATOR)).extracting(PluginInfo::name).containsExactly("alpha", "off", "zeta");
        assertThat(host.list(OPERATOR))
                .extracting(PluginInfo::state)
                .containsExactly(State.ACTIVE, State.AVAILABLE, State.ACTIVE);
        assertThat(testing.info("zeta").extensions())
                .containsExactly("Codec: 1", "HealthCheck: 1", "HttpRoute: 2", "RetentionGuard: 1");
        host.close();
        assertThat(testing.closed()).isEqualTo("alpha 1.0.0\nzeta 1.0.0\n");
        host.close();
        assertThat(failure(() -> host.enable(OPERATOR, "off")).code()).isEqualTo(StandardErrorCode.STOPPING);
    }

    @Test
    void aMissingPluginStopsTheStart() throws Exception {
        open("plugins: {sample: {}, gone: {}}\n");
        jars.sample("sample", "1.0.0", testing.distribution);

        var failure = failure(host::startAll);
        assertThat(failure.code()).isEqualTo(StandardErrorCode.NOT_FOUND);
        assertThat(failure).hasMessageContaining("No plugin gone was found");
        assertThat(testing.closed()).isEqualTo("sample 1.0.0\n");
    }

    @Test
    void aPluginThatFailsStopsTheStartWithItsNameJarAndCause() throws Exception {
        open("plugins: {sample: {broken: true}}\n");
        Path jar = jars.sample("sample", "1.0.0", testing.distribution);

        var failure = failure(host::startAll);
        assertThat(failure.code()).isEqualTo(StandardErrorCode.PLUGIN_FAILED);
        assertThat(failure)
                .hasMessageContaining("sample")
                .hasMessageContaining(jar.toString())
                .hasMessageContaining("broken as configured")
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(testing.closed()).as("close is called all the same").isEqualTo("sample 1.0.0\n");
    }

    @Test
    void aPluginThatHangsCountsAsFailed() throws Exception {
        open("plugin-host: {start-timeout: 300ms}\nplugins: {sample: {hanging: true}}\n");
        jars.sample("sample", "1.0.0", testing.distribution);

        assertThat(failure(host::startAll)).hasMessageContaining("it took longer than 300 ms");
    }

    @Test
    void droppedInEnabledSeenDisabledAndRemovedWithoutARestart() throws Exception {
        open("# ours\nplugins:\n");
        host.startAll();
        assertThat(host.list(OPERATOR)).isEmpty();

        jars.sample("sample", "1.0.0", testing.var.resolve("plugins"));
        assertThat(testing.info("sample").state()).isEqualTo(State.AVAILABLE);
        assertThat(host.enable(OPERATOR, "sample").state()).isEqualTo(State.ACTIVE);
        assertThat(testing.config).hasContent("# ours\nplugins:\n  sample: {}\n");
        assertThat(testing.ask("t")).isEqualTo("1.0.0 hello");
        assertThat(host.enable(OPERATOR, "sample").state()).isEqualTo(State.ACTIVE);

        assertThat(failure(() -> host.remove(OPERATOR, "sample")).code()).isEqualTo(StandardErrorCode.CONFLICT);
        assertThat(host.disable(OPERATOR, "sample").state()).isEqualTo(State.AVAILABLE);
        assertThat(testing.closed()).isEqualTo("sample 1.0.0\n");
        assertThat(testing.config).hasContent("# ours\nplugins:\n  sample: {enabled: false}\n");
        host.remove(OPERATOR, "sample");

        assertThat(host.list(OPERATOR)).isEmpty();
        assertThat(testing.var.resolve("plugins")).isEmptyDirectory();
        assertThat(testing.operations)
                .containsExactly(
                        "operator plugin.enable sample 1.0.0",
                        "operator plugin.disable sample 1.0.0",
                        "operator plugin.remove sample 1.0.0");
    }

    @Test
    void anInstalledVersionReplacesTheDistributedOneAtTheNextSwap() throws Exception {
        open("plugins: {sample: {}}\n");
        jars.sample("sample", "1.0.0", testing.distribution);
        host.startAll();
        Path upgrade = jars.sample("sample", "1.10.0", directory.resolve("download"));
        jars.sample("sample", "1.9.0", testing.var.resolve("plugins"));
        Files.move(testing.var.resolve("plugins/sample.jar"), testing.var.resolve("plugins/dropped-in.jar"));

        PluginInfo installed = host.install(OPERATOR, upgrade);
        assertThat(installed.version()).isEqualTo("1.0.0");
        assertThat(installed.reason()).contains("version 1.10.0 is there; swap to use it");
        assertThat(testing.var.resolve("plugins")).isDirectoryContaining("glob:**/sample.jar");
        assertThat(testing.var.resolve("plugins/dropped-in.jar")).doesNotExist();
        assertThat(host.swap(OPERATOR, "sample").version()).isEqualTo("1.10.0");
        assertThat(testing.ask("t")).isEqualTo("1.10.0 hello");
        assertThat(testing.operations)
                .containsExactly("operator plugin.install sample 1.10.0", "operator plugin.swap sample 1.10.0");

        host.disable(OPERATOR, "sample");
        host.remove(OPERATOR, "sample");
        assertThat(testing.info("sample").version()).isEqualTo("1.0.0");
        assertThat(failure(() -> host.remove(OPERATOR, "sample"))).hasMessageContaining("came with the platform");
    }

    @Test
    void aHalfWrittenJarIsShownAndRefused() throws Exception {
        open("plugins: {}\n");
        Path whole = jars.sample("sample", "1.0.0", directory.resolve("download"));
        byte[] bytes = Files.readAllBytes(whole);
        Path half = Files.write(directory.resolve("half.jar"), Arrays.copyOf(bytes, bytes.length / 2));
        byte[] flipped = bytes.clone();
        flipped[bytes.length / 3] ^= 1;
        Path damaged = Files.write(directory.resolve("damaged.jar"), flipped);

        for (Path jar : List.of(half, damaged)) {
            var failure = failure(() -> host.install(OPERATOR, jar));
            assertThat(failure.code()).isEqualTo(StandardErrorCode.INVALID_REQUEST);
            assertThat(failure.faults()).hasSize(1);
        }
        assertThat(testing.var.resolve("plugins")).isEmptyDirectory();

        Files.copy(half, testing.var.resolve("plugins/half.jar"));
        assertThat(testing.info("half").state()).isEqualTo(State.FAILED);
        assertThat(testing.info("half").reason()).isPresent();
        assertThat(failure(() -> host.enable(OPERATOR, "half")).code()).isEqualTo(StandardErrorCode.PLUGIN_FAILED);
    }

    @Test
    void aJarThatIsNoPluginIsRefused() throws Exception {
        open("plugins: {}\n");
        Path wrongName =
                jars.jar("Not_A_Name", "1.0.0", "p.X", "package p; public class X {}", directory.resolve("x.jar"));
        Path noClass = jars.jar("named", "1.0.0", "p.X", "package p; class Y {}", directory.resolve("y.jar"));

        assertThat(failure(() -> host.install(OPERATOR, wrongName))).hasMessageContaining("Bundle-SymbolicName");
        assertThat(failure(() -> host.install(OPERATOR, noClass))).hasMessageContaining("the jar has no class p.X");
        assertThat(failure(() -> host.install(OPERATOR, directory.resolve("none.jar"))))
                .hasMessageContaining("cannot be copied");
    }

    @Test
    void aJarLargerThanTheLimitIsRefused() throws Exception {
        open("plugin-host: {max-jar-size: 1KB}\n");
        Path jar = jars.sample("sample", "1.0.0", directory.resolve("download"));

        assertThat(failure(() -> host.install(OPERATOR, jar)).code()).isEqualTo(StandardErrorCode.TOO_LARGE);
    }

    @Test
    void aClassThatIsNoPluginFailsWithItsReason() throws Exception {
        open("plugins: {}\n");
        jars.jar("odd", "1.0.0", "p.X", "package p; public class X {}", testing.distribution.resolve("odd.jar"));

        assertThat(failure(() -> host.enable(OPERATOR, "odd")))
                .hasMessageContaining("odd")
                .hasMessageContaining("not a subtype");
        assertThat(testing.info("odd").reason()).isPresent();
    }

    @Test
    void aNameThatDiffersFromTheJarsIsRefused() throws Exception {
        open("plugins: {}\n");
        String source = "package p; public class X implements io.auditdb.api.plugin.Plugin {"
                + " public String name() { return \"another\"; } }";
        jars.jar("one", "1.0.0", "p.X", source, testing.distribution.resolve("one.jar"));

        assertThat(failure(() -> host.enable(OPERATOR, "one"))).hasMessageContaining("it calls itself another");
    }

    @Test
    void aFailedSwapChangesNothing() throws Exception {
        open("plugins:\n  sample: {answer: first}\n");
        jars.sample("sample", "1.0.0", testing.distribution);
        host.startAll();
        for (String settings : List.of("broken: true", "answer: nonsense", "anwser: x", "answer: [")) {
            Files.writeString(testing.config, "plugins:\n  sample: {" + settings + "}\n");
            assertThatThrownBy(() -> host.swap(OPERATOR, "sample")).isInstanceOf(AuditDbException.class);
            assertThat(testing.ask("t")).isEqualTo("1.0.0 first");
            assertThat(testing.info("sample").state()).isEqualTo(State.ACTIVE);
            assertThat(testing.info("sample").reason()).isPresent();
        }
        Files.writeString(testing.config, "plugins:\n  sample: {answer: second}\n");
        assertThat(host.swap(OPERATOR, "sample").reason()).isEmpty();
        assertThat(testing.ask("t")).isEqualTo("1.0.0 second");
        assertThat(testing.operations).hasSize(1);
    }

    @Test
    void aFailedEnableChangesNothing() throws Exception {
        open("plugins:\n  sample: {enabled: false, broken: true}\n");
        jars.sample("sample", "1.0.0", testing.distribution);
        host.startAll();

        assertThat(failure(() -> host.enable(OPERATOR, "sample")).code()).isEqualTo(StandardErrorCode.PLUGIN_FAILED);
        assertThat(testing.config).hasContent("plugins:\n  sample: {enabled: false, broken: true}\n");
        assertThat(testing.info("sample").state()).isEqualTo(State.AVAILABLE);
        assertThat(testing.info("sample").reason().orElseThrow()).contains("broken as configured");
        assertThat(testing.operations).isEmpty();
    }

    @Test
    void whatCannotBeRecordedIsUndone() throws Exception {
        open("plugins: {}\n");
        jars.sample("sample", "1.0.0", testing.distribution);
        host.startAll();
        testing.refusal = new IllegalStateException("the database is away");

        assertThatThrownBy(() -> host.enable(OPERATOR, "sample")).isSameAs(testing.refusal);
        assertThat(testing.config).hasContent("plugins: {}\n");
        assertThat(host.extensions(RetentionGuard.class)).isEmpty();
        assertThat(testing.closed()).isEqualTo("sample 1.0.0\n");

        testing.refusal = null;
        host.enable(OPERATOR, "sample");
        testing.refusal = new IllegalStateException("the database is away");
        assertThatThrownBy(() -> host.disable(OPERATOR, "sample")).isSameAs(testing.refusal);
        assertThat(testing.ask("t")).isEqualTo("1.0.0 hello");
        assertThat(testing.config).hasContent("plugins: {sample: {}}\n");
    }

    @Test
    void aListenerLearnsOfEachSwitchAndMayRefuseIt() throws Exception {
        open("plugins: {sample: {}}\n");
        jars.sample("sample", "1.0.0", testing.distribution);
        jars.sample("other", "1.0.0", testing.distribution);
        var sizes = new CopyOnWriteArrayList<Integer>();
        host.onChange(() -> {
            sizes.add(host.extensions(RetentionGuard.class).size());
            if (host.extensions(RetentionGuard.class).size() > 1) {
                throw new IllegalStateException("one too many");
            }
        });
        host.startAll();

        assertThatThrownBy(() -> host.enable(OPERATOR, "other")).hasMessage("one too many");
        assertThat(sizes).startsWith(1, 2, 1);
        assertThat(host.extensions(RetentionGuard.class)).hasSize(1);
        assertThat(testing.config).hasContent("plugins: {sample: {}}\n");
    }

    @Test
    void whatTheEnvironmentFixesCannotBeChanged() throws Exception {
        jars.sample("sample", "1.0.0", directory.resolve("plugins"));
        Path config = Files.writeString(directory.resolve("c.yaml"), "plugins: {}\n");
        var configuration = Configuration.load(config, Map.of("AUDIT_DB_PLUGINS_SAMPLE_ENABLED", "true"));
        var settings = configuration.bind("plugin-host", PluginHostSettings.class);
        var source = PluginSource.bundles(directory.resolve("plugins"), directory.resolve("var"), settings);
        try (var fixed = new PluginHost(configuration, source, directory.resolve("var"), (by, action, details) -> {})) {
            fixed.startAll();
            assertThat(failure(() -> fixed.disable(OPERATOR, "sample")))
                    .hasMessageContaining("An environment variable or the application sets plugins.sample.enabled");
            assertThat(fixed.list(OPERATOR).get(0).state()).isEqualTo(State.ACTIVE);
            assertThat(config).hasContent("plugins: {}\n");
        }
    }

    @Test
    void onlyOperatorsSeeAndChange() throws Exception {
        open("plugins: {}\n");
        var reader = new Access("reader", Set.of(), Set.of(Right.READ));
        for (ThrowingCallable use : List.<ThrowingCallable>of(
                () -> host.list(reader),
                () -> host.enable(reader, "sample"),
                () -> host.disable(reader, "sample"),
                () -> host.swap(reader, "sample"),
                () -> host.install(reader, directory),
                () -> host.remove(reader, "sample"))) {
            assertThat(failure(use).code()).isEqualTo(StandardErrorCode.FORBIDDEN);
        }
    }

    @Test
    void unknownPluginsAreNotFound() throws Exception {
        open("plugins: {}\n");
        jars.sample("sample", "1.0.0", testing.distribution);
        for (ThrowingCallable use : List.<ThrowingCallable>of(
                () -> host.enable(OPERATOR, "none"),
                () -> host.disable(OPERATOR, "none"),
                () -> host.swap(OPERATOR, "none"),
                () -> host.remove(OPERATOR, "none"))) {
            assertThat(failure(use).code()).isEqualTo(StandardErrorCode.NOT_FOUND);
        }
        assertThat(failure(() -> host.swap(OPERATOR, "sample")).code()).isEqualTo(StandardErrorCode.CONFLICT);
    }

    @Test
    void aPluginWithoutEndIsClosedAfterTheDrainTimeout() throws Exception {
        open("plugin-host: {drain-timeout: 100ms}\nplugins: {sample: {}}\n");
        jars.sample("sample", "1.0.0", testing.distribution);
        var json = new BlockingJson();
        host.provide(Json.class, json);
        host.startAll();
        var stuck = CompletableFuture.supplyAsync(() -> testing.ask("host"), OWN_THREAD);
        json.called.await();

        host.disable(OPERATOR, "sample");
        assertThat(testing.closed()).isEqualTo("sample 1.0.0\n");
        assertThat(host.drainTimeouts()).isEqualTo(1);
        json.release.countDown();
        assertThat(stuck.get()).isEqualTo("from the plugin");
    }

    @Test
    void twoPluginsHaveTwoVersionsOfOneLibrary() throws Exception {
        open("plugins: {one: {}, other: {}}\n");
        for (String name : List.of("one", "other")) {
            jars.plugin(name, """
                    static final class Library { static String version() { return "that of %s"; } }
                    @Override public List<RetentionGuard> retentionGuards() {
                        return List.of((tenant, from, to) -> Optional.of(Library.class.getName() + " is " + Library.version()));
                    }
                    """.formatted(name), testing.distribution);
        }
        host.startAll();

        assertThat(host.extensions(RetentionGuard.class))
                .extracting(it -> TestingHost.ask(it, "x"))
                .containsExactly(
                        "plugin.OwnPlugin$Library is that of one", "plugin.OwnPlugin$Library is that of other");
    }

    @Test
    void theHostIsAServiceItself() throws Exception {
        open("plugins: {}\n");
        assertThat(host.service(Plugins.class).list(OPERATOR)).isEmpty();
    }

    @Test
    void changesRunOneAtATime() throws Exception {
        open("plugins: {sample: {}}\n");
        jars.sample("sample", "1.0.0", testing.distribution);
        host.startAll();
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        host.onChange(() -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            inside.decrementAndGet();
        });
        var swaps = Stream.generate(() -> CompletableFuture.runAsync(() -> host.swap(OPERATOR, "sample"), OWN_THREAD))
                .limit(8)
                .toList();
        CompletableFuture.allOf(swaps.toArray(CompletableFuture[]::new)).get();

        assertThat(most).hasValue(1);
        assertThat(testing.closed().lines()).hasSize(8);
    }
}

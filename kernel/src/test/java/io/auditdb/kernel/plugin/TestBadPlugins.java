package io.auditdb.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.compliance.RetentionGuard;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.operations.HealthCheck;
import io.auditdb.api.plugin.PluginInfo.State;
import io.auditdb.api.plugin.PluginStep;
import io.auditdb.api.plugin.PluginStep.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each with a broken jar of its own, beside a sound plugin that nothing may happen to. */
final class TestBadPlugins {
    private static final String GUARD = """
            @Override public List<RetentionGuard> retentionGuards() {
                return List.of((tenant, from, to) -> { %s });
            }
            """;

    private static final String CHECK = """
            @Override public List<HealthCheck> healthChecks() {
                return List.of(new HealthCheck() {
                    @Override public String name() { return "bad"; }
                    @Override public Result check() { %s }
                });
            }
            """;

    @TempDir
    Path directory;

    private PluginJars jars;
    private TestingHost testing;
    private PluginHost host;

    @BeforeEach
    void start() throws IOException {
        jars = new PluginJars(directory);
        open("");
    }

    private void open(String settings) throws IOException {
        stop();
        testing = new TestingHost(directory, """
                plugin-host: {start-timeout: 2s, drain-timeout: 300ms, stop-timeout: 300ms%s}
                plugins:
                  sample: {}
                """.formatted(settings.isEmpty() ? "" : ", " + settings));
        jars.sample("sample", "1.0.0", testing.distribution);
        host = testing.host;
        host.startAll();
    }

    @AfterEach
    void stop() {
        if (testing != null) {
            assertThat(testing.ask("sound")).as("the sound one goes on").isEqualTo("1.0.0 hello");
            testing.close();
        }
    }

    private static AuditDbException failure(ThrowingCallable change) {
        return catchThrowableOfType(AuditDbException.class, change);
    }

    private String enabling() {
        var failure = failure(() -> host.enable(TestingHost.OPERATOR, "bad"));
        assertThat(failure.code()).isIn(StandardErrorCode.PLUGIN_FAILED, StandardErrorCode.INVALID_CONFIG);
        assertThat(testing.info("bad").state()).isIn(State.AVAILABLE, State.FAILED);
        assertThat(testing.config).content().doesNotContain("bad");
        return failure.getMessage();
    }

    private void bad(String members) throws IOException {
        jars.plugin("bad", members, testing.distribution);
    }

    private RetentionGuard badGuard() {
        return host.extensions(RetentionGuard.class).stream()
                .filter(it -> it.toString().endsWith(" of bad"))
                .findFirst()
                .orElseThrow();
    }

    private Optional<String> problem(Kind kind) {
        return host.history(TestingHost.OPERATOR, Optional.of("bad")).stream()
                .filter(it -> it.kind() == kind)
                .findFirst()
                .flatMap(PluginStep::problem);
    }

    @Test
    void notAJar() throws Exception {
        Files.writeString(testing.distribution.resolve("bad.jar"), "this is text");

        assertThat(enabling()).contains("bad.jar").contains("zip");
        assertThat(testing.info("bad").state()).isEqualTo(State.FAILED);
    }

    @Test
    void noServiceEntry() throws Exception {
        bad("");
        without("META-INF/services/io.auditdb.api.plugin.Plugin");

        assertThat(enabling()).contains("the jar has no META-INF/services/io.auditdb.api.plugin.Plugin");
    }

    private void without(String entry) throws IOException {
        Path jar = testing.distribution.resolve("bad.jar");
        Path draft = Files.createTempFile(directory, "draft", ".jar");
        try (InputStream in = Files.newInputStream(jar);
                var from = new JarInputStream(in);
                OutputStream out = Files.newOutputStream(draft);
                var to = new JarOutputStream(out, from.getManifest())) {
            for (var next = from.getNextJarEntry(); next != null; next = from.getNextJarEntry()) {
                if (!next.getName().equals(entry)) {
                    to.putNextEntry(next);
                    from.transferTo(to);
                }
            }
        }
        Files.move(draft, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void missingImport() throws Exception {
        jars.plugin(
                "bad",
                Map.of("Import-Package", "io.auditdb.api.plugin;version=\"[1.0,2)\",com.example.parser"),
                "",
                testing.distribution);

        assertThat(enabling())
                .contains("it imports com.example.parser, which the platform does not have; put it into the jar");
    }

    @Test
    void wrongApiVersion() throws Exception {
        jars.plugin(
                "bad",
                Map.of("Import-Package", "io.auditdb.api.plugin;version=\"[9.0,10)\""),
                "",
                testing.distribution);

        assertThat(enabling()).contains("it is built for version [9.0.0,10.0.0) of io.auditdb.api.plugin");
    }

    @Test
    void constructorThrows() throws Exception {
        bad("public OwnPlugin() { throw new IllegalStateException(\"no luck\"); }");

        assertThat(enabling()).contains("bad").contains("no luck");
    }

    @Test
    void startHangs() throws Exception {
        bad("@Override public void start(PluginContext c) throws Exception { Thread.sleep(60_000); }");

        assertThat(enabling()).contains("did not start: it took longer than 2000 ms");
    }

    @Test
    void startDoesNotHeedInterruption() throws Exception {
        bad("@Override public void start(PluginContext c) { while (true) { Thread.onSpinWait(); } }");

        assertThat(enabling()).contains("did not start: it took longer than 2000 ms");
    }

    @Test
    void startThrowsAnError() throws Exception {
        bad("@Override public void start(PluginContext c) { throw new AssertionError(\"no luck\"); }");

        assertThat(enabling()).contains("did not start").contains("no luck");
    }

    @Test
    void healthFails() throws Exception {
        bad(CHECK.formatted("return new Result(Status.DOWN, \"out of paper\");"));

        assertThat(enabling()).contains("is not well: bad: out of paper");
    }

    @Test
    void closesSlowly() throws Exception {
        bad("@Override public void close() throws Exception { Thread.sleep(60_000); }");
        host.enable(TestingHost.OPERATOR, "bad");

        host.disable(TestingHost.OPERATOR, "bad");

        assertThat(problem(Kind.CLOSE)).contains("it took longer than 300 ms");
        assertThat(testing.info("bad").state()).isEqualTo(State.AVAILABLE);
    }

    @Test
    void leaksAThread() throws Exception {
        bad("""
                @Override public void start(PluginContext c) {
                    Thread t = new Thread(() -> { try { Thread.sleep(10_000); } catch (InterruptedException e) { } }, "left-behind");
                    t.setDaemon(true);
                    t.start();
                }
                """);
        host.enable(TestingHost.OPERATOR, "bad");

        host.disable(TestingHost.OPERATOR, "bad");

        assertThat(problem(Kind.CLOSE)).contains("it left threads running: left-behind");
    }

    @Test
    void throwsErrorOnEachCall() throws Exception {
        bad(GUARD.formatted("throw new AssertionError(\"out of luck\");"));
        host.enable(TestingHost.OPERATOR, "bad");

        var failure = failure(() -> TestingHost.ask(badGuard(), "x"));

        assertThat(failure.code()).isEqualTo(StandardErrorCode.PLUGIN_FAILED);
        assertThat(failure)
                .hasMessageContaining("Plugin bad")
                .hasMessageContaining("RetentionGuard.veto threw java.lang.AssertionError: out of luck");
    }

    @Test
    void throwsWhatIsNotDeclared() throws Exception {
        bad(GUARD.formatted("return OwnPlugin.<RuntimeException>sneak();") + """
                @SuppressWarnings("unchecked")
                static <E extends Throwable> Optional<String> sneak() throws E {
                    throw (E) new java.io.IOException("out of luck");
                }
                """);
        host.enable(TestingHost.OPERATOR, "bad");

        assertThat(failure(() -> TestingHost.ask(badGuard(), "x")))
                .hasMessageContaining("RetentionGuard.veto threw java.io.IOException: out of luck");
    }

    @Test
    void returnsNull() throws Exception {
        bad(GUARD.formatted("return null;"));
        host.enable(TestingHost.OPERATOR, "bad");

        assertThat(failure(() -> TestingHost.ask(badGuard(), "x")))
                .hasMessageContaining("Plugin bad")
                .hasMessageContaining("RetentionGuard.veto returned null");
    }

    @Test
    void returnsNullForAnExtensionPoint() throws Exception {
        bad("@Override public List<RetentionGuard> retentionGuards() { return null; }");

        assertThat(enabling()).contains("retentionGuards() returned null");
    }

    @Test
    void sameNameTwice() throws Exception {
        bad("");
        Files.copy(testing.distribution.resolve("bad.jar"), testing.distribution.resolve("copy-of-bad.jar"));

        assertThat(testing.info("bad").reason().orElseThrow())
                .contains("there is another jar of it, which is not used")
                .contains("bad.jar, version 1.0.0");
        assertThat(host.enable(TestingHost.OPERATOR, "bad").state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void configOfTheWrongType() throws Exception {
        bad("""
                public record Settings(@Setting(value = "how many", defaultValue = "1") int count) {}
                @Override public Class<? extends Record> settings() { return Settings.class; }
                """);
        Files.writeString(
                testing.config, "  bad: {enabled: false, count: many}\n", java.nio.file.StandardOpenOption.APPEND);

        var failure = failure(() -> host.enable(TestingHost.OPERATOR, "bad"));

        assertThat(failure.code()).isEqualTo(StandardErrorCode.INVALID_CONFIG);
        assertThat(failure.faults())
                .singleElement()
                .satisfies(it -> assertThat(it.path()).isEqualTo("plugins.bad.count"))
                .satisfies(it -> assertThat(it.problem()).contains("audit-db.yaml"));
        assertThat(testing.info("bad").state()).isEqualTo(State.AVAILABLE);
    }

    @Test
    void aCycleOfNeeds() throws Exception {
        bad("""
                private PluginContext context;
                @Override public void start(PluginContext context) { this.context = context; }
                """
                + GUARD.formatted("return Optional.of(context.service(HealthCheck.class).check().message());")
                + CHECK.formatted("return new Result(Status.UP, context.service(RetentionGuard.class)"
                        + ".veto(\"x\", Instant.EPOCH, Instant.EPOCH).orElse(\"\"));"));
        host.enable(TestingHost.OPERATOR, "bad");
        host.disable(TestingHost.OPERATOR, "sample"); // which would answer first

        var failure = failure(() -> TestingHost.ask(badGuard(), "x"));

        assertThat(failure.code()).isEqualTo(StandardErrorCode.PLUGIN_FAILED);
        assertThat(failure).hasMessageContaining("Plugins call each other in a circle: bad");
        host.disable(TestingHost.OPERATOR, "bad");
        host.enable(TestingHost.OPERATOR, "sample");
    }

    @Test
    void unsignedWhereSignaturesAreRequired() throws Exception {
        Path keys = directory.resolve("keys.p12");
        Path certificate = directory.resolve("signer.pem");
        tool(
                "keytool",
                "-genkeypair",
                "-alias",
                "us",
                "-keyalg",
                "EC",
                "-dname",
                "CN=Us",
                "-validity",
                "30",
                "-keystore",
                keys.toString(),
                "-storepass",
                "for tests only");
        tool(
                "keytool",
                "-exportcert",
                "-rfc",
                "-alias",
                "us",
                "-file",
                certificate.toString(),
                "-keystore",
                keys.toString(),
                "-storepass",
                "for tests only");
        open("trusted-signers: " + certificate);
        Path jar = jars.plugin("bad", "", directory);

        var failure = failure(() -> host.install(TestingHost.OPERATOR, jar));
        assertThat(failure.faults())
                .singleElement()
                .satisfies(it ->
                        assertThat(it.problem()).contains("is not signed").contains("plugin-host.trusted-signers"));

        tool(
                "keytool",
                "-genkeypair",
                "-alias",
                "them",
                "-keyalg",
                "EC",
                "-dname",
                "CN=Them",
                "-validity",
                "30",
                "-keystore",
                keys.toString(),
                "-storepass",
                "for tests only");
        sign(keys, jar, "them");
        assertThat(failure(() -> host.install(TestingHost.OPERATOR, jar))
                        .faults()
                        .get(0)
                        .problem())
                .contains("is signed by CN=Them, whom plugin-host.trusted-signers does not name");

        Path signed = jars.plugin("bad", "", Files.createDirectories(directory.resolve("signed")));
        sign(keys, signed, "us");
        assertThat(host.install(TestingHost.OPERATOR, signed).state()).isEqualTo(State.AVAILABLE);
        assertThat(host.enable(TestingHost.OPERATOR, "bad").state()).isEqualTo(State.ACTIVE);
    }

    private void sign(Path keys, Path jar, String alias) throws Exception {
        tool("jarsigner", "-keystore", keys.toString(), "-storepass", "for tests only", jar.toString(), alias);
    }

    private void tool(String name, String... arguments) throws Exception {
        var command = new java.util.ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", name).toString());
        command.addAll(Arrays.asList(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("tool.log").toFile())
                .start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(directory.resolve("tool.log")))
                .isZero();
    }

    @Test
    void replacedOnDiskWhileRunning() throws Exception {
        bad(GUARD.formatted("return Optional.of(new Object() { String late() { return \"old\"; } }.late());"));
        host.enable(TestingHost.OPERATOR, "bad");

        Files.writeString(testing.distribution.resolve("bad.jar"), "somebody copied half of");

        assertThat(TestingHost.ask(badGuard(), "x")).as("classes of late").isEqualTo("old");
        assertThat(testing.info("bad").state()).isEqualTo(State.ACTIVE);
        assertThat(failure(() -> host.swap(TestingHost.OPERATOR, "bad"))).hasMessageContaining("bad.jar");
        assertThat(TestingHost.ask(badGuard(), "x")).isEqualTo("old");
    }

    @Test
    void endsTheProcess() throws Exception {
        bad("""
                @Override public void start(PluginContext c) { Runtime.getRuntime().halt(3); }
                """);
        assertThat(enabling()).contains("A plugin must not end the process");

        bad(GUARD.formatted("System.exit(3); return Optional.empty();"));
        host.enable(TestingHost.OPERATOR, "bad");
        org.assertj.core.api.Assertions.assertThatIllegalStateException()
                .isThrownBy(() -> TestingHost.ask(badGuard(), "x"))
                .withMessageContaining("A plugin must not end the process");
    }

    @Test
    void endsTheProcessByAReferenceAndAfterAClassThatCannotBeRead() throws Exception {
        bad(GUARD.formatted("try { Class.forName(\"plugin.Broken\", true, OwnPlugin.class.getClassLoader()); }"
                + " catch (ClassNotFoundException | LinkageError e) { }"
                + " java.util.function.IntConsumer end = tenant.equals(\"halt\") ? Runtime.getRuntime()::halt : System::exit;"
                + " end.accept(3); return Optional.empty();"));
        with("plugin/Broken.class", "this is no class");
        host.enable(TestingHost.OPERATOR, "bad");

        for (String how : new String[] {"halt", "exit"}) {
            org.assertj.core.api.Assertions.assertThatIllegalStateException()
                    .isThrownBy(() -> TestingHost.ask(badGuard(), how))
                    .withMessageContaining("A plugin must not end the process");
        }
    }

    private void with(String entry, String content) throws IOException {
        Path jar = testing.distribution.resolve("bad.jar");
        try (var files = java.nio.file.FileSystems.newFileSystem(jar)) {
            Files.writeString(files.getPath(entry), content);
        }
    }

    @Test
    void blocksButHeedsInterruption() throws Exception {
        open("call-timeout: 200ms");
        bad(GUARD.formatted(
                "try { Thread.sleep(60_000); } catch (InterruptedException e) { throw new IllegalStateException(e); } return"
                        + " Optional.empty();"));
        host.enable(TestingHost.OPERATOR, "bad");

        var failure = failure(() -> TestingHost.ask(badGuard(), "x"));

        assertThat(failure.code()).isEqualTo(StandardErrorCode.TIMEOUT);
        assertThat(failure)
                .hasMessageContaining("Plugin bad")
                .hasMessageContaining("took longer than plugin-host.call-timeout allows, 200 ms");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(testing.info("bad").state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void blocksForEver() throws Exception {
        open("call-timeout: 200ms");
        bad(GUARD.formatted(
                        "while (!java.nio.file.Files.exists(java.nio.file.Path.of(tenant))) { Thread.onSpinWait(); }"
                                + " return Optional.of(\"at last\");")
                + CHECK.formatted("return Result.OK;"));
        host.enable(TestingHost.OPERATOR, "bad");
        Path release = testing.var.resolve("release");
        var caller = new Thread(() -> TestingHost.ask(badGuard(), release.toString()), "the caller");
        caller.setDaemon(true);
        caller.start();

        await().until(() -> testing.info("bad").state() == State.QUARANTINED);

        assertThat(testing.info("bad").reason().orElseThrow())
                .contains("RetentionGuard")
                .contains("has not returned for")
                .contains("thread the caller is in ");
        var failure = failure(() -> TestingHost.ask(badGuard(), "x"));
        assertThat(failure.code()).isEqualTo(StandardErrorCode.SERVICE_UNAVAILABLE);
        assertThat(failure).hasMessageContaining("is in quarantine").hasMessageContaining("swap or disable it");
        await().until(() -> problem(Kind.QUARANTINE).isPresent());
        await().untilAsserted(() -> assertThat(testing.operations).contains("audit-db plugin.quarantine bad 1.0.0"));
        assertThat(host.extensions(HealthCheck.class))
                .noneMatch(it -> it.toString().endsWith(" of bad"));
        HealthCheck.Result health = host.extensions(HealthCheck.class).stream()
                .filter(it -> it.name().equals("plugins"))
                .findFirst()
                .orElseThrow()
                .check();
        assertThat(health.status()).isEqualTo(HealthCheck.Status.DEGRADED);
        assertThat(health.message()).contains("bad is in quarantine");

        Files.createFile(testing.var.resolve("release"));
        await().until(() -> testing.info("bad").state() == State.ACTIVE);
        caller.join();
        await().untilAsserted(() -> assertThat(testing.operations).contains("audit-db plugin.release bad 1.0.0"));
    }

    @Test
    void keepsAllItsCallersWaiting() throws Exception {
        open("max-calls: 3");
        bad(GUARD.formatted(
                "try { Thread.sleep(60_000); } catch (InterruptedException e) { } return Optional.of(\"late\");"));
        host.enable(TestingHost.OPERATOR, "bad");
        var callers = java.util.stream.IntStream.range(0, 3)
                .mapToObj(i -> new Thread(() -> TestingHost.ask(badGuard(), "x")))
                .toList();
        callers.forEach(Thread::start);
        await().until(() -> host.active().get(1).callsInFlight() == 3);

        var failure = failure(() -> TestingHost.ask(badGuard(), "x"));

        assertThat(failure.code()).isEqualTo(StandardErrorCode.OVERLOADED);
        assertThat(failure).hasMessageContaining("has 3 calls in flight, as many as plugin-host.max-calls allows");
        callers.forEach(Thread::interrupt);
        for (Thread caller : callers) {
            caller.join();
        }
    }

    @Test
    void asksForWhatItDidNotDeclare() throws Exception {
        jars.plugin(
                "bad",
                Map.of("AuditDb-Uses", "RetentionGuard"),
                "@Override public void start(PluginContext c) { c.service(RetentionGuard.class); c.service(Plugins.class); }",
                testing.distribution);

        assertThat(enabling()).contains("asks for Plugins, which its manifest does not name in AuditDb-Uses");
    }
}

package io.auditdb.kernel.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.compliance.RetentionGuard;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.http.HttpRoute;
import io.auditdb.api.json.Json;
import io.auditdb.api.operations.HealthCheck;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TestHandles {
    /** The common pool may have a single thread, and these calls wait for each other. */
    private static final Executor OWN_THREAD = task -> new Thread(task).start();

    @TempDir
    Path directory;

    private TestingHost testing;
    private PluginHost host;

    @BeforeEach
    void start() throws Exception {
        testing = new TestingHost(
                directory, "plugin-host: {drain-timeout: 5s}\nplugins: {sample: {}, other: {answer: other}}\n");
        host = testing.host;
        var jars = new PluginJars(directory);
        jars.sample("sample", "1.0.0", testing.distribution);
        jars.sample("other", "1.0.0", testing.distribution);
    }

    @AfterEach
    void stop() {
        testing.close();
    }

    @Test
    void aHandleIsGoodBeforeWhileAndAfterThereIsAProvider() {
        RetentionGuard guard = host.service(RetentionGuard.class);
        var before = catchThrowableOfType(AuditDbException.class, () -> TestingHost.ask(guard, "t"));
        assertThat(before.code()).isEqualTo(StandardErrorCode.SERVICE_UNAVAILABLE);
        assertThat(before.retryAfter()).contains(Duration.ofSeconds(1));

        host.startAll();
        assertThat(TestingHost.ask(guard, "t")).isEqualTo("1.0.0 hello");

        host.disable(TestingHost.OPERATOR, "sample");
        assertThat(TestingHost.ask(guard, "t")).as("the next provider").isEqualTo("1.0.0 other");

        host.close();
        assertThatThrownBy(() -> TestingHost.ask(guard, "t")).hasMessage("No plugin provides RetentionGuard");
    }

    @Test
    void theHostAnswersWhenNoPluginDoes() {
        host.provide(RetentionGuard.class, (tenant, from, to) -> Optional.of("the host"));
        assertThat(testing.ask("t")).isEqualTo("the host");
        host.startAll();
        assertThat(testing.ask("t")).isEqualTo("1.0.0 hello");
    }

    @Test
    void onlyInterfacesOfTheApiAreServices() {
        assertThatThrownBy(() -> host.service(Runnable.class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> host.service(HttpRoute.class)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theContextClassLoaderIsThePluginsDuringTheCallOnly() {
        host.startAll();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        assertThat(testing.ask("loader")).isEqualTo("true");
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
        assertThatThrownBy(() -> testing.ask("fail"));
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
    }

    @Test
    void whatAPluginThrowsArrivesUnchanged() {
        host.startAll();
        assertThatThrownBy(() -> testing.ask("fail"))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("as asked");
    }

    @Test
    void aPluginThatCannotBeLinkedHarmsTheCallOnly() {
        host.startAll();
        var failure = catchThrowableOfType(AuditDbException.class, () -> testing.ask("link"));
        assertThat(failure.code()).isEqualTo(StandardErrorCode.PLUGIN_FAILED);
        assertThat(failure).hasMessageContaining("sample").hasMessageContaining("as/asked");
    }

    @Test
    void handlesOfOneExtensionAreEqual() {
        host.startAll();
        Set<HealthCheck> checks = host.extensions(HealthCheck.class);
        List<HealthCheck> before = List.copyOf(checks);
        host.swap(TestingHost.OPERATOR, "sample");

        assertThat(checks).hasSize(3).containsExactlyElementsOf(before);
        assertThat(before.get(0))
                .isEqualTo(checks.iterator().next())
                .hasSameHashCodeAs(checks.iterator().next())
                .isNotEqualTo(before.get(1))
                .isNotEqualTo("HealthCheck")
                .hasToString("HealthCheck sample.SamplePlugin$1 of sample");
        assertThat(before.get(0).check()).isEqualTo(HealthCheck.Result.OK);
    }

    @Test
    void defaultMethodsReachThePlugin() {
        host.startAll();
        Codec codec = host.extensions(Codec.class).iterator().next();
        assertThat(codec.encodes()).isFalse();
        assertThatThrownBy(() -> codec.encode(Stream.of(), null)).hasMessageContaining("The format lines is read-only");
    }

    @Test
    void extensionsAreALiveViewInTheOrderOfTheConfiguration() {
        Set<RetentionGuard> guards = host.extensions(RetentionGuard.class);
        host.contribute(RetentionGuard.class, (tenant, from, to) -> Optional.of("the host"));
        assertThat(guards).hasSize(1);

        host.startAll();
        host.disable(TestingHost.OPERATOR, "sample");
        assertThat(guards.stream().map(guard -> TestingHost.ask(guard, "t")))
                .containsExactly("1.0.0 other", "the host");

        host.enable(TestingHost.OPERATOR, "sample");
        assertThat(guards.stream().map(guard -> TestingHost.ask(guard, "t")))
                .containsExactly("1.0.0 hello", "1.0.0 other", "the host");
        Iterator<RetentionGuard> iterator = guards.iterator();
        iterator.next();
        assertThatThrownBy(iterator::remove).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aRouteFoundBeforeASwapAnswersAfterIt() throws Exception {
        host.startAll();
        List<HttpRoute> routes = List.copyOf(host.extensions(HttpRoute.class));
        new PluginJars(directory).sample("sample", "2.0.0", testing.var.resolve("plugins"));
        host.swap(TestingHost.OPERATOR, "sample");

        assertThat(answer(routes.get(0))).isEqualTo("a 2.0.0");
        assertThat(answer(routes.get(1))).isEqualTo("b 2.0.0");
        assertThat(host.extensions(HttpRoute.class)).containsExactlyElementsOf(routes);
    }

    private static String answer(HttpRoute route) throws Exception {
        var exchange = new FakeExchange();
        route.handler().handle(exchange);
        return exchange.answer();
    }

    @Test
    void callsInFlightFinishOnTheOldInstance() throws Exception {
        var json = new BlockingJson();
        host.provide(Json.class, json);
        host.startAll();
        var inFlight = CompletableFuture.supplyAsync(() -> testing.ask("host"), OWN_THREAD);
        json.called.await();
        new PluginJars(directory).sample("sample", "2.0.0", testing.var.resolve("plugins"));
        var swap = CompletableFuture.supplyAsync(() -> host.swap(TestingHost.OPERATOR, "sample"), OWN_THREAD);
        while (!testing.ask("t").equals("2.0.0 hello")) {
            assertThat(swap).isNotDone();
            Thread.onSpinWait();
        }

        assertIsStillDraining(swap);
        assertThat(testing.closed()).as("not closed while a call is in flight").isEmpty();
        json.release.countDown();
        assertThat(inFlight.get()).isEqualTo("from the plugin");
        assertThat(swap.get().version()).isEqualTo("2.0.0");
        assertThat(testing.closed()).isEqualTo("sample 1.0.0\n");
        assertThat(host.drainTimeouts()).isZero();
    }

    /** Without a call to wait for, the swap would be over within a few milliseconds. */
    private static void assertIsStillDraining(CompletableFuture<?> swap) {
        assertThatThrownBy(() -> swap.get(500, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
    }

    @Test
    void aLazyResultIsInFlightUntilItIsReadOrClosed() throws Exception {
        host.startAll();
        Codec codec = host.extensions(Codec.class).iterator().next();
        Stream<Decoded> read = codec.decode(InputStream.nullInputStream(), null);
        Stream<Decoded> closed = codec.decode(InputStream.nullInputStream(), null);
        var swap = CompletableFuture.supplyAsync(() -> host.swap(TestingHost.OPERATOR, "sample"), OWN_THREAD);
        while (testing.info("sample").since().isBefore(host.active().get(0).since())) {
            Thread.onSpinWait();
        }

        assertThat(read.map(Decoded::record)).containsExactly(1L, 2L, 3L);
        assertIsStillDraining(swap);
        closed.close();
        assertThat(swap.get().name()).isEqualTo("sample");
        assertThat(host.drainTimeouts()).isZero();
    }

    @Test
    void aPluginMaySwapItself() throws Exception {
        host.startAll();
        long start = System.nanoTime();
        assertThat(testing.ask("swap")).isEqualTo("1.0.0");

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .as("does not wait for its own call")
                .isLessThan(Duration.ofSeconds(4));
        while (testing.closed().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(host.drainTimeouts()).isZero();
    }
}

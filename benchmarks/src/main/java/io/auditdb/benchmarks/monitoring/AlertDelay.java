package io.auditdb.benchmarks.monitoring;

import com.sun.net.httpserver.HttpServer;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Row;
import io.auditdb.benchmarks.Samples;
import io.auditdb.testing.TestingAuditDb;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** How long after its cause a web hook learns of an alert whose condition need not hold for any time; rules as by default. */
final class AlertDelay {
    private static final double MOST_SECONDS = 5;
    private static final double FLOOR_SECONDS = 15;
    private static final int EVENTS = 500;

    private final Bench bench;
    private final int rounds;

    AlertDelay(Bench bench) {
        this.bench = bench;
        this.rounds = bench.quick() ? 1 : 5;
    }

    Row row() throws Exception {
        var seconds = new Samples();
        for (int round = 0; round < rounds; round++) {
            seconds.add(once(round));
        }
        Map<String, Object> settings = bench.settings();
        settings.put("rounds", rounds);
        settings.put("medianSeconds", Row.rounded(seconds.median()));
        return new Row("alert-delay", seconds.max(), "s", MOST_SECONDS, FLOOR_SECONDS, Row.Better.LOWER, settings);
    }

    private double once(int round) throws Exception {
        var told = new CountDownLatch(1);
        HttpServer hook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        hook.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
            if (body.contains("\"rule\":\"many\"")) {
                told.countDown();
            }
        });
        hook.start();
        Path secret = Files.writeString(bench.directory().resolve("secret"), "a secret of some length");
        try (TestingAuditDb audit = bench.open(Map.of(
                "plugins.monitoring.enabled",
                true,
                "plugins.monitoring.alerts.webhooks",
                List.of("http://127.0.0.1:" + hook.getAddress().getPort() + "/"),
                "plugins.monitoring.alerts.webhook-secret-file",
                secret.toString(),
                "plugins.monitoring.alerts.rules.many",
                "auditdb_log_leaves >= " + EVENTS))) {
            Thread.sleep(ThreadLocalRandom.current().nextInt(5_000)); // at any time between two looks
            long start = System.nanoTime();
            audit.database().append(bench.events(83 + round, EVENTS).events(0, EVENTS));
            if (!told.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("no alert within a minute");
            }
            return (System.nanoTime() - start) / 1e9;
        } finally {
            hook.stop(0);
        }
    }
}

package io.auditdb.benchmarks.plugins;

import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.Metrics;
import io.auditdb.api.plugin.PluginStep;
import io.auditdb.api.plugin.Plugins;
import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Report;
import io.auditdb.benchmarks.Row;
import io.auditdb.benchmarks.Samples;
import io.auditdb.client.AuditDbClient;
import io.auditdb.testing.ProcessResources;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** What requests notice of plugins that are swapped, switched on and off all the time: nothing, if all is well. */
public final class PluginBenchmark {
    private static final double PART = 0.6;
    private static final double MOST_RATIO = 2;
    private static final double MOST_PAUSE = 50;
    private static final int COLLECTIONS = 50;
    private static final int BETWEEN_MILLIS = 200;
    private static final int SLOWEST = 8;
    private static final int TIMES_ENABLED = 5;
    private static final double MOST_ENABLING = 300;

    private final Bench bench;
    private final int rounds;
    private final int swaps;
    private final Times with = new Times();
    private final Times without = new Times();
    private final Samples swapMillis = new Samples();

    /** Measures in this place. */
    public PluginBenchmark(Bench bench) {
        this.bench = bench;
        this.rounds = bench.quick() ? 2 : 10;
        this.swaps = bench.quick() ? 3 : 20;
    }

    /** Measures everything, and reports each figure when it is there. */
    public void run(Report report) throws Exception {
        try (var place = new PluginPlatform(bench);
                AuditDbClient client = place.client()) {
            Plugins plugins = place.platform().plugins();
            report.add(enabling(plugins));
            ProcessResources before = ProcessResources.now();
            var load = new MixedLoad(place.platform(), client);
            try (load) {
                load.start();
                pause(5);
                load.rate();
                pause(bench.quick() ? 3 : 10);
                double most = load.rate();
                pause(2);
                load.pace(PART);
                pause(5);
                load.rate();
                for (int round = 0; round < rounds; round++) {
                    measure(load, plugins);
                }
                double steady = load.rate();
                Map<String, Object> settings = bench.settings();
                settings.put("requestsPerSecondAtMost", Row.rounded(most));
                settings.put("requestsPerSecond", Row.rounded(steady));
                settings.put("swaps", swapMillis.count());
                settings.put("millisBetweenSwaps", BETWEEN_MILLIS);
                settings.put("swapMillisMedian", Row.rounded(swapMillis.median()));
                settings.put("swapMillisLongest", Row.rounded(swapMillis.max()));
                settings.put("slowestSteps", slowestSteps(plugins));
                rows(report, settings);
            }
            load.failures().stream().limit(5).forEach(it -> System.err.println("A request failed: " + it));
            report.add(new Row("swap-failures", load.failures().size(), "", 0, 0, Row.Better.LOWER, bench.settings()));
            report.add(lost(place, load));
            report.add(left(place, before));
        }
    }

    /** From the command to being in use, of each plugin without load, when its kind has been there before. */
    private Row enabling(Plugins plugins) {
        Map<String, Object> settings = bench.settings();
        var all = new Samples();
        for (String plugin : PluginPlatform.PLUGINS) {
            var each = new Samples();
            for (int i = 0; i < TIMES_ENABLED + 1; i++) {
                plugins.disable(PluginPlatform.OPERATOR, plugin);
                long start = System.nanoTime();
                plugins.enable(PluginPlatform.OPERATOR, plugin);
                if (i > 0) {
                    each.add((System.nanoTime() - start) / 1e6);
                }
            }
            settings.put(plugin, Row.rounded(each.median()));
            all.add(each.median());
        }
        plugins.disable(PluginPlatform.OPERATOR, PluginPlatform.PLUGINS.get(1)); // one cache at a time
        return new Row("enable", all.median(), "ms", MOST_ENABLING, MOST_ENABLING, Row.Better.LOWER, settings);
    }

    private static void pause(int seconds) throws InterruptedException {
        Thread.sleep(seconds * 1000L);
    }

    private void measure(MixedLoad load, Plugins plugins) throws InterruptedException {
        load.countIn(without);
        pause(bench.quick() ? 3 : 20);
        load.countIn(with);
        for (int i = 0; i < swaps; i++) {
            for (String plugin : PluginPlatform.PLUGINS) {
                timed(() -> change(plugins, plugin));
                Thread.sleep(BETWEEN_MILLIS);
            }
        }
        load.countIn(new Times());
    }

    private void timed(Runnable change) {
        long start = System.nanoTime();
        change.run();
        swapMillis.add((System.nanoTime() - start) / 1e6);
    }

    /** Of the caches one goes and the other comes; the others are swapped. */
    private static void change(Plugins plugins, String name) {
        boolean isActive = plugins.list(PluginPlatform.OPERATOR).stream()
                .anyMatch(it -> it.name().equals(name) && it.state().name().equals("ACTIVE"));
        if (!name.startsWith("cache-")) {
            plugins.swap(PluginPlatform.OPERATOR, name);
        } else if (isActive) {
            plugins.disable(PluginPlatform.OPERATOR, name);
        } else {
            plugins.enable(PluginPlatform.OPERATOR, name);
        }
    }

    private void rows(Report report, Map<String, Object> settings) {
        settings.put("withoutMillis", Row.rounded(without.millis(0.99)));
        settings.put("withMillis", Row.rounded(with.millis(0.99)));
        settings.put("withoutLongest", Row.rounded(without.longestMillis()));
        settings.put("withLongest", Row.rounded(with.longestMillis()));
        report.add(new Row(
                "swap-p99-ratio",
                with.millis(0.99) / without.millis(0.99),
                "",
                MOST_RATIO,
                MOST_RATIO,
                Row.Better.LOWER,
                settings));
        report.add(new Row(
                "swap-pause",
                Math.max(0, with.longestMillis() - without.longestMillis()),
                "ms",
                MOST_PAUSE,
                MOST_PAUSE,
                Row.Better.LOWER,
                settings));
    }

    /** Events that were acknowledged and are not there once. */
    private Row lost(PluginPlatform place, MixedLoad load) throws SQLException {
        long wrong = 0;
        long there = 0;
        try (Connection connection = place.database().connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT id, count(*) FROM audit_event WHERE tenant <> '_system' GROUP BY id")) {
            while (row.next()) {
                boolean known = load.acknowledged().contains(row.getObject(1, UUID.class));
                there += known ? 1 : 0;
                wrong += row.getLong(2) > 1 ? 1 : 0;
            }
        }
        Map<String, Object> settings = bench.settings();
        settings.put("acknowledged", load.acknowledged().size());
        return new Row("swap-lost", wrong + load.acknowledged().size() - there, "", 0, 0, Row.Better.LOWER, settings);
    }

    private Row left(PluginPlatform place, ProcessResources before) throws InterruptedException {
        double uncollected = uncollected(place);
        for (int i = 0; i < COLLECTIONS && uncollected > 0; i++) {
            System.gc();
            Thread.sleep(100);
            uncollected = uncollected(place);
        }
        ProcessResources after = ProcessResources.now();
        Map<String, Object> settings = bench.settings();
        settings.put("held", held(place.platform().plugins()));
        settings.put("metaspaceMegabytes", before.metaspace() + " -> " + after.metaspace());
        settings.put("threads", before.threads() + " -> " + after.threads());
        settings.put("files", before.files() + " -> " + after.files());
        return new Row("swap-uncollected", uncollected, "", 0, 0, Row.Better.LOWER, settings);
    }

    private static double uncollected(PluginPlatform place) {
        return place.platform().service(Metrics.class).read().stream()
                .filter(it -> it.name().equals("auditdb_plugin_uncollected"))
                .map(MetricFamily::samples)
                .mapToDouble(it -> it.get(0).value())
                .sum();
    }

    /** The steps that take longest, with the milliseconds that one takes on average. */
    private static Map<String, Double> slowestSteps(Plugins plugins) {
        Map<String, Double> means = plugins.history(PluginPlatform.OPERATOR, Optional.empty()).stream()
                .filter(it -> it.kind() != PluginStep.Kind.COLLECT)
                .collect(Collectors.groupingBy(
                        it -> it.plugin() + " " + it.kind().name().toLowerCase(Locale.ROOT),
                        Collectors.averagingDouble(it -> it.took().toNanos() / 1e6)));
        var slowest = new LinkedHashMap<String, Double>();
        means.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(SLOWEST)
                .forEach(it -> slowest.put(it.getKey(), Row.rounded(it.getValue())));
        return slowest;
    }

    /** Which plugins have instances that were closed and not collected, and how many. */
    private static Map<String, Integer> held(Plugins plugins) {
        var held = new TreeMap<String, Integer>();
        for (PluginStep step : plugins.history(PluginPlatform.OPERATOR, Optional.empty())) {
            switch (step.kind()) {
                case CLOSE -> held.merge(step.plugin(), 1, Integer::sum);
                case COLLECT -> held.merge(step.plugin(), -1, Integer::sum);
                default -> {}
            }
        }
        held.values().removeIf(it -> it == 0);
        return held;
    }
}

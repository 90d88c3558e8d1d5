package io.auditdb.cli;

import io.auditdb.api.storage.CacheReport;
import io.auditdb.api.storage.CacheReport.Prepared;
import io.auditdb.api.storage.CacheReport.Queries;
import io.auditdb.api.storage.CacheReport.Tier;
import io.auditdb.api.storage.CacheWarming;
import io.auditdb.api.storage.QueryCache.Stats;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Shows what keeping answers brings. */
final class CacheView {
    private static final String UNKNOWN = "-";

    private final RootCommand root;
    private final boolean json;

    CacheView(RootCommand root, boolean json) {
        this.root = root;
        this.json = json;
    }

    void show(CacheReport report) {
        if (json) {
            root.printJson(of(report));
            return;
        }
        if (!report.enabled()) {
            root.print("No answers are kept: cache.enabled is false.");
        }
        var queries = new Table(root.surroundings().out(), "QUERIES", "HITS", "MISSES", "HIT RATIO");
        row(queries, "settled", report.settled());
        row(queries, "current", report.current());
        queries.flush();
        root.print("");
        var tiers = new Table(
                root.surroundings().out(),
                "CACHE",
                "REACH",
                "BREAKER",
                "HITS",
                "FAILURES",
                "BYPASSED",
                "ENTRIES",
                "BYTES",
                "OF",
                "EVICTED");
        report.tiers().forEach(it -> row(tiers, it));
        tiers.flush();
        if (!report.tiers().isEmpty()) {
            root.print("");
        }
        root.print(Text.count(report.loads(), "load") + ", " + Text.millis(report.meanLoad()) + " each; "
                + report.joined() + " joined, " + report.refreshed() + " ahead; "
                + report.outdated() + " outdated, " + report.unusable() + " unusable.");
        root.print(Text.count(report.looks(), "look") + " for changes, " + Text.millis(report.meanLook()) + " each.");
        report.prepared()
                .ifPresent(it -> root.print(
                        Text.count(it.statements(), "prepared statement") + "; plans: " + counts(it.plans()) + "."));
    }

    private static void row(Table table, String name, Queries queries) {
        long all = queries.hits() + queries.misses();
        table.row(
                name,
                Long.toString(queries.hits()),
                Long.toString(queries.misses()),
                all == 0 ? UNKNOWN : Text.percent(queries.hits(), all));
    }

    private static void row(Table table, Tier tier) {
        table.row(
                tier.name(),
                name(tier.reach()),
                tier.breaker(),
                Long.toString(tier.hits()),
                Long.toString(tier.failures()),
                Long.toString(tier.bypassed()),
                tier.stats()
                        .filter(it -> it.entries() >= 0)
                        .map(it -> Long.toString(it.entries()))
                        .orElse(UNKNOWN),
                tier.stats().map(it -> bytes(it.bytes())).orElse(UNKNOWN),
                tier.stats().map(it -> bytes(it.maxBytes())).orElse(UNKNOWN),
                tier.stats().map(it -> counts(it.evictions())).orElse(UNKNOWN));
    }

    private static String bytes(long bytes) {
        return bytes < 0 ? UNKNOWN : Text.bytes(bytes);
    }

    private static String counts(Map<String, Long> counts) {
        return counts.isEmpty()
                ? UNKNOWN
                : new TreeMap<>(counts)
                        .entrySet().stream()
                                .map(it -> it.getKey() + " " + it.getValue())
                                .collect(Collectors.joining(", "));
    }

    /** Shows what became of declared queries; returns the exit code it comes to. */
    int show(List<CacheWarming> queries) {
        long failed = queries.stream().filter(it -> it.problem().isPresent()).count();
        if (json) {
            root.printJson(Map.of("queries", queries.stream().map(CacheView::of).toList()));
        } else {
            var table = new Table(root.surroundings().out(), "QUERY", "EVENTS", "TOOK", "PROBLEM");
            queries.forEach(it -> table.row(
                    it.query(),
                    Integer.toString(it.events()),
                    Text.millis(it.took()),
                    it.problem().orElse("")));
            table.flush();
            root.print(queries.size() - failed + " of " + queries.size() + " kept.");
        }
        return failed > 0 ? ExitCode.FAILED : ExitCode.OK;
    }

    private static String name(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> of(CacheReport report) {
        return Views.object(
                "enabled", report.enabled(),
                "settled", of(report.settled()),
                "current", of(report.current()),
                "loads", report.loads(),
                "joined", report.joined(),
                "meanLoadMillis", Millis.of(report.meanLoad()),
                "looks", report.looks(),
                "meanLookMillis", Millis.of(report.meanLook()),
                "refreshed", report.refreshed(),
                "outdated", report.outdated(),
                "unusable", report.unusable(),
                "tiers", report.tiers().stream().map(CacheView::of).toList(),
                "prepared", report.prepared().map(CacheView::of).orElse(null));
    }

    private static Map<String, Object> of(Queries queries) {
        return Views.object("hits", queries.hits(), "misses", queries.misses(), "hitRatio", queries.hitRatio());
    }

    private static Map<String, Object> of(Tier tier) {
        return Views.object(
                "name", tier.name(),
                "reach", name(tier.reach()),
                "breaker", tier.breaker(),
                "failures", tier.failures(),
                "bypassed", tier.bypassed(),
                "hits", tier.hits(),
                "stats", tier.stats().map(CacheView::of).orElse(null));
    }

    private static Map<String, Object> of(Stats stats) {
        return Views.object(
                "hits", stats.hits(),
                "misses", stats.misses(),
                "puts", stats.puts(),
                "evictions", new TreeMap<>(stats.evictions()),
                "entries", stats.entries(),
                "bytes", stats.bytes(),
                "maxBytes", stats.maxBytes());
    }

    private static Map<String, Object> of(Prepared prepared) {
        return Views.object("statements", prepared.statements(), "plans", new TreeMap<>(prepared.plans()));
    }

    private static Map<String, Object> of(CacheWarming query) {
        return Views.object(
                "query", query.query(),
                "events", query.events(),
                "millis", query.took().toMillis(),
                "problem", query.problem().orElse(null));
    }
}

package io.auditdb.plugin.monitoring.advice;

import io.auditdb.api.operations.Advice;
import io.auditdb.api.operations.AdviceReport;
import io.auditdb.api.operations.Advisor;
import io.auditdb.plugin.monitoring.advice.Tables.Leaf;
import io.auditdb.plugin.monitoring.database.Databases;
import io.auditdb.plugin.monitoring.database.Query;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Tables that are not looked after as they should be: by autovacuum, or by those who have turned it off. */
final class TableAdvisor implements Advisor {
    /** From this multiple of the age at which PostgreSQL acts by itself, something keeps it from that. */
    private static final double OVERDUE = 1.2;

    private static final String FREEZE_AGE =
            "SELECT setting::bigint FROM pg_settings WHERE name = 'autovacuum_freeze_max_age'";

    private final Databases databases;
    private final Tables tables;
    private final AdviceSettings settings;
    private final Patience patience;

    TableAdvisor(Databases databases, AdviceSettings settings, Clock clock) {
        this.databases = databases;
        this.tables = new Tables(databases);
        this.settings = settings;
        this.patience = new Patience(settings.patience(), clock);
    }

    @Override
    public String name() {
        return "tables";
    }

    @Override
    public synchronized AdviceReport advise() {
        long freezeAge = databases.read(connection -> new Query(FREEZE_AGE).one(connection, row -> row.getLong(1)));
        var advice = new ArrayList<Advice>();
        for (Leaf leaf : tables.leaves()) {
            if (leaf.freezeAge() >= freezeAge * OVERDUE) {
                advice.add(old(leaf, freezeAge));
            }
            if (isMuch(leaf, Leaf::dead, "dead")) {
                advice.add(dead(leaf));
            }
            if (isMuch(leaf, Leaf::changed, "changed")) {
                advice.add(stale(leaf));
            }
            if (isBloated(leaf)) {
                advice.add(bloated(leaf));
            }
        }
        patience.endLook();
        return new AdviceReport(advice, List.of());
    }

    private static Advice old(Leaf leaf, long limit) {
        return new Advice(
                "freeze-age",
                leaf.name(),
                "find what holds old rows back (an old transaction, a prepared one, a replication slot), end it, and"
                        + " freeze: at two billion PostgreSQL takes no more writes",
                "its oldest row is " + leaf.freezeAge() + " transactions old, and PostgreSQL freezes by itself at "
                        + limit,
                List.of("VACUUM (FREEZE) " + quoted(leaf)));
    }

    /** Autovacuum has its chance first; where it is off for a table, waiting is no use. */
    private boolean isMuch(Leaf leaf, ToLongFunction<Leaf> rows, String what) {
        long much = rows.applyAsLong(leaf);
        boolean isMuch = much >= settings.changedRows()
                && much * 100 >= Math.max(leaf.rows(), leaf.live()) * settings.changedPercent();
        return isMuch && (patience.isOver(leaf.name() + " " + what) || !leaf.vacuumedByItself());
    }

    private static Advice dead(Leaf leaf) {
        return new Advice(
                "rows-dead",
                leaf.name(),
                "vacuum it" + turnOn(leaf),
                leaf.dead() + " dead rows beside " + leaf.live() + "; vacuumed "
                        + leaf.vacuumed().map(Object::toString).orElse("never"),
                List.of("VACUUM (ANALYZE) " + quoted(leaf)));
    }

    private static Advice stale(Leaf leaf) {
        return new Advice(
                "statistics-stale",
                leaf.name(),
                "analyze it, for the planner goes by what was" + turnOn(leaf),
                leaf.changed() + " rows came or changed since "
                        + leaf.analyzed()
                                .map(it -> "the last ANALYZE at " + it)
                                .orElse("ever, for it was never analyzed")
                        + "; it has " + Math.max(leaf.rows(), leaf.live()),
                List.of("ANALYZE " + quoted(leaf)));
    }

    private static String turnOn(Leaf leaf) {
        return leaf.vacuumedByItself() ? "" : ", and turn autovacuum on for it";
    }

    /** By statistics of its columns, which say nothing when they are out of date. */
    private boolean isBloated(Leaf leaf) {
        return leaf.air() >= settings.bloatMinSize().bytes()
                && leaf.air() * 100 >= leaf.bytes() * settings.bloatPercent()
                && leaf.analyzed().isPresent()
                && leaf.changed() * 100 < Math.max(1, leaf.live()) * settings.changedPercent();
    }

    private static Advice bloated(Leaf leaf) {
        return new Advice(
                "table-bloated",
                leaf.name(),
                "write it anew when nobody needs it: nothing can read or write it meanwhile",
                "about " + leaf.air() + " of its " + leaf.bytes() + " bytes hold no rows",
                List.of("VACUUM (FULL, ANALYZE) " + quoted(leaf)));
    }

    private static String quoted(Leaf leaf) {
        return '"' + leaf.name().replace("\"", "\"\"") + '"';
    }
}

package io.auditdb.benchmarks.partitions;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.benchmarks.Bench;
import io.auditdb.benchmarks.Reads;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The tables have to hold the same, but for the platform's own records, or the comparison says nothing. */
class TestYearsOfEvents {
    private static final int EACH = 100;

    @Test
    void fillsEveryPartitionAndThePlainTableWithTheSame() throws Exception {
        try (var bench = new Bench(true)) {
            YearsOfEvents years = YearsOfEvents.open(bench, EACH * YearsOfEvents.MONTHS);
            assertThat(text(
                            years,
                            "SELECT count(*) || ' ' || min(n) || ' ' || max(n)"
                                    + " FROM (SELECT count(*) AS n FROM audit_event WHERE source = 'ehr'"
                                    + " GROUP BY tableoid) p"))
                    .isEqualTo(YearsOfEvents.MONTHS + " " + EACH + " " + EACH);
            assertThat(text(years, digest("public"))).isEqualTo(text(years, digest(YearsOfEvents.PLAIN)));
            assertThat(text(years, "SELECT count(*) FROM pg_index WHERE NOT indisvalid"))
                    .isEqualTo("0");
            assertThat(YearsOfEvents.open(bench, years.rows()).address()).isEqualTo(years.address());
            assertBothAnswerTheSame(years);
        }
    }

    private static void assertBothAnswerTheSame(YearsOfEvents years) {
        var random = new SplittableRandom(1);
        try (var ours = new Reads(years.address(), "public", 1);
                var theirs = new Reads(years.address(), YearsOfEvents.PLAIN + ",public", 1)) {
            for (int month = 0; month < YearsOfEvents.MONTHS; month++) {
                var query = MonthQuery.CLINIC.of(month, random);
                assertThat(query.from()).contains(YearsOfEvents.start(month));
                assertThat(ours.count(query)).isPositive().isEqualTo(theirs.count(query));
            }
        }
    }

    private static String digest(String schema) {
        return "SELECT count(*) || md5(string_agg(e::text, '' ORDER BY id)) FROM " + schema
                + ".audit_event e WHERE source = 'ehr'";
    }

    private static String text(YearsOfEvents years, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        years.address().jdbcUrl(),
                        years.address().user(),
                        years.address().password());
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }
}

package io.auditdb.kernel.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.Fault;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.event.BatchPosition;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.query.EventQuery;
import io.auditdb.kernel.archive.ArchiveSettings;
import io.auditdb.kernel.archive.ColdEvents;
import io.auditdb.kernel.archive.StoredEvents;
import io.auditdb.kernel.json.StrictJson;
import io.auditdb.kernel.primary.DatabaseIdentity;
import io.auditdb.kernel.resilience.Guard;
import io.auditdb.kernel.store.EventStatements;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.apache.ibatis.datasource.unpooled.UnpooledDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestEventReads {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    /** What is refused here is refused before any database is asked; there is none. */
    private final EventStatements statements =
            new EventStatements(new UnpooledDataSource("none", "jdbc:none", null, null), () -> {}, Guard.none());

    private final EventReads reads = new EventReads(
            statements,
            new StoredEvents(
                    statements,
                    new ColdEvents(statements, Set::of, Guard.none(), new ArchiveSettings(1000, Duration.ofDays(1)))),
            () -> new DatabaseIdentity("77", 1),
            new StrictJson(),
            new QuerySettings(10, 255, 5));

    @ParameterizedTest
    @CsvSource({
        "iam.*, iam.%",
        "*, %",
        "*.read.*, %.read.%",
        "a_b*, a\\_b%",
        "100%*, 100\\%%",
        "\\*, \\\\%",
        "'\\%_*', '\\\\\\%\\_%'",
        "a**b, a%%b"
    })
    void onlyTheStarStandsForOtherCharacters(String action, String pattern) {
        assertThat(EventReads.like(action)).isEqualTo(pattern);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 11, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void aPageHasALimit(int limit) {
        assertThat(refused(EventQuery.builder().limit(limit).build()).faults())
                .containsExactly(new Fault("limit", "must be between 1 and 10"));
    }

    @Test
    void aRangeHasALength() {
        EventQuery.Builder query = EventQuery.builder().limit(1).from(NOON);
        Fault fault = new Fault("to", "must be later than from");
        assertThat(refused(query.to(NOON).build()).faults()).containsExactly(fault);
        assertThat(refused(query.to(NOON.minusNanos(1000)).build()).faults()).containsExactly(fault);
    }

    @Test
    void aReceiptIsOfThisDatabase() {
        var foreign = new Receipt("78", 1, 31, new BatchPosition(1, 1, 0));
        assertThat(refused(EventQuery.builder().limit(1).after(foreign).build()).faults())
                .containsExactly(new Fault("after", "is a receipt of another database"));
    }

    @Test
    void allFaultsAreNamedAtOnce() {
        EventQuery query = EventQuery.builder()
                .limit(0)
                .from(NOON)
                .to(NOON)
                .after(new Receipt("78", 1, 31, new BatchPosition(1, 1, 0)))
                .build();
        assertThat(refused(query).faults().stream().map(Fault::path)).containsExactly("limit", "to", "after");
    }

    @Test
    void aForeignCursorIsRefused() {
        AuditDbException refused =
                refused(EventQuery.builder().limit(1).cursor("nonsense").build());
        assertThat(refused.faults().get(0).path()).isEqualTo("cursor");
    }

    @Test
    void aStreamIsCheckedLikeAPageButForItsLimit() {
        EventQuery query = EventQuery.builder().limit(1000).from(NOON).to(NOON).build();
        AuditDbException refused = catchThrowableOfType(AuditDbException.class, () -> reads.stream(query, reads::page));
        assertThat(refused.faults().stream().map(Fault::path)).containsExactly("to");
    }

    private AuditDbException refused(EventQuery query) {
        AuditDbException refused = catchThrowableOfType(AuditDbException.class, () -> reads.page(query));
        assertThat(refused.code()).isEqualTo(StandardErrorCode.INVALID_REQUEST);
        return refused;
    }
}

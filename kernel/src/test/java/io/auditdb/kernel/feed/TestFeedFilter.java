package io.auditdb.kernel.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import io.auditdb.api.query.EventQuery;
import java.time.OffsetDateTime;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestFeedFilter {
    private static final AuditEvent EVENT = AuditEvent.builder()
            .id(UUID.randomUUID())
            .tenant("clinic")
            .action("record.read")
            .status(Status.SUCCESS)
            .principal(new Principal("dr-1", null, null))
            .subject(new Subject("patient-7", null))
            .target(new Target("record", "42"))
            .classification(Classification.PHI)
            .correlationId("visit-1")
            .occurredAt(OffsetDateTime.parse("2026-03-01T10:00:00Z"))
            .build();

    private static boolean passes(EventQuery.Builder query, String... tenants) {
        return new FeedFilter(query.build(), Set.of(tenants)).test(EVENT);
    }

    @Test
    void everythingThatIsAskedForHasToHold() {
        assertThat(passes(EventQuery.builder())).isTrue();
        assertThat(passes(EventQuery.builder(), "clinic", "other")).isTrue();
        assertThat(passes(EventQuery.builder(), "other")).isFalse();
        assertThat(passes(EventQuery.builder()
                        .principal("dr-1")
                        .subject("patient-7")
                        .targetType("record")
                        .targetId("42")
                        .status(Status.SUCCESS)
                        .classification(Classification.PHI)
                        .correlationId("visit-1")))
                .isTrue();
        assertThat(passes(EventQuery.builder().principal("dr-2"))).isFalse();
        assertThat(passes(EventQuery.builder().subject("patient-8"))).isFalse();
        assertThat(passes(EventQuery.builder().targetType("order"))).isFalse();
        assertThat(passes(EventQuery.builder().targetId("43"))).isFalse();
        assertThat(passes(EventQuery.builder().status(Status.FAILURE))).isFalse();
        assertThat(passes(EventQuery.builder().classification(Classification.PUBLIC)))
                .isFalse();
        assertThat(passes(EventQuery.builder().correlationId("visit-2"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "record.read,true",
        "record.*,true",
        "*.read,true",
        "*,true",
        "r*d.r*d,true",
        "record,false",
        "recordXread,false",
        "record.reader,false",
        "\\Erecord*,false",
        "[a-z.]*,false"
    })
    void aStarStandsForAnythingAndNothingElseDoes(String action, boolean passes) {
        assertThat(passes(EventQuery.builder().action(action))).isEqualTo(passes);
    }
}

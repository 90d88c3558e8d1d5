package io.auditdb.kernel.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.BatchPosition;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import io.auditdb.kernel.event.Events;
import io.auditdb.kernel.event.LedgerEntry;
import io.auditdb.kernel.json.StrictJson;
import io.auditdb.kernel.primary.DatabaseIdentity;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class TestEventColumns {
    private static final byte[] SECRET = new byte[LedgerEntry.SECRET_BYTES];

    private final StrictJson json = new StrictJson();

    @Test
    void giveBackTheEventAsItWasStated() {
        for (AuditEvent event :
                new AuditEvent[] {Events.full().build(), Events.small().build()}) {
            EventColumns row = row(event, SECRET, null);
            assertThat(row.event(json)).isEqualTo(event);
            assertThat(row.event(json).occurredAt())
                    .hasToString(event.occurredAt().toString());
            assertThat(row.entry(json).bytes())
                    .isEqualTo(LedgerEntry.of(event, Events.NOW, SECRET).bytes());
        }
    }

    @Test
    void addWhatThePlatformKnows() {
        RecordedEvent recorded = row(Events.full().build(), SECRET, null).recorded(json, new DatabaseIdentity("77", 2));
        assertThat(recorded.recordedAt()).isEqualTo(Events.NOW);
        assertThat(recorded.receipt()).isEqualTo(new Receipt("77", 2, 0, new BatchPosition(3, 4, 5)));
        assertThat(recorded.redacted()).isEmpty();
    }

    @Test
    void aPartThatLostItsRequiredMemberStillStandsForTheRest() {
        AuditEvent event = Events.small()
                .principal(new Principal("", "practitioner", null))
                .subject(new Subject("", "Patient"))
                .target(new Target("", "obs-99"))
                .session(new Session(null, null, "Viewer/3.1"))
                .build();
        EventColumns row = row(event, null, "{\"digests\":{\"principal.id\":\"a\",\"subject.id\":\"b\"},\"salts\":{}}");
        AuditEvent read = row.event(json);
        assertThat(read.principal()).contains(new Principal("", "practitioner", null));
        assertThat(read.subject()).contains(new Subject("", "Patient"));
        assertThat(read.target()).contains(new Target("", "obs-99"));
        assertThat(read.session()).contains(new Session(null, null, "Viewer/3.1"));
        assertThat(row.recorded(json, new DatabaseIdentity("77", 2)).redacted())
                .containsExactlyInAnyOrder("principal.id", "subject.id");
    }

    @Test
    void refuseWhatThePlatformNeverWrites() {
        EventColumns row = row(Events.small().build(), SECRET, "{\"digests\":[]}");
        assertThatIllegalArgumentException().isThrownBy(() -> row.entry(json));
    }

    /** The row of an event; an empty required member is a column that was erased. */
    private EventColumns row(AuditEvent event, byte[] secret, String redaction) {
        Principal principal = event.principal().orElse(new Principal("", null, null));
        Subject subject = event.subject().orElse(new Subject("", null));
        Target target = event.target().orElse(new Target("", null));
        Session session = event.session().orElse(new Session(null, null, null));
        return new EventColumns(
                event.tenant(),
                event.id(),
                event.occurredAt().withOffsetSameInstant(ZoneOffset.UTC),
                event.occurredAt().getOffset().getTotalSeconds() / 60,
                Events.NOW.atOffset(ZoneOffset.UTC),
                event.action(),
                event.status().name().toLowerCase(java.util.Locale.ROOT),
                orNull(principal.id()),
                principal.type(),
                principal.name(),
                orNull(subject.id()),
                subject.type(),
                orNull(target.type()),
                target.id(),
                event.purpose().orElse(null),
                event.outcome().orElse(null),
                event.correlationId().orElse(null),
                session.id(),
                session.ip(),
                session.userAgent(),
                event.source().orElse(null),
                event.classification().orElseThrow().name(),
                event.retentionPolicy().orElse(null),
                event.details().isEmpty() ? null : json.write(event.details()),
                3,
                4,
                5,
                secret,
                redaction);
    }

    private static String orNull(String value) {
        return value.isEmpty() ? null : value;
    }
}

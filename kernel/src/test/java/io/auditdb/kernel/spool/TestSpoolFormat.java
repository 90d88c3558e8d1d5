package io.auditdb.kernel.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Session;
import io.auditdb.kernel.event.Events;
import io.auditdb.kernel.event.LedgerEntry;
import io.auditdb.kernel.ingest.AcceptedEvent;
import io.auditdb.kernel.json.StrictJson;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestSpoolFormat {
    /** As deep as an event's details may be. */
    private static final int DEPTH = 63;

    private final SpoolFormat format = new SpoolFormat(new StrictJson());

    @Test
    void givesBackWhatWasWritten() {
        List<AcceptedEvent> events = List.of(
                accepted(Events.small()),
                accepted(Events.full()),
                accepted(Events.small().session(new Session(null, null, null))));
        SpooledEvents written = format.write(events);
        assertThat(written.count()).isEqualTo(3);
        assertThat(format.read(written)).isEqualTo(events);
    }

    @Test
    void whatIsReadMakesTheSameEntry() {
        Object deep = "bottom";
        for (int i = 1; i < DEPTH; i++) {
            deep = List.of(deep);
        }
        AcceptedEvent before = accepted(Events.full()
                .detail("double", 1.5e300)
                .detail("decimal", new BigDecimal("1.50"))
                .detail("integer", 7)
                .detail("long", 1L << 53)
                .detail("text", "line\u2028 \ud83d\ude00 \u0001")
                .detail("deep", deep));
        assertThat(Events.rules().check(before.event())).isEmpty();
        AcceptedEvent after = format.read(format.write(List.of(before))).get(0);
        assertThat(entry(after)).isEqualTo(entry(before));
    }

    private static byte[] entry(AcceptedEvent accepted) {
        return LedgerEntry.of(accepted.event(), accepted.recordedAt(), new byte[LedgerEntry.SECRET_BYTES])
                .bytes();
    }

    private static AcceptedEvent accepted(AuditEvent.Builder event) {
        return new AcceptedEvent(event.build(), Events.NOW);
    }
}

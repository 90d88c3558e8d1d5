package io.auditdb.plugin.formats;

import static io.auditdb.plugin.formats.CodecBench.recorded;
import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Target;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestCloudEventsCodec {
    private static final String ORDER = """
            {"specversion":"1.0","type":"com.example.order.shipped","source":"/shop","id":"A234-1234-1234",
            "time":"2026-03-01T08:30:00.1234567+01:00","subject":"order/7","authid":"alice","authtype":"user",
            "traceparent":"00-1-2-01","datacontenttype":"application/json","data":{"status":"failure","deep":{"n":1.5}}}
            """;

    private final CodecBench bench = new CodecBench(
            new CloudEventsCodec(CodecBench.JSON, CodecBench.LIMITS, CodecBench.CARRIED, CodecBench.CLOCK));

    @Test
    void mapsWhatTheAttributesSay() {
        AuditEvent event = bench.event(ORDER);
        assertThat(event.action()).isEqualTo("com.example.order.shipped");
        assertThat(event.occurredAt()).isEqualTo(OffsetDateTime.parse("2026-03-01T08:30:00.123456+01:00"));
        assertThat(event.status()).isEqualTo(Status.FAILURE);
        assertThat(event.principal()).contains(new Principal("alice", "user", null));
        assertThat(event.target()).contains(new Target("subject", "order/7"));
        assertThat(event.correlationId()).contains("00-1-2-01");
        assertThat(event.source()).contains("/shop");
        assertThat(event.details()).isEqualTo(CodecBench.JSON.read(ORDER));
    }

    @Test
    void theSameSourceAndIdAreTheSameEvent() {
        assertThat(bench.event(ORDER).id())
                .isNotNull()
                .isEqualTo(bench.event(ORDER).id());
        assertThat(bench.event(ORDER.replace("/shop", "/warehouse")).id())
                .isNotEqualTo(bench.event(ORDER).id());
    }

    @Test
    void readsBatchesAndLines() {
        String line = ORDER.replace("\n", "");
        assertThat(bench.read("[" + ORDER + "," + ORDER + "]")).hasSize(2).allMatch(it -> it.event() != null);
        assertThat(bench.read(line + "\nnonsense\n[]\n" + line))
                .extracting(it -> it.event() != null)
                .containsExactly(true, false, false, true);
    }

    @Test
    void takesTheTimeOfReceiptForOneThatTellsNone() {
        Decoded read = bench.read("{\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"s\",\"id\":\"1\"}")
                .get(0);
        assertThat(read.event().occurredAt()).isEqualTo(OffsetDateTime.parse("2026-03-01T12:00:00.123456Z"));
        assertThat(read.remarks()).extracting(Fault::path).containsExactly("/time");
        assertThat(read.event().status()).isEqualTo(Status.SUCCESS);
        assertThat(read.event().id()).as("it is another each time it comes").isNull();
    }

    @Test
    void namesEveryFault() {
        assertThat(bench.read("{\"specversion\":\"0.3\",\"type\":1,\"time\":\"now\"}", null)
                        .get(0)
                        .faults())
                .extracting(Fault::path)
                .containsExactlyInAnyOrder("/specversion", "/type", "/id", "/source", "/time", "");
    }

    @Test
    void losesNothing() {
        assertThat(CodecBench.JSON.read(bench.written(recorded(bench.event(ORDER)))))
                .isEqualTo(CodecBench.JSON.read(ORDER));
        bench.assertCarries(CodecBench.full());
        bench.assertCarries(CodecBench.least());
    }

    @Test
    void writesWhatTheStandardRequires() {
        Map<?, ?> written = (Map<?, ?>) CodecBench.JSON.read(bench.written(recorded(CodecBench.full())));
        assertThat(List.of(written.get("specversion"), written.get("type"), written.get("source"), written.get("time")))
                .isEqualTo(List.of(
                        "1.0",
                        "io.auditdb.event.patient.update",
                        "urn:audit-db:clinic",
                        "2026-03-01T08:30:00.123456+01:00"));
    }
}

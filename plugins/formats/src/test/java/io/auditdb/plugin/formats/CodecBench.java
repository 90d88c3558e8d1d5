package io.auditdb.plugin.formats;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.BatchPosition;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Receipt;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import io.auditdb.api.json.Json;
import io.auditdb.api.plugin.DataSize;
import io.auditdb.kernel.event.EventRules;
import io.auditdb.kernel.event.EventSettings;
import io.auditdb.kernel.event.NativeCodec;
import io.auditdb.kernel.json.StrictJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** A codec to be tried, with what it is made of. */
final class CodecBench {
    static final RecordSettings LIMITS = new RecordSettings(DataSize.parse("64KB"), DataSize.parse("1MB"), 255);
    static final Json JSON = new StrictJson();
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T12:00:00.123456789Z"), ZoneOffset.UTC);

    private static final EventSettings SETTINGS = new EventSettings(
            "1970-01-01T00:00:00Z",
            Duration.ofDays(1),
            EventSettings.FinerDigits.REFUSE,
            255,
            10_000,
            DataSize.parse("256KB"));
    private static final Codec LINES = NativeCodec.lines(JSON, new EventRules(SETTINGS, Clock.systemUTC()));
    static final CarriedEvent CARRIED = new CarriedEvent(JSON, () -> LINES);

    private final Codec codec;

    CodecBench(Codec codec) {
        this.codec = codec;
    }

    List<Decoded> read(String text) {
        return read(text, "clinic");
    }

    List<Decoded> read(String text, String tenant) {
        try (Stream<Decoded> records = codec.decode(new ByteArrayInputStream(text.getBytes(UTF_8)), tenant)) {
            return records.toList();
        }
    }

    AuditEvent event(String text) {
        List<Decoded> records = read(text);
        assertThat(records).singleElement().extracting(Decoded::faults).isEqualTo(List.of());
        return records.get(0).event();
    }

    String written(RecordedEvent... events) {
        var out = new ByteArrayOutputStream();
        codec.encode(Stream.of(events), out);
        return out.toString(UTF_8);
    }

    static RecordedEvent recorded(AuditEvent event) {
        return new RecordedEvent(
                event.id() == null ? event.toBuilder().id(new UUID(1, 2)).build() : event,
                Instant.parse("2026-03-01T08:30:01Z"),
                new Receipt("1", 1, 1, new BatchPosition(1, 1, 1)),
                Set.of());
    }

    /** Everything that an event can have. */
    static AuditEvent full() {
        return AuditEvent.builder()
                .id(new UUID(3, 4))
                .occurredAt(OffsetDateTime.parse("2026-03-01T08:30:00.123456+01:00"))
                .tenant("clinic")
                .action("patient.update")
                .status(Status.FAILURE)
                .outcome("a=b|c\\d\nbreak \u0001 <&>\"' ")
                .principal(new Principal("dr-a", "doctor", "Dr. Ä"))
                .subject(new Subject("p-1", "patient"))
                .target(new Target("record", "r=1|\\"))
                .purpose("TREAT")
                .correlationId("c-1")
                .session(new Session("s", "::1", "agent/1.0 (x=y)"))
                .source("ehr")
                .classification(Classification.PHI)
                .retentionPolicy("phi_extended")
                .details(Map.of("a", List.of(1L, "b"), "n", Map.of("x", true)))
                .build();
    }

    /** As little as an event can have. */
    static AuditEvent least() {
        return AuditEvent.builder()
                .id(new UUID(5, 6))
                .occurredAt(OffsetDateTime.parse("2026-03-01T08:30:00Z"))
                .tenant("clinic")
                .action("sync")
                .status(Status.ATTEMPT)
                .build();
    }

    /** An event that was no record of the format is written as one, on a line, and read again as the same. */
    void assertCarries(AuditEvent event) {
        String text = written(recorded(event));
        assertThat(text.strip()).doesNotContain("\n");
        assertThat(event(text)).isEqualTo(event);
    }
}

package io.auditdb.interop.cloudevents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import io.auditdb.api.query.EventQuery;
import io.auditdb.testing.TestingAuditDb;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The CloudEvents SDK reads what the platform writes, and the platform what the SDK writes. */
class TestCloudEventsSdk {
    private static final EventFormat SDK = EventFormatProvider.getInstance().resolveFormat(JsonFormat.CONTENT_TYPE);

    private static TestingAuditDb audit;

    @BeforeAll
    static void open() {
        audit = TestingAuditDb.open(Map.of("plugins.formats.enabled", true));
    }

    @AfterAll
    static void close() {
        audit.close();
    }

    private static Codec codec() {
        return audit.platform().extensions(Codec.class).stream()
                .filter(it -> it.format().equals("cloudevents"))
                .findFirst()
                .orElseThrow();
    }

    private static List<CloudEvent> exported(String tenant) {
        var out = new ByteArrayOutputStream();
        try (Stream<RecordedEvent> events =
                audit.database().stream(EventQuery.builder().tenant(tenant).build())) {
            codec().encode(events, out);
        }
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(it -> SDK.deserialize(it.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    @Test
    void theSdkReadsWhatIsWritten() throws Exception {
        AuditEvent event = AuditEvent.builder()
                .tenant("own")
                .occurredAt(OffsetDateTime.parse("2026-03-01T08:30:00.123456+01:00"))
                .action("patient.read")
                .status(Status.SUCCESS)
                .principal(new Principal("dr-a", null, "Dr. Ä"))
                .subject(new Subject("p-1", "patient"))
                .build();
        audit.database().append(event);
        assertThat(exported("own")).singleElement().satisfies(it -> {
            assertThat(it.getType()).isEqualTo("io.auditdb.event.patient.read");
            assertThat(it.getSource()).isEqualTo(URI.create("urn:audit-db:own"));
            assertThat(it.getTime()).isEqualTo(event.occurredAt());
            assertThat(it.getDataContentType()).isEqualTo("application/json");
            JsonNode data = new ObjectMapper().readTree(it.getData().toBytes());
            assertThat(data.at("/principal/name").textValue()).isEqualTo("Dr. Ä");
        });
    }

    @Test
    void whatTheSdkWritesIsReadAndWrittenAgainAsTheSame() {
        CloudEvent event = CloudEventBuilder.v1()
                .withId("A234-1234")
                .withSource(URI.create("/shop"))
                .withType("com.example.order.shipped")
                .withTime(OffsetDateTime.parse("2026-03-01T08:30:00.123456789+01:00"))
                .withSubject("order/7")
                .withExtension("authid", "alice")
                .withData("application/json", "{\"n\":1.5}".getBytes(StandardCharsets.UTF_8))
                .build();
        var in = new ByteArrayInputStream(SDK.serialize(event));
        AuditEvent read;
        try (Stream<Decoded> records = codec().decode(in, "sdk")) {
            read = records.toList().get(0).event();
        }
        assertThat(read.principal().orElseThrow().id()).isEqualTo("alice");
        assertThat(read.target()).contains(new Target("subject", "order/7"));
        audit.database().append(read);
        audit.database().append(read.toBuilder().build());
        assertThat(exported("sdk"))
                .as("the same id of the same source, once")
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.getId()).isEqualTo(event.getId());
                    assertThat(it.getTime()).isEqualTo(event.getTime());
                    assertThat(it.getAttributeNames()).isEqualTo(event.getAttributeNames());
                    assertThat(it.getExtension("authid")).isEqualTo("alice");
                    assertThat(new String(it.getData().toBytes(), StandardCharsets.UTF_8))
                            .isEqualTo("{\"n\":1.5}");
                });
    }
}

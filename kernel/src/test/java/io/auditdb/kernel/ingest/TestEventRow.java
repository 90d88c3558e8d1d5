package io.auditdb.kernel.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Subject;
import io.auditdb.kernel.event.EventFields;
import io.auditdb.kernel.event.Events;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TestEventRow {
    private static final byte[] SECRET = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DETAILS = "{\"k\":1}".getBytes(StandardCharsets.US_ASCII);

    @Test
    void hasEachValueInItsColumn() {
        Map<String, String> row = row(Events.full().build(), DETAILS);
        assertThat(row)
                .containsEntry("tenant", "clinic-a")
                .containsEntry("id", hex("0190b5f27e4c7d3a9b1e2f6c8a4d5e01"))
                .containsEntry("occurred_at", micros(823_158_930_123_456L))
                .containsEntry("occurred_offset", hex("003c"))
                .containsEntry("recorded_at", micros(825_681_600_000_001L))
                .containsEntry("action", "fhir.patient.read")
                .containsEntry("status", "success")
                .containsEntry("principal_id", "dr-7")
                .containsEntry("principal_type", "practitioner")
                .containsEntry("principal_name", "Dr. Ada Müller")
                .containsEntry("subject_id", "patient-42")
                .containsEntry("subject_type", "Patient")
                .containsEntry("target_type", "Observation")
                .containsEntry("target_id", "obs-99")
                .containsEntry("purpose", "TREATMENT")
                .containsEntry("outcome", "one \"result\"")
                .containsEntry("correlation_id", "req-5")
                .containsEntry("session_id", "s-1")
                .containsEntry("session_ip", "192.0.2.17")
                .containsEntry("session_user_agent", "Viewer/3.1")
                .containsEntry("source", "ward-app")
                .containsEntry("classification", "PHI")
                .containsEntry("retention_policy", "seven-years")
                .containsEntry("details", "\u0001{\"k\":1}")
                .containsEntry("secret", "0123456789abcdef")
                .hasSize(25);
    }

    @Test
    void leavesOutWhatIsAbsent() {
        Map<String, String> row = row(Events.small().build(), null);
        row.values().removeIf(value -> value != null);
        assertThat(row.keySet())
                .containsExactly(
                        "principal_id",
                        "principal_type",
                        "principal_name",
                        "subject_id",
                        "subject_type",
                        "target_type",
                        "target_id",
                        "purpose",
                        "outcome",
                        "correlation_id",
                        "session_id",
                        "session_ip",
                        "session_user_agent",
                        "source",
                        "retention_policy",
                        "details");
    }

    @Test
    void aPartMayHaveGaps() {
        AuditEvent event = Events.small()
                .subject(Subject.of("p"))
                .session(new Session(null, "::1", null))
                .build();
        assertThat(row(event, null))
                .containsEntry("subject_id", "p")
                .containsEntry("subject_type", null)
                .containsEntry("session_id", null)
                .containsEntry("session_ip", "::1")
                .containsEntry("session_user_agent", null);
    }

    /** Reads the fields of the row by the names of its columns; the last three are added with the batch. */
    private static Map<String, String> row(AuditEvent event, byte[] details) {
        String[] columns = EventRow.COLUMNS.split(", *", -1);
        ByteBuffer tuple = ByteBuffer.wrap(EventRow.encode(EventFields.of(event, Events.NOW), SECRET, details));
        assertThat(tuple.getShort()).isEqualTo((short) columns.length);
        var row = new LinkedHashMap<String, String>();
        for (int i = 0; i < columns.length - 3; i++) {
            byte[] field = field(tuple);
            boolean binary = field != null
                    && (columns[i].equals("id")
                            || columns[i].startsWith("occurred_")
                            || columns[i].equals("recorded_at"));
            row.put(
                    columns[i],
                    field == null ? null : binary ? hex(HexFormat.of().formatHex(field)) : text(field));
        }
        assertThat(tuple.hasRemaining()).isFalse();
        return row;
    }

    private static byte[] field(ByteBuffer tuple) {
        int length = tuple.getInt();
        if (length < 0) {
            return null;
        }
        byte[] field = new byte[length];
        tuple.get(field);
        return field;
    }

    private static String text(byte[] field) {
        return new String(field, StandardCharsets.UTF_8);
    }

    private static String hex(String digits) {
        return "\\x" + digits;
    }

    private static String micros(long micros) {
        return hex(HexFormat.of().toHexDigits(micros));
    }
}

package io.auditdb.kernel.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.auditdb.api.error.Fault;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import io.auditdb.kernel.json.StrictJson;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TestEventReader {
    private final StrictJson json = new StrictJson();
    private final EventReader reader = new EventReader();

    @Test
    void readsEveryMember() {
        AuditEvent event = read("""
                {"id": "0190B5F2-7e4c-7d3a-9b1e-2f6c8a4d5e01", "occurredAt": "2026-01-31T08:15:30.123456+05:30",
                 "tenant": "clinic-a", "action": "a.b", "status": "attempt", "classification": "CONFIDENTIAL",
                 "principal": {"id": "p", "type": "pt", "name": "pn"}, "subject": {"id": "s", "type": "st"},
                 "target": {"type": "tt", "id": "t"}, "session": {"id": "i", "ip": "::1", "userAgent": "u"},
                 "purpose": "why", "outcome": "what", "correlationId": "c", "source": "app",
                 "retentionPolicy": "r", "details": {"b": 1, "a": {"c": null}}}""");
        assertThat(reader.faults()).isEmpty();
        assertThat(event.id()).isEqualTo(UUID.fromString("0190b5f2-7e4c-7d3a-9b1e-2f6c8a4d5e01"));
        assertThat(event.occurredAt()).isEqualTo(OffsetDateTime.parse("2026-01-31T08:15:30.123456+05:30"));
        assertThat(event.occurredAt().getOffset()).hasToString("+05:30");
        assertThat(event.tenant()).isEqualTo("clinic-a");
        assertThat(event.action()).isEqualTo("a.b");
        assertThat(event.status()).isEqualTo(Status.ATTEMPT);
        assertThat(event.classification()).contains(Classification.CONFIDENTIAL);
        assertThat(event.principal()).contains(new Principal("p", "pt", "pn"));
        assertThat(event.subject()).contains(new Subject("s", "st"));
        assertThat(event.target()).contains(new Target("tt", "t"));
        assertThat(event.session()).contains(new Session("i", "::1", "u"));
        assertThat(event.purpose()).contains("why");
        assertThat(event.outcome()).contains("what");
        assertThat(event.correlationId()).contains("c");
        assertThat(event.source()).contains("app");
        assertThat(event.retentionPolicy()).contains("r");
        assertThat(json.write(event.details())).isEqualTo("{\"b\":1,\"a\":{\"c\":null}}");
    }

    @Test
    void readsBackWhatIsWritten() {
        AuditEvent event = Events.full().build();
        assertThat(read(json.write(EventJson.of(event)))).isEqualTo(event);
        AuditEvent small = Events.small().build();
        assertThat(read(json.write(EventJson.of(small)))).isEqualTo(small);
    }

    @Test
    void aMemberThatIsNullIsAbsent() {
        AuditEvent event = read("""
                {"id": null, "occurredAt": null, "tenant": null, "status": null, "principal": null, "session": null,
                 "subject": {"id": "s", "type": null}, "outcome": null, "classification": null, "details": null}""");
        assertThat(reader.faults()).isEmpty();
        assertThat(event)
                .isEqualTo(AuditEvent.builder().subject(Subject.of("s")).build());
    }

    @Test
    void theTenantIsTheDefaultUnlessTheEventNamesOne() {
        assertThat(new EventReader().read(json.read("{}"), "given").tenant()).isEqualTo("given");
        assertThat(new EventReader()
                        .read(json.read("{\"tenant\":null}"), "given")
                        .tenant())
                .isEqualTo("given");
        assertThat(new EventReader()
                        .read(json.read("{\"tenant\":\"own\"}"), "given")
                        .tenant())
                .isEqualTo("own");
        assertThat(new EventReader()
                        .read(json.read("{\"tenant\":\"\"}"), "given")
                        .tenant())
                .isEmpty();
        assertThat(new EventReader().read(json.read("{}"), null).tenant()).isNull();
    }

    static List<Arguments> faulty() {
        return List.of(
                arguments("{\"colour\":1}", "/colour", "is unknown; put it into details"),
                arguments("{\"Tenant\":\"a\"}", "/Tenant", "is unknown; put it into details"),
                arguments("{\"\":1}", "/", "is unknown; put it into details"),
                arguments("{\"a/b~c\":1}", "/a~1b~0c", "is unknown; put it into details"),
                arguments("{\"colour\":null}", "/colour", "is unknown; put it into details"),
                arguments("{\"principal\":{\"id\":\"p\",\"x\":1}}", "/principal/x", "is unknown; put it into details"),
                arguments(
                        "{\"subject\":{\"id\":\"p\",\"name\":\"n\"}}",
                        "/subject/name",
                        "is unknown; put it into details"),
                arguments("{\"target\":{\"type\":\"p\",\"a/b\":1}}", "/target/a~1b", "is unknown; put it into details"),
                arguments("{\"session\":{\"recordedAt\":1}}", "/session/recordedAt", "is unknown; put it into details"),
                arguments("{\"recordedAt\":\"x\"}", "/recordedAt", "is added by the server and cannot be given"),
                arguments("{\"receipt\":\"x\"}", "/receipt", "is added by the server and cannot be given"),
                arguments("{\"redacted\":[]}", "/redacted", "is added by the server and cannot be given"),
                arguments("{\"tenant\":1}", "/tenant", "must be a string"),
                arguments("{\"action\":[]}", "/action", "must be a string"),
                arguments("{\"status\":true}", "/status", "must be a string"),
                arguments("{\"purpose\":{}}", "/purpose", "must be a string"),
                arguments("{\"outcome\":1.5}", "/outcome", "must be a string"),
                arguments("{\"correlationId\":1}", "/correlationId", "must be a string"),
                arguments("{\"source\":1}", "/source", "must be a string"),
                arguments("{\"retentionPolicy\":1}", "/retentionPolicy", "must be a string"),
                arguments("{\"id\":7}", "/id", "must be a string"),
                arguments("{\"occurredAt\":1769843730}", "/occurredAt", "must be a string"),
                arguments("{\"session\":{\"ip\":1}}", "/session/ip", "must be a string"),
                arguments("{\"principal\":{\"id\":1}}", "/principal/id", "must be a string"),
                arguments("{\"principal\":{\"name\":\"n\"}}", "/principal/id", "is missing"),
                arguments("{\"principal\":{\"id\":null}}", "/principal/id", "is missing"),
                arguments("{\"subject\":{}}", "/subject/id", "is missing"),
                arguments("{\"target\":{\"id\":\"i\"}}", "/target/type", "is missing"),
                arguments("{\"principal\":\"dr\"}", "/principal", "must be an object"),
                arguments("{\"subject\":[]}", "/subject", "must be an object"),
                arguments("{\"target\":1}", "/target", "must be an object"),
                arguments("{\"session\":\"s\"}", "/session", "must be an object"),
                arguments("{\"details\":[]}", "/details", "must be an object"),
                arguments("{\"status\":\"SUCCESS\"}", "/status", "must be one of attempt, success, failure"),
                arguments("{\"status\":\"\"}", "/status", "must be one of attempt, success, failure"),
                arguments(
                        "{\"classification\":\"phi\"}",
                        "/classification",
                        "must be one of PUBLIC, INTERNAL, CONFIDENTIAL, PHI"),
                arguments("[]", "", "an event must be a JSON object"),
                arguments("null", "", "an event must be a JSON object"),
                arguments("\"event\"", "", "an event must be a JSON object"));
    }

    @ParameterizedTest
    @MethodSource("faulty")
    void namesAFaultAndItsPlace(String text, String path, String problem) {
        read(text);
        assertThat(reader.faults()).containsExactly(new Fault(path, problem));
    }

    @Test
    void namesAllFaultsAtOnce() {
        AuditEvent event = read("""
                {"id": "x", "occurredAt": "yesterday", "tenant": "t", "action": 1, "status": "done", "receipt": "r",
                 "principal": {"id": 1, "type": 2, "name": 3, "age": 4}, "subject": {"id": 1, "type": 2},
                 "target": {"id": 5}, "session": {"id": 1, "ip": 2, "userAgent": 3}, "details": 1, "extra": 0}""");
        assertThat(reader.faults().stream().map(Fault::path))
                .containsExactlyInAnyOrder(
                        "/id",
                        "/occurredAt",
                        "/action",
                        "/status",
                        "/receipt",
                        "/principal/id",
                        "/principal/type",
                        "/principal/name",
                        "/principal/age",
                        "/subject/id",
                        "/subject/type",
                        "/target/type",
                        "/target/id",
                        "/session/id",
                        "/session/ip",
                        "/session/userAgent",
                        "/details",
                        "/extra");
        assertThat(event.tenant()).isEqualTo("t");
    }

    @Test
    void faultsDoNotRepeatValues() {
        read("""
                {"id": "Meier", "occurredAt": "Meier", "status": "Meier", "classification": "Meier",
                 "principal": "Meier", "action": ["Meier"], "details": "Meier"}""");
        assertThat(reader.faults())
                .hasSize(7)
                .noneMatch(fault -> fault.toString().contains("Meier"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1-2-3-4-5", // java.util.UUID takes it, and gives it back as another text
                "0190b5f27e4c7d3a9b1e2f6c8a4d5e01",
                "{0190b5f2-7e4c-7d3a-9b1e-2f6c8a4d5e01}",
                "urn:uuid:0190b5f2-7e4c-7d3a-9b1e-2f6c8a4d5e01",
                "0190b5f2-7e4c-7d3a-9b1e-2f6c8a4d5e0g",
                "0190b5f2-7e4c-7d3a-9b1e-2f6c8a4d5e01 ",
                "0190b5f2-7e4c-7d3a-9b1e-2f6c8a4d5e012",
                ""
            })
    void anIdIsAUuidInItsOneForm(String id) {
        read("{\"id\":\"" + id + "\"}");
        assertThat(reader.faults()).containsExactly(new Fault("/id", "must be a UUID"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T08:15:30Z, 2026-01-31T08:15:30Z",
        "2026-01-31t08:15:30z, 2026-01-31T08:15:30Z",
        "2026-01-31T08:15:30+00:00, 2026-01-31T08:15:30Z",
        "2026-01-31T08:15:30.1-11:30, 2026-01-31T08:15:30.100-11:30",
        "2026-01-31T08:15:30.123456789+14:00, 2026-01-31T08:15:30.123456789+14:00",
        "2024-02-29T23:59:59+01:00, 2024-02-29T23:59:59+01:00"
    })
    void aTimeKeepsItsDigitsAndOffset(String text, String time) {
        assertThat(read("{\"occurredAt\":\"" + text + "\"}").occurredAt()).hasToString(time);
        assertThat(reader.faults()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-31",
                "2026-01-31T08:15:30",
                "2026-01-31 08:15:30Z",
                "2026-02-29T08:15:30Z",
                "2026-01-31T24:00:00Z",
                "2026-01-31T08:15:60Z",
                "2026-01-31T08:15:30.1234567890Z",
                "2026-01-31T08:15:30+19:00",
                "2026-01-31T08:15:30 Europe/Berlin",
                "2026-01-31T08:15:30+01:00[Europe/Berlin]",
                "1769843730",
                ""
            })
    void aTimeIsRfc3339WithOffset(String text) {
        read("{\"occurredAt\":\"" + text + "\"}");
        assertThat(reader.faults()).hasSize(1);
        assertThat(reader.faults().get(0).path()).isEqualTo("/occurredAt");
        assertThat(reader.faults().get(0).problem()).contains("RFC 3339");
    }

    private AuditEvent read(String text) {
        return reader.read(json.read(text), null);
    }
}

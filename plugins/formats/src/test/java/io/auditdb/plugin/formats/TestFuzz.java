package io.auditdb.plugin.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.plugin.DataSize;
import io.auditdb.kernel.event.EventRules;
import io.auditdb.kernel.event.EventSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is sent, a codec answers with events and faults: no other exception, no endless loop; and what it has read it can
 * write and read again. {@code -Dfuzz.inputs=1000000} tries as many of each dialect, {@code -Dfuzz.seed=…} the same again;
 * without the first it stops after a few seconds.
 */
class TestFuzz {
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
    private static final Optional<Integer> INPUTS = Optional.ofNullable(Integer.getInteger("fuzz.inputs"));
    private static final Duration TIME_BOX = Duration.ofSeconds(4);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final String FHIR = """
            {"resourceType":"AuditEvent","id":"7c9e6679-7425-40de-944b-e07fc1f90ae7","type":{"system":"http://terminology.hl7.org/CodeSystem/audit-event-type","code":"rest"},\
            "subtype":[{"system":"http://hl7.org/fhir/restful-interaction","code":"read"}],"action":"R","recorded":"2026-03-01T08:30:00.123Z",\
            "outcome":"0","agent":[{"type":{"coding":[{"system":"http://dicom.nema.org/resources/ontology/DCM","code":"110153"}]},\
            "who":{"reference":"Practitioner/12"},"requestor":true,"network":{"address":"10.0.0.1","type":"2"}}],\
            "source":{"observer":{"display":"ehr"}},"entity":[{"what":{"reference":"Patient/77"},"query":"UGF0aWVudD9hPWI="}]}""";
    private static final String ATNA = """
            <?xml version="1.0" encoding="UTF-8"?><AuditMessage><EventIdentification EventActionCode="R" \
            EventDateTime="2026-03-01T08:30:00.123Z" EventOutcomeIndicator="0"><EventID csd-code="110110" codeSystemName="DCM" \
            originalText="Patient Record"/></EventIdentification><ActiveParticipant UserID="a" UserIsRequestor="true"/>\
            <AuditSourceIdentification AuditSourceID="s"/><ParticipantObjectIdentification ParticipantObjectID="p" \
            ParticipantObjectTypeCode="1" ParticipantObjectTypeCodeRole="1"><ParticipantObjectIDTypeCode csd-code="2" \
            codeSystemName="RFC-3881" originalText="Patient Number"/><ParticipantObjectDetail type="x" value="YQ=="/>\
            </ParticipantObjectIdentification></AuditMessage>""";
    private static final String OCSF = """
            {"class_uid":6003,"activity_id":2,"time":1772350200123,"time_dt":"2026-03-01T08:30:00Z","status_id":2,\
            "metadata":{"version":"1.3.0","uid":"e-1","product":{"name":"p"}},"actor":{"user":{"uid":"u"}},\
            "api":{"operation":"Get","service":{"name":"s"}},"src_endpoint":{"ip":"::1"},"resources":[{"type":"b","uid":"c"}]}""";
    private static final String CLOUD_EVENT = """
            {"specversion":"1.0","type":"t","source":"/s","id":"1","time":"2026-03-01T08:30:00.1234567+01:00","subject":"x",\
            "authid":"a","data":{"status":"failure","n":1.5}}""";
    private static final String CEF =
            "CEF:0|a\\|b|c|1.0|100|Login failed|5|rt=1772350200123 src=10.0.0.1 suser=A B outcome=failure reason=x \\= y\\nz";
    private static final String CLOUD_TRAIL = """
            {"Records":[{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::1:user/a","accountId":"1"},\
            "eventTime":"2026-03-01T08:30:00Z","eventSource":"iam.amazonaws.com","eventName":"GetUser","awsRegion":"us-east-1",\
            "sourceIPAddress":"10.0.0.1","requestParameters":{"userName":"b"},"eventID":"7c9e6679-7425-40de-944b-e07fc1f90ae7",\
            "recipientAccountId":"1"}]}""";

    private static final EventRules RULES = new EventRules(
            new EventSettings(
                    "1970-01-01T00:00:00Z",
                    Duration.ofDays(1),
                    EventSettings.FinerDigits.REFUSE,
                    255,
                    10_000,
                    DataSize.parse("256KB")),
            Clock.systemUTC());

    private static Codec codec(String format) {
        return switch (format) {
            case "fhir" ->
                new FhirCodec(
                        CodecBench.JSON, CodecBench.LIMITS, List.of("https://own.example/fhir"), CodecBench.CARRIED);
            case "atna" -> new AtnaCodec(CodecBench.LIMITS, ZoneId.of("UTC"), CodecBench.CARRIED);
            case "ocsf" ->
                new OcsfCodec(
                        format,
                        CodecBench.JSON,
                        CodecBench.LIMITS,
                        CodecBench.CARRIED,
                        new OcsfWriter(CodecBench.CARRIED, event -> Optional.empty()));
            case "cloudevents" ->
                new CloudEventsCodec(CodecBench.JSON, CodecBench.LIMITS, CodecBench.CARRIED, CodecBench.CLOCK);
            case "cef" -> new CefCodec(CodecBench.LIMITS, CodecBench.CARRIED);
            default -> new CloudTrailCodec(CodecBench.JSON, CodecBench.LIMITS);
        };
    }

    private static List<String> seeds(String format, Codec codec) {
        String own = codec.encodes() ? new CodecBench(codec).written(CodecBench.recorded(CodecBench.full())) : "";
        return Map.of(
                        "fhir",
                                List.of(
                                        FHIR,
                                        FHIR + "\n" + FHIR,
                                        "[" + FHIR + "]",
                                        "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":" + FHIR + "}]}",
                                        own),
                        "atna",
                                List.of(
                                        ATNA,
                                        ATNA + "\n" + ATNA,
                                        "<85>1 2026-03-01T08:30:00Z h a p m - " + ATNA,
                                        "<85>Mar  1 08:30:00 h a[1]: " + ATNA,
                                        own),
                        "ocsf", List.of(OCSF, OCSF + "\n" + OCSF, "[" + OCSF + "]", own),
                        "cloudevents",
                                List.of(CLOUD_EVENT, CLOUD_EVENT + "\n" + CLOUD_EVENT, "[" + CLOUD_EVENT + "]", own),
                        "cef", List.of(CEF, CEF + "\n" + CEF, "<134>Mar  1 08:30:00 h " + CEF, own),
                        "cloudtrail", List.of(CLOUD_TRAIL, CLOUD_TRAIL.substring(11, CLOUD_TRAIL.length() - 2)))
                .get(format);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fhir", "atna", "ocsf", "cloudevents", "cef", "cloudtrail"})
    void answersWithEventsAndFaults(String format) {
        Codec codec = codec(format);
        var mutator = new Mutator(SEED, seeds(format, codec));
        Instant end = Instant.now().plus(TIME_BOX);
        int inputs = 0;
        long events = 0;
        while (INPUTS.map(Integer::longValue).orElse(Long.MAX_VALUE) > inputs
                && (INPUTS.isPresent() || Instant.now().isBefore(end))) {
            byte[] input = mutator.next();
            inputs++;
            Instant began = Instant.now();
            try {
                events += tried(codec, input);
            } catch (RuntimeException | Error e) {
                fail(
                        format + ", input " + inputs + " of -Dfuzz.seed=" + SEED + ": "
                                + Base64.getEncoder().encodeToString(input),
                        e);
            }
            assertThat(Duration.between(began, Instant.now()))
                    .as("%s, input %d of -Dfuzz.seed=%d", format, inputs, SEED)
                    .isLessThan(LONGEST);
        }
        System.getLogger(TestFuzz.class.getName())
                .log(
                        System.Logger.Level.INFO,
                        format + ": " + inputs + " inputs, " + events + " events, -Dfuzz.seed=" + SEED);
        assertThat(inputs).isGreaterThan(100);
        assertThat(events).as("not all is refused").isPositive();
    }

    private static long tried(Codec codec, byte[] input) {
        List<Decoded> read;
        try (Stream<Decoded> records = codec.decode(new ByteArrayInputStream(input), "clinic")) {
            read = records.toList();
        }
        long events = 0;
        for (Decoded record : read) {
            if (record.event() != null && RULES.check(record.event()).isEmpty()) {
                events++;
                if (codec.encodes()) {
                    again(codec, record.event());
                }
            }
        }
        return events;
    }

    /** What was taken in can be written, and read again as the same. */
    private static void again(Codec codec, AuditEvent event) {
        RecordedEvent recorded = CodecBench.recorded(event);
        var out = new ByteArrayOutputStream();
        codec.encode(Stream.of(recorded), out);
        try (Stream<Decoded> records = codec.decode(new ByteArrayInputStream(out.toByteArray()), "clinic")) {
            assertThat(records.toList()).singleElement().satisfies(it -> {
                assertThat(it.faults()).isEmpty();
                assertThat(it.event().action()).isEqualTo(event.action());
                assertThat(it.event().occurredAt().toInstant())
                        .isEqualTo(event.occurredAt().toInstant());
            });
        } catch (AuditDbException e) {
            throw new AssertionError(e);
        }
    }
}

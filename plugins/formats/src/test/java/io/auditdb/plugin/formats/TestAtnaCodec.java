package io.auditdb.plugin.formats;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.Fault;
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
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestAtnaCodec {
    private static final String DICOM = """
            <?xml version="1.0" encoding="UTF-8"?>
            <AuditMessage>
              <!-- what a viewer tells -->
              <EventIdentification EventActionCode="R" EventDateTime="2026-03-01T09:30:00.123+01:00" EventOutcomeIndicator="0">
                <EventID csd-code="110103" codeSystemName="DCM" originalText="DICOM Instances Accessed"/>
                <EventTypeCode csd-code="ITI-43" codeSystemName="IHE Transactions" originalText="Retrieve Document Set"/>
                <EventOutcomeDescription>shown &amp; closed</EventOutcomeDescription>
                <PurposeOfUse csd-code="TREAT" codeSystemName="2.16.840.1.113883.5.8" originalText="treatment"/>
              </EventIdentification>
              <ActiveParticipant UserID="viewer@host" UserIsRequestor="true" NetworkAccessPointID="192.0.2.7" NetworkAccessPointTypeCode="2">
                <RoleIDCode csd-code="110152" codeSystemName="DCM" originalText="Destination"/>
              </ActiveParticipant>
              <ActiveParticipant UserID="house" UserName="Gregory House" UserIsRequestor="true">
                <RoleIDCode csd-code="112247003" codeSystemName="SNOMED CT" originalText="Medical doctor"/>
              </ActiveParticipant>
              <AuditSourceIdentification AuditSourceID="pacs-1" AuditEnterpriseSiteID="north"/>
              <ParticipantObjectIdentification ParticipantObjectID="1.2.3.4" ParticipantObjectTypeCode="2" ParticipantObjectTypeCodeRole="3">
                <ParticipantObjectIDTypeCode csd-code="110180" codeSystemName="DCM" originalText="Study Instance UID"/>
                <ParticipantObjectDescription><SOPClass UID="1.2" NumberOfInstances="7"/></ParticipantObjectDescription>
              </ParticipantObjectIdentification>
              <ParticipantObjectIdentification ParticipantObjectID="p-1^^^&amp;1.3&amp;ISO" ParticipantObjectTypeCode="1" ParticipantObjectTypeCodeRole="1">
                <ParticipantObjectIDTypeCode csd-code="2" codeSystemName="RFC-3881" originalText="Patient Number"/>
                <ParticipantObjectName>Lövelace, Ada</ParticipantObjectName>
              </ParticipantObjectIdentification>
            </AuditMessage>""";

    private static final String RFC_3881 = """
            <AuditMessage><EventIdentification EventActionCode="E" EventDateTime="2026-03-01T08:30:00" EventOutcomeIndicator="8">\
            <EventID code="110112" codeSystemName="DCM" displayName="Query"/></EventIdentification>\
            <ActiveParticipant UserID="root" UserIsRequestor="false"/>\
            <AuditSourceIdentification AuditSourceID="old"><AuditSourceTypeCode code="4"/></AuditSourceIdentification>\
            </AuditMessage>""";

    private final Json json = CodecBench.JSON;
    private final AtnaCodec codec = new AtnaCodec(CodecBench.LIMITS, ZoneId.of("Europe/Vienna"), CodecBench.CARRIED);

    private List<Decoded> read(byte[] bytes) {
        try (Stream<Decoded> records = codec.decode(new ByteArrayInputStream(bytes), "clinic")) {
            return records.toList();
        }
    }

    private List<Decoded> read(String text) {
        return read(text.getBytes(UTF_8));
    }

    private AuditEvent event(String text) {
        List<Decoded> records = read(text);
        assertThat(records).singleElement().extracting(Decoded::faults).isEqualTo(List.of());
        return records.get(0).event();
    }

    private static RecordedEvent recorded(AuditEvent event, Set<String> redacted) {
        return new RecordedEvent(
                event.id() == null ? event.toBuilder().id(new UUID(1, 2)).build() : event,
                Instant.parse("2026-03-01T08:30:01Z"),
                new Receipt("1", 1, 1, new BatchPosition(1, 1, 1)),
                redacted);
    }

    private String written(RecordedEvent... events) {
        var out = new ByteArrayOutputStream();
        codec.encode(Stream.of(events), out);
        return out.toString(UTF_8);
    }

    @Test
    void mapsWhoDidWhatToWhoseData() {
        AuditEvent event = event(DICOM);
        assertThat(event.action()).isEqualTo("dicom.instances-accessed.read");
        assertThat(event.status()).isEqualTo(Status.SUCCESS);
        assertThat(event.occurredAt()).isEqualTo(OffsetDateTime.parse("2026-03-01T09:30:00.123+01:00"));
        assertThat(event.principal())
                .as("people come before programs")
                .contains(new Principal("house", "Medical doctor", "Gregory House"));
        assertThat(event.session())
                .as("the address of the program that he used")
                .contains(new Session(null, "192.0.2.7", null));
        assertThat(event.subject()).contains(new Subject("p-1^^^&1.3&ISO", "Patient"));
        assertThat(event.target()).contains(new Target("Study Instance UID", "1.2.3.4"));
        assertThat(event.purpose()).contains("TREAT");
        assertThat(event.outcome()).contains("shown & closed");
        assertThat(event.source()).contains("pacs-1");
        assertThat(event.classification()).contains(Classification.PHI);
    }

    @Test
    void losesNothingAndWritesTheSameMessageAgain() {
        AuditEvent event = event(DICOM);
        String again = written(recorded(event, Set.of()));
        assertThat(again.strip()).doesNotContain("\n");
        assertThat(event(again).details()).isEqualTo(event.details());
        assertThat(json.write(event.details()))
                .contains("Lövelace, Ada", "Retrieve Document Set", "NumberOfInstances", "AuditEnterpriseSiteID");
    }

    @Test
    void readsTheOlderFormAndTimesWithoutAnOffset() {
        List<Decoded> read = read(RFC_3881);
        assertThat(read).singleElement().satisfies(it -> {
            assertThat(it.remarks())
                    .extracting(Fault::problem)
                    .containsExactly("has no offset, and was taken for Europe/Vienna");
            assertThat(it.event().action()).isEqualTo("dicom.query.execute");
            assertThat(it.event().status()).isEqualTo(Status.FAILURE);
            assertThat(it.event().occurredAt()).isEqualTo(OffsetDateTime.parse("2026-03-01T08:30:00+01:00"));
            assertThat(it.event().classification()).contains(Classification.INTERNAL);
        });
        assertThat(written(recorded(read.get(0).event(), Set.of())))
                .as("with the names of the newer form")
                .contains("csd-code=\"110112\"", "originalText=\"Query\"", "csd-code=\"4\"");
    }

    @Test
    void readsMessagesOfSyslogByTheirHeaders() {
        String header = "<85>1 2026-03-01T08:30:00.123Z host.example ipf 4711 IHE+RFC-3881 - ";
        AuditEvent event = event(header + "\uFEFF" + DICOM.replace("\n", ""));
        assertThat(event.details().get("syslog"))
                .isEqualTo(Map.of(
                        "facility", 10L,
                        "severity", 5L,
                        "timestamp", "2026-03-01T08:30:00.123Z",
                        "host", "host.example",
                        "application", "ipf",
                        "process", "4711",
                        "message", "IHE+RFC-3881"));
        assertThat(event.subject()).isPresent();
        AuditEvent older = event("<85>Mar  1 08:30:00 host app[12]: " + RFC_3881);
        assertThat(older.details().get("syslog"))
                .isEqualTo(Map.of(
                        "facility", 10L,
                        "severity", 5L,
                        "timestamp", "Mar  1 08:30:00",
                        "host", "host",
                        "application", "app",
                        "process", "12"));
        assertThat(event("<85>1 - - - - - [a@1 b=\"c \\\"]\"][d@2] " + RFC_3881)
                        .details()
                        .get("syslog"))
                .isEqualTo(Map.of("facility", 10L, "severity", 5L, "data", "[a@1 b=\"c \\\"]\"][d@2]"));
    }

    @Test
    void takesTimeInProportionToWhateverComes() {
        String text = "x".repeat(30_000);
        AuditEvent event = event("<85>1 - - - - - [a b=\"" + text + "\" c=\"d\"] " + RFC_3881);
        assertThat(json.write(event.details().get("syslog"))).contains(text);
        assertThat(read(" ".repeat(60_000) + "x")).hasSize(1);
        assertThat(read("</AuditMessage>".repeat(4_000))).hasSize(4_000).allMatch(it -> it.event() == null);
    }

    @Test
    void whatOnlyLooksLikeAMessageIsWrittenAsWhatItIs() {
        AuditEvent event = CodecBench.least().toBuilder()
                .details(Map.of("EventIdentification", List.of(Map.of("a><b", "c")), "n", 1L))
                .build();
        assertThat(event(written(recorded(event, Set.of())))).isEqualTo(event);
    }

    @Test
    void oneDamagedMessageDoesNotTakeTheNextWithIt() {
        String syslog = "<85>1 - h a - - - ";
        assertThat(read(DICOM + "\n" + RFC_3881 + RFC_3881 + "\n" + DICOM))
                .hasSize(4)
                .allMatch(it -> it.event() != null);
        assertThat(read(syslog + RFC_3881 + "\n" + syslog + RFC_3881.substring(0, 100) + "\n" + syslog + RFC_3881))
                .extracting(it -> it.event() != null)
                .containsExactly(true, false, true);
        assertThat(read(RFC_3881.substring(0, 200) + "\n" + DICOM))
                .extracting(it -> it.event() != null)
                .containsExactly(false, true);
        assertThat(read("nonsense")).singleElement().matches(it -> it.event() == null);
        assertThat(read("<999>1 - - - - - - " + RFC_3881)).singleElement().matches(it -> it.event() == null);
        assertThat(read("\n \n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a SYSTEM \"file:///etc/passwd\">",
                "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
                "<!DOCTYPE a [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>",
                "<!DOCTYPE a [<!ENTITY % x SYSTEM \"http://127.0.0.1:1/x.dtd\"> %x;]>"
            })
    void readsNothingButTheMessageItself(String type) {
        String message = RFC_3881.replace("\"root\"", "\"&x;\"");
        assertThat(read("<?xml version=\"1.0\"?>" + type + message))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.event()).isNull();
                    assertThat(it.faults())
                            .extracting(Fault::problem)
                            .containsExactly("has a document type, which is not read");
                });
        assertThat(read(message)).singleElement().matches(it -> it.event() == null);
    }

    @Test
    void namesEveryFault() {
        assertThat(read("<AuditMessage/>").get(0).faults())
                .extracting(Fault::toString)
                .hasSize(6);
        assertThat(read("<AuditMessage><EventIdentification EventDateTime=\"yesterday\" EventOutcomeIndicator=\"3\"/>"
                                + "</AuditMessage>")
                        .get(0)
                        .faults())
                .extracting(Fault::path)
                .containsExactlyInAnyOrder(
                        "/ActiveParticipant",
                        "/AuditSourceIdentification/AuditSourceID",
                        "/EventIdentification/EventDateTime",
                        "/EventIdentification/EventID",
                        "/EventIdentification/EventOutcomeIndicator");
        assertThat(read("<Other/>").get(0).faults())
                .extracting(Fault::problem)
                .containsExactly("must have the root element AuditMessage");
        String deep = "<a>".repeat(40) + "</a>".repeat(40);
        assertThat(read("<AuditMessage>" + deep + "</AuditMessage>").get(0).faults())
                .extracting(Fault::problem)
                .containsExactly("is nested deeper than 32");
        assertThat(read("<AuditMessage><a></AuditMessage>").get(0).faults())
                .extracting(Fault::problem)
                .allMatch(it -> it.startsWith("is not well-formed XML (line 1, column"));
    }

    @Test
    void readsWhatTheDeclarationSaysItIsEncodedIn() {
        String latin = DICOM.replace("UTF-8", "ISO-8859-1");
        assertThat(json.write(read(latin.getBytes(ISO_8859_1)).get(0).event().details()))
                .contains("Lövelace");
        assertThat(read(DICOM.getBytes(ISO_8859_1)).get(0).faults())
                .extracting(Fault::problem)
                .containsExactly("is not what it says that it is encoded in, or UTF-8 when it says nothing");
        assertThat(read(DICOM.replace("UTF-8", "klingon")).get(0).faults())
                .extracting(Fault::problem)
                .containsExactly("says that it is encoded in something that is not known");
    }

    @Test
    void theSameFileHoldsTheSameEventsAndTwoEqualMessagesAreTwo() {
        List<Decoded> first = read(RFC_3881 + "\n" + RFC_3881);
        assertThat(first.get(0).event().id()).isNotEqualTo(first.get(1).event().id());
        assertThat(read(RFC_3881 + "\n" + RFC_3881))
                .extracting(it -> it.event().id())
                .containsExactly(first.get(0).event().id(), first.get(1).event().id());
    }

    @Test
    void whatIsRedactedIsAbsentAndWhatIsRequiredSaysSo() {
        AuditEvent event = event(DICOM);
        var left = new LinkedHashMap<String, Object>(event.details());
        left.keySet()
                .removeAll(Set.of("ActiveParticipant", "AuditSourceIdentification", "ParticipantObjectIdentification"));
        String message = written(
                recorded(event.toBuilder().principal(null).details(left).build(), Set.of("details.ActiveParticipant")));
        assertThat(message)
                .contains("UserID=\"redacted\"", "AuditSourceID=\"redacted\"")
                .doesNotContain("House", "Lövelace", "pacs-1");
    }

    @Test
    void anEventThatWasNoMessageIsWrittenAsOneAndReadAgainAsTheSame() {
        AuditEvent event = AuditEvent.builder()
                .id(new UUID(3, 4))
                .occurredAt(OffsetDateTime.parse("2026-03-01T08:30:00.123456+01:00"))
                .tenant("clinic")
                .action("patient.update")
                .status(Status.ATTEMPT)
                .outcome("line\nbreak \u0001 <&>\"'")
                .principal(new Principal("dr-a", "doctor", "Dr. A"))
                .subject(new Subject("p-1", "patient"))
                .target(new Target("record", "r-1"))
                .purpose("TREAT")
                .session(new Session("s", "::1", "agent"))
                .source("ehr")
                .classification(Classification.PHI)
                .details(Map.of("a", List.of(1L, "b")))
                .build();
        String message = written(recorded(event, Set.of()));
        assertThat(message.strip()).doesNotContain("\n").contains("110110", "line&#10;break", "UserName=\"Dr. A\"");
        assertThat(event(message)).isEqualTo(event);
        assertThat(written(recorded(
                        event.toBuilder().action("auth.login").principal(null).build(), Set.of())))
                .contains("110114", "110122", "UserID=\"unknown\"");
    }
}

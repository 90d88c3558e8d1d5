package io.auditdb.interop.atna;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.event.AuditEvent;
import io.auditdb.api.event.Classification;
import io.auditdb.api.event.Principal;
import io.auditdb.api.event.RecordedEvent;
import io.auditdb.api.event.Session;
import io.auditdb.api.event.Status;
import io.auditdb.api.event.Subject;
import io.auditdb.api.event.Target;
import io.auditdb.api.operations.Quarantine;
import io.auditdb.api.operations.QuarantinedInput;
import io.auditdb.api.query.EventQuery;
import io.auditdb.api.security.Access;
import io.auditdb.api.security.Right;
import io.auditdb.testing.TestingAuditDb;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openehealth.ipf.commons.audit.CustomTlsParameters;
import org.openehealth.ipf.commons.audit.DefaultAuditContext;
import org.openehealth.ipf.commons.audit.codes.EventActionCode;
import org.openehealth.ipf.commons.audit.codes.EventOutcomeIndicator;
import org.openehealth.ipf.commons.audit.event.PatientRecordBuilder;
import org.openehealth.ipf.commons.audit.model.AuditMessage;
import org.openehealth.ipf.commons.audit.queue.SynchronousAuditMessageQueue;
import org.openehealth.ipf.commons.audit.types.EventType;
import org.openehealth.ipf.commons.audit.types.PurposeOfUse;

/** IPF's sender of ATNA messages delivers over UDP and TLS, and IPF's schema finds no fault in what is exported. */
class TestIpfSender {
    private static final Access ALL = new Access("test", Set.of(), Set.of(Right.ADMIN));

    @TempDir
    private static Path directory;

    private static Certificates certificates;
    private static TestingAuditDb audit;
    private static int tls;
    private static int udp;

    @BeforeAll
    static void open() throws Exception {
        certificates = new Certificates(directory)
                .make("repository")
                .make("pacs")
                .make("stranger")
                .trust("pacs", "repository")
                .trust("stranger", "repository");
        tls = freePort();
        udp = freePort();
        audit = TestingAuditDb.open(Map.ofEntries(
                Map.entry("plugins.http-api.enabled", true),
                Map.entry("plugins.formats.enabled", true),
                Map.entry("plugins.atna.enabled", true),
                Map.entry("plugins.atna.tenant", "radiology"),
                Map.entry("plugins.atna.tenants.pacs", "archive"),
                Map.entry("plugins.atna.tls.port", tls),
                Map.entry(
                        "plugins.atna.tls.certificate-file",
                        certificates.certificate("repository").toString()),
                Map.entry(
                        "plugins.atna.tls.key-file",
                        certificates.key("repository").toString()),
                Map.entry(
                        "plugins.atna.tls.client-ca-file",
                        certificates.certificate("pacs").toString()),
                Map.entry("plugins.atna.udp.enabled", true),
                Map.entry("plugins.atna.udp.port", udp)));
    }

    @AfterAll
    static void close() {
        audit.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static DefaultAuditContext sender(String transport, int port, String certificate) {
        var context = new DefaultAuditContext();
        context.setAuditEnabled(true);
        context.setAuditRepositoryHost("localhost");
        context.setAuditRepositoryPort(port);
        context.setAuditSourceId("pacs-1");
        context.setAuditMessageQueue(new SynchronousAuditMessageQueue());
        if (certificate != null) {
            var parameters = new CustomTlsParameters();
            parameters.setKeyStoreType("PKCS12");
            parameters.setKeyStoreFile(certificates.store(certificate).toString());
            parameters.setKeyStorePassword(Certificates.PASSWORD);
            parameters.setTrustStoreType("PKCS12");
            parameters.setTrustStoreFile(certificates.trustStore(certificate).toString());
            parameters.setTrustStorePassword(Certificates.PASSWORD);
            context.setTlsParameters(parameters);
        }
        context.setAuditRepositoryTransport(transport);
        return context;
    }

    private static AuditMessage patientRead(DefaultAuditContext context, String patient) {
        var builder = new PatientRecordBuilder(
                EventOutcomeIndicator.Success,
                EventActionCode.Read,
                EventType.of("view", "local", "View of a chart"),
                PurposeOfUse.of("TREAT", "2.16.840.1.113883.5.8", "treatment"));
        builder.setAuditSource(context);
        builder.addUserParticipant("house", "ward-7", "Gregory Höuse", "192.0.2.7", List.of(), true);
        builder.addPatient(patient, "Ada Lövelace", List.of());
        return builder.getMessage();
    }

    private static List<AuditEvent> events(String tenant, String subject) {
        return audit
                .database()
                .query(EventQuery.builder().tenant(tenant).subject(subject).build())
                .events()
                .stream()
                .map(RecordedEvent::event)
                .toList();
    }

    private static void assertArrived(String tenant, String patient, int count) {
        List<AuditEvent> found = await().until(() -> events(tenant, patient), it -> it.size() == count);
        assertThat(found).allSatisfy(event -> {
            assertThat(event.action()).isEqualTo("dicom.patient-record.read");
            assertThat(event.status()).isEqualTo(Status.SUCCESS);
            assertThat(event.principal().orElseThrow().id()).isEqualTo("house");
            assertThat(event.principal().orElseThrow().name()).isEqualTo("Gregory Höuse");
            assertThat(event.session().orElseThrow().ip()).isEqualTo("192.0.2.7");
            assertThat(event.purpose()).contains("TREAT");
            assertThat(event.source()).contains("pacs-1");
            assertThat(event.classification()).contains(Classification.PHI);
            assertThat(event.details()).containsKey("syslog");
        });
    }

    private static String exported(String tenant) {
        Codec codec = audit.platform().extensions(Codec.class).stream()
                .filter(it -> it.format().equals("atna"))
                .findFirst()
                .orElseThrow();
        var out = new ByteArrayOutputStream();
        try (Stream<RecordedEvent> events =
                audit.database().stream(EventQuery.builder().tenant(tenant).build())) {
            codec.encode(events, out);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void deliversOverUdp() {
        DefaultAuditContext context = sender("UDP", udp, null);
        context.audit(patientRead(context, "udp-1"));
        assertArrived("radiology", "udp-1", 1);
    }

    @Test
    void deliversOverTlsWithACertificateThatSaysWhoseTheEventsAre() {
        DefaultAuditContext context = sender("TLS", tls, "pacs");
        for (int i = 0; i < 50; i++) {
            context.audit(patientRead(context, "tls-1"));
        }
        assertArrived("archive", "tls-1", 50);
    }

    @Test
    void takesNothingFromThoseWhoseCertificateItDoesNotTrust() {
        var parameters = (CustomTlsParameters) sender("TLS", tls, "stranger").getTlsParameters();
        assertThatThrownBy(() -> {
                    try (var socket = (SSLSocket)
                            parameters.getSSLContext(false).getSocketFactory().createSocket("localhost", tls)) {
                        socket.startHandshake();
                        socket.getOutputStream().write("3 abc".getBytes(StandardCharsets.US_ASCII));
                        socket.getOutputStream().flush();
                        socket.getInputStream().read();
                    }
                })
                .isInstanceOfAny(SSLException.class, IOException.class);
    }

    @Test
    void whatCannotBeReadIsInQuarantineWithItsReason() throws Exception {
        byte[] nonsense = "<85>1 - - - - - - <AuditMessage><EventIdentification/></AuditMessage>"
                .getBytes(StandardCharsets.UTF_8);
        try (var socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(nonsense, nonsense.length, InetAddress.getByName("localhost"), udp));
        }
        DefaultAuditContext context = sender("TLS", tls, "pacs");
        var parameters = (CustomTlsParameters) context.getTlsParameters();
        try (var socket =
                (SSLSocket) parameters.getSSLContext(false).getSocketFactory().createSocket("localhost", tls)) {
            OutputStream out = socket.getOutputStream();
            out.write("<85>1 no length".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            assertThat(socket.getInputStream().read())
                    .as("nobody knows where the next begins")
                    .isEqualTo(-1);
        }
        Quarantine quarantine = audit.platform().service(Quarantine.class);
        List<QuarantinedInput> kept = await().until(
                        () -> quarantine.list(ALL, 10).stream()
                                .filter(it -> !it.faults().toString().contains("sender's"))
                                .toList(),
                        it -> it.size() == 2);
        assertThat(kept).extracting(QuarantinedInput::tenant).containsExactlyInAnyOrder("radiology", "archive");
        assertThat(kept)
                .extracting(QuarantinedInput::origin)
                .containsExactlyInAnyOrder("atna udp 127.0.0.1", "atna tls 127.0.0.1");
        assertThat(kept)
                .filteredOn(it -> it.tenant().equals("radiology"))
                .singleElement()
                .satisfies(it -> assertThat(quarantine.find(ALL, it.id()).content())
                        .contains(new String(nonsense, StandardCharsets.UTF_8)));
        assertThat(kept)
                .filteredOn(it -> it.tenant().equals("archive"))
                .singleElement()
                .satisfies(it -> assertThat(it.faults().toString()).contains("has no length before it"));
    }

    @Test
    void aMessageCannotChooseItsTenant() throws Exception {
        AuditEvent event = AuditEvent.builder()
                .id(UUID.randomUUID())
                .tenant("victim")
                .occurredAt(OffsetDateTime.parse("2026-03-01T08:30:00Z"))
                .action("patient.read")
                .status(Status.SUCCESS)
                .build();
        audit.database().append(event);
        byte[] forged = ("<85>1 - - - - - - " + exported("victim")).getBytes(StandardCharsets.UTF_8);
        try (var socket = new DatagramSocket()) {
            socket.send(new DatagramPacket(forged, forged.length, InetAddress.getByName("localhost"), udp));
        }
        Quarantine quarantine = audit.platform().service(Quarantine.class);
        await().until(() -> quarantine.list(ALL, 10).stream()
                .anyMatch(it -> it.faults().toString().contains("is another than the sender's")));
        assertThat(audit.database()
                        .query(EventQuery.builder().tenant("victim").build())
                        .events())
                .hasSize(1);
    }

    @Test
    void whatIsExportedIsValidByTheSchema() throws Exception {
        DefaultAuditContext context = sender("UDP", udp, null);
        context.audit(patientRead(context, "schema-1"));
        await().until(() -> !events("radiology", "schema-1").isEmpty());
        AuditEvent own = AuditEvent.builder()
                .id(UUID.randomUUID())
                .tenant("radiology")
                .occurredAt(OffsetDateTime.parse("2026-03-01T08:30:00.123456+01:00"))
                .action("patient.update")
                .status(Status.FAILURE)
                .outcome("line\nbreak \u0001 <&>\"'")
                .principal(new Principal("dr-a", "doctor", "Dr. A"))
                .subject(new Subject("schema-1", "patient"))
                .target(new Target("record", "r-1"))
                .purpose("TREAT")
                .session(new Session("s", "::1", "agent"))
                .build();
        AuditEvent least = AuditEvent.builder()
                .tenant("radiology")
                .occurredAt(OffsetDateTime.parse("2026-03-01T08:30:00Z"))
                .action("auth.login")
                .status(Status.ATTEMPT)
                .build();
        audit.database().append(List.of(own, least));
        Schema schema = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(AuditMessage.class.getResource("/dicom2017c.xsd"));
        List<String> documents = exported("radiology").lines().toList();
        assertThat(documents).hasSizeGreaterThanOrEqualTo(3);
        for (String document : documents) {
            schema.newValidator().validate(new StreamSource(new StringReader(document)));
        }
    }
}

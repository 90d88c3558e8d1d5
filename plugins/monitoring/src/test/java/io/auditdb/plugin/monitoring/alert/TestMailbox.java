package io.auditdb.plugin.monitoring.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.auditdb.api.operations.Alert;
import io.auditdb.plugin.monitoring.alert.MailSettings.Security;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mails to a real server, over a real socket. */
class TestMailbox {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final String PASSWORD = "not-for-logs";

    @TempDir
    private static Path directory;

    private static SSLContext trust;

    private GreenMail server;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path file = directory.resolve("server.p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        int code = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "mail",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost",
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start()
                .waitFor();
        assertThat(code).isZero();
        System.setProperty("greenmail.tls.keystore.file", file.toString());
        System.setProperty("greenmail.tls.keystore.password", PASSWORD);
        trust = trusting(file);
    }

    private static SSLContext trusting(Path file) throws Exception {
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        var certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("mail", store.getCertificate("mail"));
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(certificates);
        var context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.stop();
        }
    }

    private void start(String protocol) {
        server = new GreenMail(new ServerSetup(0, "127.0.0.1", protocol));
        server.start();
    }

    private int port(String protocol) {
        return protocol.equals("smtps")
                ? server.getSmtps().getPort()
                : server.getSmtp().getPort();
    }

    private Mailbox mailbox(
            String host, String protocol, Security security, Optional<String> password, SSLContext trusted) {
        var settings = new MailSettings(
                Optional.of(host),
                port(protocol),
                security,
                password.map(it -> "sender"),
                password.map(it -> "file"),
                Optional.of("audit@example.org"),
                List.of("ops@example.org", "night@example.org"));
        return new Mailbox(settings, password, Duration.ofSeconds(5), trusted, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static Notice notice(Notice.Kind kind, String component) {
        return new Notice(
                kind,
                new Alert(
                        "5e1f0c3a9b7d2468",
                        "component-down",
                        "auditdb_health >= 2 for 30s",
                        Alert.Severity.CRITICAL,
                        new TreeMap<>(java.util.Map.of("component", component)),
                        Alert.State.FIRING,
                        2,
                        NOW,
                        NOW,
                        Optional.empty(),
                        false));
    }

    @Test
    void mailsToAllWithWhatFiresAndWhatToDo() throws Exception {
        start("smtp");
        mailbox("127.0.0.1", "smtp", Security.NONE, Optional.empty(), trust)
                .deliver("7a", List.of(notice(Notice.Kind.FIRED, "d\u00e4tabase"), notice(Notice.Kind.RESOLVED, "x")));
        assertThat(server.getReceivedMessages()).hasSize(2);
        MimeMessage mail = server.getReceivedMessages()[0];
        assertThat(mail.getSubject())
                .isEqualTo("[audit-db] component-down fires (critical), component-down is over (critical)");
        assertThat(mail.getFrom()[0]).hasToString("audit-db <audit@example.org>");
        assertThat(mail.getAllRecipients()).hasSize(2);
        assertThat(mail.getMessageID()).isEqualTo("<7a@audit-db.invalid>");
        assertThat(mail.getSentDate().toInstant()).isEqualTo(NOW);
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat((String) mail.getContent())
                .contains(
                        "component = d\u00e4tabase",
                        "auditdb_health >= 2 for 30s, now 2.0",
                        "since 2026-03-01T10:00:00Z")
                .containsOnlyOnce("audit-db alert acknowledge 5e1f0c3a9b7d2468");
    }

    @Test
    void logsInOverTlsToAServerThatItTrusts() throws Exception {
        start("smtps");
        server.setUser("sender", PASSWORD);
        mailbox("localhost", "smtps", Security.TLS, Optional.of(PASSWORD), trust)
                .deliver("7b", List.of(notice(Notice.Kind.ESCALATED, "database")));
        assertThat(server.getReceivedMessages()[0].getSubject()).contains("nobody looks after it");
    }

    @Test
    void tellsItsPasswordToNobodyItDoesNotTrust() throws Exception {
        start("smtps");
        var unknown = mailbox("localhost", "smtps", Security.TLS, Optional.of(PASSWORD), SSLContext.getDefault());
        assertThatThrownBy(() -> unknown.deliver("7c", List.of(notice(Notice.Kind.FIRED, "x"))))
                .isInstanceOf(IOException.class);
        var otherName = mailbox("127.0.0.1", "smtps", Security.TLS, Optional.of(PASSWORD), trust);
        assertThatThrownBy(() -> otherName.deliver("7d", List.of(notice(Notice.Kind.FIRED, "x"))))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining(PASSWORD);
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void mailsNothingWhereEncryptionIsMissing() {
        start("smtp");
        var plain = mailbox("localhost", "smtp", Security.STARTTLS, Optional.of(PASSWORD), trust);
        assertThatThrownBy(() -> plain.deliver("7e", List.of(notice(Notice.Kind.FIRED, "x"))))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("mail by localhost:");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void whatDoesNotBelongTogetherIsRefusedAllAtOnce() {
        assertThatThrownBy(() -> new MailSettings(
                        Optional.of("mail.example.org"),
                        0,
                        Security.NONE,
                        Optional.of("user"),
                        Optional.empty(),
                        Optional.empty(),
                        List.of("ops@example.org\r\nBcc: all@example.org")))
                .hasMessageContaining("mail.host needs mail.from and mail.to")
                .hasMessageContaining("mail.user and mail.password-file need each other")
                .hasMessageContaining("in the clear")
                .hasMessageContaining("mail.port")
                .hasMessageContaining("must be addresses");
    }
}

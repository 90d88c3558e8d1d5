package io.auditdb.plugin.atna;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Keys and certificates from PEM files. */
final class TlsContext {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final char[] NO_PASSWORD = {};

    private TlsContext() {}

    static SSLContext of(AtnaSettings.TlsSettings settings) {
        try {
            Collection<? extends Certificate> chain =
                    certificates(settings.certificateFile().orElseThrow());
            KeyStore keys = empty();
            keys.setKeyEntry(
                    "own",
                    key(settings.keyFile().orElseThrow(), chain.iterator().next()),
                    NO_PASSWORD,
                    chain.toArray(Certificate[]::new));
            KeyStore trusted = empty();
            for (Certificate certificate : certificates(settings.clientCaFile().orElseThrow())) {
                trusted.setCertificateEntry("trusted-" + trusted.size(), certificate);
            }
            var keyManagers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keyManagers.init(keys, NO_PASSWORD);
            var trustManagers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trustManagers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw invalid("The key and its certificate do not go together", e);
        }
    }

    private static KeyStore empty() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> found =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new IOException("it holds no certificate");
            }
            return found;
        } catch (IOException | GeneralSecurityException e) {
            throw invalid("The certificates in " + file + " cannot be read; they have to be in PEM", e);
        }
    }

    private static PrivateKey key(Path file, Certificate certificate) {
        try {
            Matcher pem = KEY.matcher(Files.readString(file, StandardCharsets.US_ASCII));
            if (!pem.find()) {
                throw new IOException("it holds no key");
            }
            byte[] key = Base64.getMimeDecoder().decode(pem.group(1));
            return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(key));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw invalid("The key in " + file + " cannot be read; it has to be PKCS #8 in PEM, not encrypted", e);
        }
    }

    private static AuditDbException invalid(String problem, Exception cause) {
        return new AuditDbException(StandardErrorCode.INVALID_CONFIG, problem, cause);
    }
}

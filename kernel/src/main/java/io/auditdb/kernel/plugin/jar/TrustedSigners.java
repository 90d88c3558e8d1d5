package io.auditdb.kernel.plugin.jar;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The certificates whose owners may sign plugins: of signers themselves, or of authorities that vouch for them. As in the JAR
 * file specification, "Signed JAR file"; revocation is not asked for, as nothing leaves the machine. Immutable.
 */
public final class TrustedSigners {
    private static final String SIGNATURES = "META-INF/";

    private final Set<X509Certificate> certificates;

    private TrustedSigners(Set<X509Certificate> certificates) {
        this.certificates = certificates;
    }

    /**
     * Reads certificates.
     *
     * @param pem a file of X.509 certificates, PEM or DER
     * @throws IllegalArgumentException when there are none to be read
     */
    public static TrustedSigners read(Path pem) {
        var certificates = new HashSet<X509Certificate>();
        try (InputStream in = Files.newInputStream(pem)) {
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                certificates.add((X509Certificate) certificate);
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(pem + " cannot be read as certificates: " + e, e);
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException(pem + " holds no certificate");
        }
        return new TrustedSigners(Set.copyOf(certificates));
    }

    /**
     * Checks that every entry of a jar is signed by somebody who is trusted, and unchanged since.
     *
     * @param jar opened with verification
     * @throws SecurityException when an entry was changed, is not signed, or is signed by somebody else only
     */
    public void check(JarFile jar) throws IOException {
        for (JarEntry entry : jar.stream().toList()) {
            if (entry.isDirectory() || isSignature(entry.getName())) {
                continue;
            }
            try (InputStream in = jar.getInputStream(entry)) {
                in.transferTo(OutputStream.nullOutputStream()); // signers are known when the entry was read to its end
            }
            CodeSigner[] signers = entry.getCodeSigners();
            if (signers == null) {
                throw new SecurityException("is not signed: " + entry.getName()
                        + " has no signature, and plugin-host.trusted-signers requires one");
            }
            if (List.of(signers).stream().noneMatch(this::isTrusted)) {
                throw new SecurityException(
                        "is signed by " + subject(signers[0]) + ", whom plugin-host.trusted-signers does not name");
            }
        }
    }

    private static boolean isSignature(String name) {
        return name.startsWith(SIGNATURES)
                && name.indexOf('/', SIGNATURES.length()) < 0
                && name.matches("(?i).*(MANIFEST\\.MF|\\.SF|\\.RSA|\\.DSA|\\.EC)");
    }

    private static String subject(CodeSigner signer) {
        return ((X509Certificate) signer.getSignerCertPath().getCertificates().get(0))
                .getSubjectX500Principal()
                .getName();
    }

    /** Judged as of now: a timestamp would need an authority that is trusted for that. */
    @SuppressWarnings("JavaUtilDate") // as certificates have it
    private boolean isTrusted(CodeSigner signer) {
        CertPath path = signer.getSignerCertPath();
        Date now = Date.from(Instant.now());
        var leaf = (X509Certificate) path.getCertificates().get(0);
        try {
            if (certificates.contains(leaf)) {
                leaf.checkValidity(now);
                return true;
            }
            List<X509Certificate> chain = path.getCertificates().stream()
                    .map(X509Certificate.class::cast)
                    .takeWhile(it -> !certificates.contains(it))
                    .toList();
            var anchors = new HashSet<TrustAnchor>();
            certificates.forEach(it -> anchors.add(new TrustAnchor(it, null)));
            var parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            parameters.setDate(now);
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}

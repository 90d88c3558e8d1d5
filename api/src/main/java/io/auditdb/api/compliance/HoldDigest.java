package io.auditdb.api.compliance;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Digests a hold part by part, each with its length, so that no two holds are the same to it. For one use. */
final class HoldDigest {
    private static final int ABSENT = -1;

    private final MessageDigest digest;

    HoldDigest(byte[] salt) {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        add("audit-db legal hold v1".getBytes(StandardCharsets.UTF_8));
        add(salt);
    }

    byte[] of(LegalHold hold) {
        HoldScope scope = hold.scope();
        add(hold.id());
        add(scope.tenant());
        add(scope.principal());
        add(scope.subject());
        add(scope.targetType());
        add(scope.targetId());
        add(scope.from());
        add(scope.to());
        add(scope.action());
        add(scope.status());
        add(scope.classification());
        add(scope.correlationId());
        add(scope.text());
        add(hold.issuer());
        add(hold.reason());
        add(hold.placedBy());
        add(hold.placedAt());
        return digest.digest();
    }

    /** Every part is what its text is. */
    private void add(Object part) {
        if (part == null) {
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(ABSENT).array());
        } else {
            add(part.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private void add(byte[] bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }
}

package io.auditdb.kernel.ledger.note;

import io.auditdb.kernel.security.KeyDirectory;
import io.auditdb.kernel.signature.SignatureType;
import io.auditdb.kernel.signature.SignedNote;
import io.auditdb.kernel.signature.VerifierKey;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;

/** A name and an Ed25519 key that signs under it. Immutable and safe for use by many threads. */
public final class SigningKey {
    private final PrivateKey privateKey;
    private final VerifierKey verifier;

    /** Names a pair of Ed25519 keys. */
    public SigningKey(String name, SignatureType type, KeyPair pair) {
        this.privateKey = pair.getPrivate();
        this.verifier = new VerifierKey(name, type, pair.getPublic());
    }

    /** Opens the key in a file of the directory, made when it is not there yet. */
    public static SigningKey open(KeyDirectory keys, String file, String name, SignatureType type) {
        return new SigningKey(name, type, KeyPairText.read(keys.text(file, KeyPairText::generate), file));
    }

    /** Returns what checks its signatures. */
    public VerifierKey verifier() {
        return verifier;
    }

    /** Returns the signature line for a text that ends in a newline; {@code now} is part of a cosignature. */
    public SignedNote.Line sign(String text, Instant now) {
        byte[] head = verifier.type().head(now.getEpochSecond());
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(privateKey);
            signature.update(verifier.type().message(text, ByteBuffer.wrap(head)));
            byte[] bytes = signature.sign();
            byte[] id = verifier.keyId();
            return new SignedNote.Line(
                    verifier.name(),
                    ByteBuffer.allocate(id.length + head.length + bytes.length)
                            .put(id)
                            .put(head)
                            .put(bytes)
                            .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key of " + verifier.name() + " cannot sign", e);
        }
    }
}

package io.auditdb.kernel.ledger.note;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.ledger.LedgerKey;
import io.auditdb.kernel.security.KeyDirectory;
import io.auditdb.kernel.signature.SignatureType;
import io.auditdb.kernel.signature.SignedNote;
import io.auditdb.kernel.signature.VerifierKey;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a log: the newest signs, one that it replaced signs beside it for a while, and the public parts of all are
 * kept, so that old checkpoints can be checked for ever. The ring is a file in the key directory, which instances share,
 * and never in the database: who writes there must not be able to add a key. Safe for use by many threads.
 */
public final class LogKeys {
    private static final Logger LOG = LoggerFactory.getLogger(LogKeys.class);
    private static final int SHORT_ID_BYTES = 4;

    private final String name;
    private final KeyDirectory directory;
    private final KeyMaterial material;
    private final Clock clock;
    private final Map<VerifierKey, SigningKey> signers = new ConcurrentHashMap<>();
    private volatile KeyRing ring;

    /**
     * Opens the ring of a log, and makes it with its first key when there is none. A key that the configuration names and
     * the ring does not know replaces the newest one.
     *
     * @param name the name of the log
     * @param overlap how long the replaced key signs beside it
     */
    public LogKeys(String name, KeyDirectory directory, KeyMaterial material, Duration overlap, Clock clock) {
        this.name = name;
        this.directory = directory;
        this.material = material;
        this.clock = clock;
        directory.text(KeyRing.FILE, this::first);
        this.ring = KeyRing.read(directory, name);
        takeConfigured(overlap);
        signer(ring.newest());
        forgetRetired();
    }

    /** Returns a short text that differs from key to key. */
    public static String fingerprint(KeyMaterial material) {
        return fingerprint(material.readFirst());
    }

    private static String fingerprint(KeyPair pair) {
        byte[] encoded = pair.getPublic().getEncoded();
        int raw = encoded.length - 32;
        return HexFormat.of().formatHex(encoded, raw, raw + SHORT_ID_BYTES);
    }

    private String first() {
        KeyPair pair = material.readFirst();
        var key = new VerifierKey(name, SignatureType.NOTE, pair.getPublic());
        return KeyRing.text(Stream.of(new RingKey(key, now(), null, material.first(), null)));
    }

    /** Another instance may have changed the ring. */
    private KeyRing current() {
        KeyRing known = ring;
        if (!known.version().equals(directory.version(KeyRing.FILE))) {
            known = KeyRing.read(directory, name);
            ring = known;
        }
        return known;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    public String name() {
        return name;
    }

    /** Returns the newest verifier key. */
    public VerifierKey newest() {
        return current().newest().verifier();
    }

    /** Returns all keys, newest first. */
    public List<LedgerKey> describe() {
        return current().keys().stream()
                .map(key -> key.describe(clock.instant()))
                .toList();
    }

    /** Returns the text, which ends in a newline, with a signature line of each key that signs now, newest first. */
    public String sign(String text) {
        Instant now = clock.instant();
        var note = new StringBuilder(text).append('\n');
        for (RingKey key : current().keys()) {
            if (key.signsAt(now)) {
                sign(key, text, now).ifPresent(note::append);
            } else if (signers.containsKey(key.verifier())) {
                forgetRetired();
            }
        }
        return note.toString();
    }

    /** A key that retires may be gone already where another instance's clock is ahead; the newest must be there. */
    private Optional<SignedNote.Line> sign(RingKey key, String text, Instant now) {
        try {
            return Optional.of(signer(key).sign(text, now));
        } catch (AuditDbException e) {
            if (key.until() == null) {
                throw e;
            }
            LOG.warn("{} no longer signs, because it cannot be read: {}", key.verifier(), e.getMessage());
            return Optional.empty();
        }
    }

    /** Returns the text of a note that a key of this ring has signed; empty when none has, or a signature is wrong. */
    public Optional<String> open(String note) {
        Optional<SignedNote> parsed = SignedNote.parse(note);
        Optional<SignedNote> signed = parsed.filter(it -> it.isSignedBy(ring.verifiers()))
                .or(() -> parsed.filter(it -> it.isSignedBy(current().verifiers())));
        return signed.map(SignedNote::text);
    }

    private SigningKey signer(RingKey key) {
        return signers.computeIfAbsent(key.verifier(), verifier -> {
            KeyPair pair = material.read(key.source());
            var signer = new SigningKey(name, SignatureType.NOTE, pair);
            if (!signer.verifier().equals(verifier)) {
                throw new AuditDbException(
                        StandardErrorCode.INVALID_CONFIG,
                        key.source() + " holds another key than the one which signs the log " + name
                                + "; put it back, for a new key needs the old one to vouch for it");
            }
            return signer;
        });
    }

    private void takeConfigured(Duration overlap) {
        Optional<String> wanted = material.configured();
        boolean known = wanted.isEmpty()
                || ring.keys().stream().anyMatch(key -> key.source().equals(wanted.get()));
        if (!known) {
            replaceNewest(wanted.get(), overlap);
        } else if (wanted.isPresent() && !ring.newest().source().equals(wanted.get())) {
            throw new AuditDbException(
                    StandardErrorCode.INVALID_CONFIG,
                    "The configured key " + wanted.get() + " was replaced by "
                            + ring.newest().source() + "; a key that was replaced cannot come back");
        }
    }

    /**
     * Makes a new key, which signs from now on.
     *
     * @param overlap how long the key before it signs beside it
     * @throws AuditDbException {@code CONFLICT} when the keys of this log come from the configuration
     */
    public void rotate(Duration overlap) {
        requireOwn();
        replaceNewest(material.generate(), overlap);
    }

    /** Returns the keys as {@link #rotate} would leave them, without the new one. */
    public List<LedgerKey> planRotation(Duration overlap) {
        requireOwn();
        Instant now = now();
        return current().retiring(now, overlap).stream()
                .map(key -> key.describe(now))
                .toList();
    }

    private void requireOwn() {
        material.configured().ifPresent(source -> {
            throw new AuditDbException(
                    StandardErrorCode.CONFLICT,
                    "The key of this log is configured (" + source + "), so the platform makes none; configure another"
                            + " ledger.key-store.entry or ledger.key-file and restart");
        });
    }

    private void replaceNewest(String source, Duration overlap) {
        directory.exclusively(KeyRing.FILE, () -> {
            KeyRing before = current();
            Instant now = now();
            var signer = new SigningKey(name, SignatureType.NOTE, material.read(source));
            if (before.verifiers().contains(signer.verifier())) {
                throw new AuditDbException(
                        StandardErrorCode.INVALID_CONFIG, source + " holds a key that this log has had before");
            }
            String text = Rotation.text(before.newest().verifier(), signer.verifier(), now.plus(overlap));
            String vouched = text + "\n" + signer(before.newest()).sign(text, now) + signer.sign(text, now);
            var fresh = new RingKey(signer.verifier(), now, null, source, vouched);
            Stream<RingKey> keys = Stream.concat(Stream.of(fresh), before.retiring(now, overlap).stream());
            directory.replace(KeyRing.FILE, KeyRing.text(keys));
            LOG.info("The log {} is signed with {} from now on", name, signer.verifier());
            return current();
        });
        forgetRetired();
    }

    /** A key that signs no longer is worth something only to a forger. */
    private void forgetRetired() {
        Instant now = clock.instant();
        for (RingKey key : ring.keys()) {
            if (!key.signsAt(now)) {
                signers.remove(key.verifier());
                material.forget(key.source());
            }
        }
    }
}

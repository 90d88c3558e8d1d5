package io.auditdb.kernel.ledger.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.api.ledger.LedgerKey;
import io.auditdb.api.ledger.LedgerKey.State;
import io.auditdb.kernel.security.KeyDirectory;
import io.auditdb.kernel.signature.SignedNote;
import io.auditdb.kernel.signature.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestLogKeys {
    private static final String NAME = "log.example/a";
    private static final String TEXT = NAME + "\n7\nAAAA\n";
    private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
    private static final Duration OVERLAP = Duration.ofDays(30);
    private static final KeyStoreSettings NO_STORE =
            new KeyStoreSettings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    private static final String STORE_PASSWORD = "correct horse";

    @TempDir
    private Path directory;

    /** A ring with keys that the platform makes. */
    static LogKeys open(Path keys, String name) {
        return open(keys, name, NOW);
    }

    private static LogKeys open(Path keys, String name, Instant now) {
        return open(keys, name, now, Optional.empty(), NO_STORE);
    }

    private static LogKeys open(Path keys, String name, Instant now, Optional<Path> file, KeyStoreSettings store) {
        var directory = new KeyDirectory(keys);
        return new LogKeys(
                name, directory, new KeyMaterial(directory, file, store), OVERLAP, Clock.fixed(now, ZoneOffset.UTC));
    }

    private LogKeys own(Instant now) {
        return open(directory.resolve("keys"), NAME, now);
    }

    private static List<State> states(LogKeys keys) {
        return keys.describe().stream().map(LedgerKey::state).toList();
    }

    private static VerifierKey key(LogKeys keys, int index) {
        return VerifierKey.parse(keys.describe().get(index).verifierKey());
    }

    private static boolean isSigned(String note, VerifierKey key) {
        return SignedNote.parse(note).orElseThrow().isSignedBy(List.of(key));
    }

    @Test
    void theFirstKeyIsMadeOnceForItsOwnerOnly() throws IOException {
        LogKeys keys = own(NOW);
        for (String file : List.of("log-signing.key", "log-keys")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                            directory.resolve("keys").resolve(file))))
                    .isEqualTo("rw-------");
        }
        assertThat(own(NOW).newest()).isEqualTo(keys.newest());
        assertThat(states(keys)).containsExactly(State.ACTIVE);
        var material = new KeyMaterial(new KeyDirectory(directory.resolve("keys")), Optional.empty(), NO_STORE);
        byte[] typed = Base64.getDecoder().decode(keys.newest().text().split("\\+", 3)[2]);
        assertThat(LogKeys.fingerprint(material)).isEqualTo(HexFormat.of().formatHex(typed, 1, 5));
    }

    @Test
    void afterARotationBothKeysSignTheNewestFirst() {
        LogKeys keys = own(NOW);
        VerifierKey old = keys.newest();
        keys.rotate(OVERLAP);
        assertThat(states(keys)).containsExactly(State.ACTIVE, State.RETIRING);
        assertThat(keys.newest()).isNotEqualTo(old).isEqualTo(key(keys, 0));
        SignedNote note = SignedNote.parse(keys.sign(TEXT)).orElseThrow();
        assertThat(note.signatures()).hasSize(2);
        assertThat(keys.newest().holds(note.signatures().get(0), TEXT)).isTrue();
        assertThat(old.holds(note.signatures().get(1), TEXT)).isTrue();
    }

    @Test
    void afterTheOverlapOnlyTheNewKeySignsAndTheOldSignaturesStillHold() {
        LogKeys keys = own(NOW);
        String before = keys.sign(TEXT);
        VerifierKey old = keys.newest();
        keys.rotate(OVERLAP);
        String during = keys.sign(TEXT);
        Path file = directory.resolve("keys/log-signing.key");
        assertThat(file).exists();

        LogKeys later = own(NOW.plus(OVERLAP));
        assertThat(states(later)).containsExactly(State.ACTIVE, State.RETIRED);
        assertThat(file).as("a key that may not sign any more").doesNotExist();
        String after = later.sign(TEXT);
        assertThat(SignedNote.parse(after).orElseThrow().signatures()).hasSize(1);
        assertThat(isSigned(after, old)).isFalse();
        for (String note : List.of(before, during, after)) {
            assertThat(later.open(note)).contains(TEXT);
        }
        assertThat(own(NOW.plus(OVERLAP).plusSeconds(1)).open(before)).contains(TEXT);
    }

    @Test
    void aRetiringKeyThatIsGoneDoesNotKeepTheNewOneFromSigning() throws IOException {
        own(NOW).rotate(OVERLAP);
        Files.delete(directory.resolve("keys/log-signing.key"));
        SignedNote note = SignedNote.parse(own(NOW).sign(TEXT)).orElseThrow();
        assertThat(note.signatures()).hasSize(1);
        assertThat(own(NOW).newest().holds(note.signatures().get(0), TEXT)).isTrue();
    }

    @Test
    void theOldKeyVouchesForTheNewOne() {
        LogKeys keys = own(NOW);
        VerifierKey first = keys.newest();
        keys.rotate(OVERLAP);
        keys.rotate(Duration.ZERO);
        assertThat(states(keys)).containsExactly(State.ACTIVE, State.RETIRED, State.RETIRING);
        VerifierKey trusted = first;
        for (int i = 1; i >= 0; i--) {
            String note = keys.describe().get(i).rotation().orElseThrow();
            assertThat(isSigned(note, trusted)).isTrue();
            List<String> lines = note.lines().toList();
            assertThat(lines.get(0)).isEqualTo("audit-db/key-rotation/v1");
            assertThat(lines.get(1)).isEqualTo("old " + trusted);
            trusted = VerifierKey.parse(lines.get(2).substring("new ".length()));
            assertThat(isSigned(note, trusted)).as("whoever holds the new key").isTrue();
            assertThat(CheckpointNote.open(note, keys)).as("no checkpoint").isEmpty();
        }
        assertThat(trusted).isEqualTo(keys.newest());
        assertThat(keys.describe().get(2).rotation()).isEmpty();
    }

    @Test
    void aPlanChangesNothing() {
        LogKeys keys = own(NOW);
        List<LedgerKey> plan = keys.planRotation(OVERLAP);
        assertThat(plan).hasSize(1);
        assertThat(plan.get(0).state()).isEqualTo(State.RETIRING);
        assertThat(plan.get(0).until()).contains(NOW.plus(OVERLAP));
        assertThat(states(own(NOW))).containsExactly(State.ACTIVE);
    }

    @Test
    void anotherInstanceFollowsWithoutARestart() {
        LogKeys one = own(NOW);
        LogKeys other = own(NOW);
        one.rotate(OVERLAP);
        assertThat(other.newest()).isEqualTo(one.newest());
        assertThat(SignedNote.parse(other.sign(TEXT)).orElseThrow().signatures())
                .hasSize(2);
        one.rotate(Duration.ZERO);
        assertThat(other.open(one.sign(TEXT))).contains(TEXT);
    }

    @Test
    void aForeignKeyIsNotOfTheRing() {
        LogKeys keys = own(NOW);
        LogKeys foreign = open(directory.resolve("foreign"), NAME);
        assertThat(keys.open(foreign.sign(TEXT))).isEmpty();
        keys.rotate(OVERLAP);
        assertThat(keys.open(foreign.sign(TEXT))).isEmpty();
    }

    @Test
    void aSignatureOfTheRingThatDoesNotHoldSpoilsTheNote() {
        LogKeys keys = own(NOW);
        keys.rotate(OVERLAP);
        String note = keys.sign(TEXT);
        String other = keys.sign(TEXT + "x\n");
        String oldOfOther = other.substring(other.lastIndexOf("\u2014"));
        assertThat(keys.open(note.substring(0, note.lastIndexOf("\u2014")) + oldOfOther))
                .isEmpty();
    }

    @Test
    void aSwappedKeyFileStopsTheStart() throws IOException {
        own(NOW);
        open(directory.resolve("foreign"), NAME);
        Files.copy(
                directory.resolve("foreign/log-signing.key"),
                directory.resolve("keys/log-signing.key"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> own(NOW))
                .isInstanceOf(AuditDbException.class)
                .hasMessageStartingWith("log-signing.key holds another key than the one which signs the log " + NAME);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "AAAA\n", "AAAA\nAAAA\n", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"})
    void aDamagedKeyIsNotUsed(String text) throws IOException {
        Path damaged = Files.createDirectory(directory.resolve("damaged"));
        Files.writeString(damaged.resolve("log-signing.key"), text);
        assertThatThrownBy(() -> open(damaged, NAME))
                .isInstanceOf(AuditDbException.class)
                .hasMessage("log-signing.key does not hold an Ed25519 key pair");
    }

    @Test
    void aDamagedRingIsNotUsed() throws IOException {
        own(NOW);
        Files.writeString(directory.resolve("keys/log-keys"), "nonsense\n");
        assertThatThrownBy(() -> own(NOW))
                .isInstanceOf(AuditDbException.class)
                .hasMessageContaining("a line that is not one of its keys");
        Files.writeString(directory.resolve("keys/log-keys"), "");
        assertThatThrownBy(() -> own(NOW)).hasMessage("The ring of the log " + NAME + " is empty");
    }

    /** The private key of RFC 8032, 7.1, test 2, as {@code openssl genpkey} writes one. */
    @Test
    void aKeyCanBeAFileOfPem() throws IOException {
        byte[] key = HexFormat.of()
                .parseHex("302e020100300506032b657004220420"
                        + "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        Path pem = pem("one.pem", key);
        LogKeys keys = fromFile(pem);
        assertThat(keys.newest().text())
                .endsWith(Base64.getEncoder()
                        .encodeToString(HexFormat.of()
                                .parseHex("01" + "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")));
        assertThat(keys.open(keys.sign(TEXT))).contains(TEXT);
        assertThatThrownBy(() -> keys.rotate(OVERLAP))
                .isInstanceOfSatisfying(
                        AuditDbException.class, e -> assertThat(e.code()).isEqualTo(StandardErrorCode.CONFLICT));
        key[20] ^= 1;
        LogKeys rotated = fromFile(pem("two.pem", key));
        assertThat(states(rotated)).containsExactly(State.ACTIVE, State.RETIRING);
        assertThat(isSigned(rotated.describe().get(0).rotation().orElseThrow(), keys.newest()))
                .isTrue();
        assertThat(pem).as("what was configured is not ours to delete").exists();
        assertThatThrownBy(() -> fromFile(pem)).hasMessageContaining("a key that was replaced cannot come back");
        assertThatThrownBy(() -> fromFile(directory.resolve("none.pem")))
                .hasMessageStartingWith("Cannot read the key file");
    }

    private Path pem(String name, byte[] key) throws IOException {
        return Files.writeString(
                directory.resolve(name),
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                        + "\n-----END PRIVATE KEY-----\n");
    }

    private LogKeys fromFile(Path pem) {
        return open(directory.resolve("keys"), NAME, NOW, Optional.of(pem), NO_STORE);
    }

    @Test
    void aKeyCanBeAnEntryOfAKeyStore() throws Exception {
        Path store = directory.resolve("log.p12");
        entry(store, "first");
        entry(store, "second");
        LogKeys keys = fromStore(store, "first", STORE_PASSWORD);
        assertThat(keys.open(keys.sign(TEXT))).contains(TEXT);
        LogKeys rotated = fromStore(store, "second", STORE_PASSWORD);
        assertThat(SignedNote.parse(rotated.sign(TEXT)).orElseThrow().signatures())
                .hasSize(2);
        assertThat(isSigned(rotated.sign(TEXT), keys.newest())).isTrue();
        assertThatThrownBy(() -> fromStore(store, "third", STORE_PASSWORD))
                .hasMessageContaining("has no private key third");
        assertThatThrownBy(() -> fromStore(store, "second", "wrong")).hasMessage("Cannot read the key store " + store);
    }

    @Test
    void aKeyStoreNeedsAnEntryAndAPassword() {
        Path store = directory.resolve("log.p12");
        var unset = new KeyStoreSettings(
                Optional.of(store), Optional.of("first"), Optional.empty(), Optional.of("AUDIT_DB_TEST_NOT_SET"));
        assertThatThrownBy(() -> open(directory.resolve("keys"), NAME, NOW, Optional.empty(), unset))
                .isInstanceOf(AuditDbException.class)
                .hasMessage("ledger.key-store.password-variable names AUDIT_DB_TEST_NOT_SET, which is not set");
        assertThatThrownBy(() -> new KeyStoreSettings(
                        Optional.of(store), Optional.of("first"), Optional.empty(), Optional.empty()))
                .hasMessageContaining("key-store.password-file");
        assertThatThrownBy(() -> new KeyStoreSettings(
                        Optional.of(store), Optional.empty(), Optional.of(store), Optional.empty()))
                .hasMessageContaining("key-store.entry");
    }

    private LogKeys fromStore(Path store, String entry, String password) throws IOException {
        Path file = Files.writeString(directory.resolve("password"), password + "\n");
        var settings =
                new KeyStoreSettings(Optional.of(store), Optional.of(entry), Optional.of(file), Optional.empty());
        return open(directory.resolve("keys"), NAME, NOW, Optional.empty(), settings);
    }

    /** With the JDK's own tool, as an operator would. */
    private void entry(Path store, String name) throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                        "-genkeypair",
                        "-keyalg",
                        "Ed25519",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        STORE_PASSWORD,
                        "-alias",
                        name,
                        "-dname",
                        "CN=" + name)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("keytool.out").toFile())
                .start();
        assertThat(keytool.waitFor())
                .as(Files.readString(directory.resolve("keytool.out")))
                .isZero();
    }
}

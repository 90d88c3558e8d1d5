package io.auditdb.kernel.ledger.note;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.api.error.StandardErrorCode;
import io.auditdb.kernel.security.KeyDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * Where private keys come from: made by the platform in its key directory, or configured, in a file or a PKCS#12 store. A
 * key is named by its source, which says where to read it again. Safe for use by many threads.
 */
public final class KeyMaterial {
    private static final String FIRST = "log-signing.key";
    private static final String FILE = "file:";
    private static final String ENTRY = "entry:";

    private final KeyDirectory directory;
    private final Optional<Path> file;
    private final KeyStoreSettings store;

    /** Reads keys from these places. */
    public KeyMaterial(KeyDirectory directory, Optional<Path> file, KeyStoreSettings store) {
        this.directory = directory;
        this.file = file;
        this.store = store;
    }

    /** Returns the source of the key that the configuration names; empty when the platform makes its keys itself. */
    Optional<String> configured() {
        return store.file().isPresent()
                ? store.entry().map(ENTRY::concat)
                : file.map(path -> FILE + path.toAbsolutePath().normalize());
    }

    /** Returns the source of the key to begin with. */
    String first() {
        return configured().orElse(FIRST);
    }

    /** Makes a key in the directory, and returns its source. */
    String generate() {
        String source = "log-signing-" + UUID.randomUUID() + ".key";
        directory.text(source, KeyPairText::generate);
        return source;
    }

    /** Deletes a key that the platform made; what was configured is left to whoever configured it. */
    void forget(String source) {
        if (!source.startsWith(FILE) && !source.startsWith(ENTRY)) {
            directory.delete(source);
        }
    }

    /** Returns the key to begin with; made when it is not configured and not there yet. */
    KeyPair readFirst() {
        if (configured().isEmpty()) {
            directory.text(FIRST, KeyPairText::generate);
        }
        return read(first());
    }

    /**
     * Returns a key pair that is there.
     *
     * @throws AuditDbException {@code INVALID_CONFIG} when it cannot be read
     */
    KeyPair read(String source) {
        if (source.startsWith(ENTRY)) {
            return entry(source.substring(ENTRY.length()));
        }
        if (source.startsWith(FILE)) {
            return file(Path.of(source.substring(FILE.length())));
        }
        return KeyPairText.read(directory.text(source), source);
    }

    private static KeyPair file(Path path) {
        try {
            return KeyPairText.read(Files.readString(path), path.toString());
        } catch (IOException e) {
            throw unreadable("the key file " + path, e);
        }
    }

    private KeyPair entry(String name) {
        Path path = store.file()
                .orElseThrow(() -> new AuditDbException(
                        StandardErrorCode.INVALID_CONFIG,
                        "The key " + name + " is in a key store, and ledger.key-store.file is not set"));
        char[] password = password();
        try (InputStream in = Files.newInputStream(path)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, password);
            if (keys.getKey(name, password) instanceof PrivateKey key && keys.getCertificate(name) != null) {
                return KeyPairText.checked(
                        new KeyPair(keys.getCertificate(name).getPublicKey(), key), "entry " + name + " of " + path);
            }
            throw new AuditDbException(
                    StandardErrorCode.INVALID_CONFIG, "The key store " + path + " has no private key " + name);
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable("the key store " + path, e);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private char[] password() {
        String variable = store.passwordVariable().orElse("");
        try {
            String password = store.passwordFile().isPresent()
                    ? Files.readString(store.passwordFile().get()).strip()
                    : System.getenv(variable);
            if (password == null) {
                throw new AuditDbException(
                        StandardErrorCode.INVALID_CONFIG,
                        "ledger.key-store.password-variable names " + variable + ", which is not set");
            }
            return password.toCharArray();
        } catch (IOException e) {
            throw unreadable("the password file of the key store", e);
        }
    }

    private static AuditDbException unreadable(String what, Exception cause) {
        return new AuditDbException(StandardErrorCode.INVALID_CONFIG, "Cannot read " + what, cause);
    }
}

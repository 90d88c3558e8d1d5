package io.auditdb.kernel.ledger.note;

import io.auditdb.api.plugin.Setting;
import java.nio.file.Path;
import java.util.Optional;

/** A PKCS#12 file that holds the key of the log. */
public record KeyStoreSettings(
        @Setting("PKCS#12 file that holds the key which signs the log, instead of one made at the first start")
        Optional<Path> file,

        @Setting("Name of the entry in it; another entry than before means a rotation")
        Optional<String> entry,

        @Setting("File that holds its password") Optional<Path> passwordFile,

        @Setting("Name of the environment variable that holds its password")
        Optional<String> passwordVariable) {
    /** Checks that all that is needed is there. */
    public KeyStoreSettings {
        boolean password = passwordFile.isPresent() != passwordVariable.isPresent();
        if (file.isPresent() && (entry.isEmpty() || !password)) {
            throw new IllegalArgumentException(
                    "key-store.file needs key-store.entry, and either key-store.password-file or"
                            + " key-store.password-variable");
        }
    }
}

package io.auditdb.kernel.ledger.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auditdb.api.error.AuditDbException;
import io.auditdb.kernel.KernelSettings;
import io.auditdb.kernel.config.Configuration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TestWitnessSettings {
    private static final String LOG = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    private static WitnessSettings bind(String key, String value) {
        return Configuration.builder()
                .set("ledger.witness." + key, List.of(value))
                .build()
                .bind("", KernelSettings.class)
                .ledger()
                .witness();
    }

    @Test
    void readsTheKeysOfLogs() {
        assertThat(bind("logs", LOG).logKeys()).singleElement().hasToString(LOG);
        assertThat(Configuration.builder()
                        .build()
                        .bind("", KernelSettings.class)
                        .ledger()
                        .witness()
                        .logKeys())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "logs, example.com/foo, 'witness.logs 0: a verifier key is a name, a key id and a key, joined by +'",
        "logs, example.com/foo+530d903a+AAAA, 'witness.logs 0: its key has 3 bytes, an Ed25519 key has 33'",
        "logs, example.com/bar+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k,"
                + " 'its key id is not that of its name and key'",
        "witnesses, example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k,"
                + " 'witness.witnesses 0: a witness is a verifier key, a space, and a URL'",
        "witnesses, example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k http://w.example,"
                + " 'the key of a witness is of type 4'"
    })
    void namesWhatIsWrong(String key, String value, String problem) {
        assertThatThrownBy(() -> bind(key, value))
                .isInstanceOf(AuditDbException.class)
                .hasMessageContaining(problem);
    }
}

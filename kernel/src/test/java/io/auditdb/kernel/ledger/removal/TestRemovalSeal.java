package io.auditdb.kernel.ledger.removal;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.kernel.bytes.Utf8;
import io.auditdb.kernel.ledger.storage.BatchMac;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TestRemovalSeal {
    private static final UUID ID = UUID.fromString("70e5932e-9022-4b38-837e-ca10dad94eb7");

    private final RemovalSeal seal = new RemovalSeal(new BatchMac(new byte[32]));
    private final Removal removal = seal.seal(ID, 3, 17, BitSet.valueOf(new byte[] {0b101, 1}), 42);

    @Test
    void keepsPlacesAndSum() {
        assertThat(seal.isIntact(removal)).isTrue();
        assertThat(seal.sum(removal)).isEqualTo(42);
        assertThat(seal.places(List.of(removal)).stream()).containsExactly(0, 2, 8);
    }

    @Test
    void isBoundToItsPlaceAndToAllThatItSays() {
        byte[] places = removal.positions();
        byte[] sum = removal.locators();
        byte[] mac = removal.mac();
        for (Removal other : List.of(
                new Removal(UUID.randomUUID(), 3, 17, places, sum, mac),
                new Removal(ID, 4, 17, places, sum, mac),
                new Removal(ID, 3, 18, places, sum, mac),
                new Removal(ID, 3, 17, new byte[] {0b111, 1}, sum, mac),
                new Removal(ID, 3, 17, new byte[] {0b101, 1, 0}, sum, mac),
                new Removal(ID, 3, 17, places, mac, mac),
                new Removal(ID, 3, 17, places, sum, sum),
                new Removal(ID, 3, 17, new byte[0], new byte[0], new byte[0]))) {
            assertThat(seal.isIntact(other)).isFalse();
            assertThat(seal.places(List.of(other)).isEmpty()).isTrue();
        }
        assertThat(new RemovalSeal(new BatchMac(new byte[] {1})).isIntact(removal))
                .isFalse();
    }

    @Test
    void masksTheSameSumDifferentlyEachTime() {
        BitSet places = BitSet.valueOf(removal.positions());
        assertThat(seal.seal(ID, 3, 18, places, 42).locators()).isNotEqualTo(removal.locators());
        assertThat(seal.seal(UUID.randomUUID(), 3, 17, places, 42).locators()).isNotEqualTo(removal.locators());
    }

    @Test
    void tellsLocatorsApartByEachOfTheirParts() {
        LocatorHash hash = seal.locators();
        long one = hash.of(Utf8.of("clinic"), ID, 1);
        assertThat(hash.of(Utf8.of("clinic"), ID, 1)).isEqualTo(one);
        assertThat(hash.of(Utf8.of("clinics"), ID, 1)).isNotEqualTo(one);
        assertThat(hash.of(Utf8.of("clinic"), ID, 2)).isNotEqualTo(one);
        assertThat(hash.of(Utf8.of("clinic"), new UUID(0, 1), 1)).isNotEqualTo(one);
    }
}

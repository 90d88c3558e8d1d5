package io.auditdb.kernel.ledger.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestKeyedMultiset {
    private final KeyedMultiset set = new KeyedMultiset(4);

    private static byte[] element(int i) {
        return ByteBuffer.allocate(4).putInt(i).array();
    }

    @Test
    void isEqualWhateverTheOrder() {
        List<Integer> order = new ArrayList<>(List.of(1, 2, 3, 3, 4, 5));
        order.forEach(i -> set.add(i % 4, element(i)));
        Collections.shuffle(order, new Random(1));
        order.forEach(i -> set.remove(i % 4, element(i)));
        assertThat(set.unequal()).isEmpty();
    }

    @Test
    void namesTheBucketsThatDiffer() {
        set.add(0, element(1));
        set.add(1, element(1));
        set.add(2, element(1));
        set.remove(1, element(1));
        set.remove(2, element(2));
        set.remove(3, element(9));
        assertThat(set.unequal()).containsExactly(0, 2, 3);
    }

    @Test
    void countsHowOftenAnElementIsThere() {
        set.add(0, element(1));
        set.remove(0, element(1));
        set.remove(0, element(1));
        assertThat(set.unequal()).containsExactly(0);
        set.add(0, element(1));
        assertThat(set.unequal()).isEmpty();
    }

    /** What cancels out in a sum or an exclusive or does not cancel out here. */
    @Test
    void differencesDoNotCancelOut() {
        set.add(0, element(1));
        set.add(0, element(4));
        set.remove(0, element(2));
        set.remove(0, element(3));
        assertThat(set.unequal()).containsExactly(0);
    }
}

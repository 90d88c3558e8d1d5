package io.auditdb.kernel.ledger.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.auditdb.kernel.ledger.tree.NaiveTree;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TestSealedBatch {
    private static final byte[] KEY = new byte[32];
    private static final BatchMac MAC = new BatchMac(KEY);
    private static final List<UUID> IDS = List.of(new UUID(1, 2), new UUID(3, 4), new UUID(5, 6));
    private static final byte[] LEAVES = NaiveTree.leaves(new Random(1), 3);
    private static final SealedBatch BATCH = new SealedBatch(2, 9, IDS, LEAVES, MAC.of(2, 9, IDS, LEAVES));

    @Test
    void isSealedAsItsWriterLeftIt() {
        assertThat(BATCH.isSealedBy(MAC)).isTrue();
        assertThat(BATCH.isSealedBy(new BatchMac(KEY.clone()))).isTrue();
        assertThat(BATCH.count()).isEqualTo(3);
        assertThat(BATCH.hasLeaf(1, Arrays.copyOfRange(LEAVES, 32, 64))).isTrue();
        assertThat(BATCH).hasToString("2.9");
    }

    /** The format, fixed: batches that wait when the platform is updated must still be recognised. */
    @Test
    void theSealIsAnHmacOverEverything() throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        mac.update("audit-db ledger batch v1\n".getBytes(StandardCharsets.US_ASCII));
        mac.update(ByteBuffer.allocate(16).putInt(2).putLong(9).putInt(3).array());
        for (UUID id : IDS) {
            mac.update(ByteBuffer.allocate(16)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array());
        }
        assertThat(BATCH.mac()).isEqualTo(mac.doFinal(LEAVES));
    }

    static List<Arguments> changes() {
        return List.of(
                change("writer", it -> new SealedBatch(3, 9, IDS, LEAVES, it.mac())),
                change("number", it -> new SealedBatch(2, 10, IDS, LEAVES, it.mac())),
                change(
                        "an id",
                        it -> new SealedBatch(2, 9, List.of(IDS.get(0), IDS.get(1), new UUID(5, 7)), LEAVES, it.mac())),
                change(
                        "order of ids",
                        it -> new SealedBatch(2, 9, List.of(IDS.get(1), IDS.get(0), IDS.get(2)), LEAVES, it.mac())),
                change(
                        "order of ids and leaves",
                        it -> new SealedBatch(2, 9, reversed(IDS), swapped(LEAVES), it.mac())),
                change("order of leaves", it -> new SealedBatch(2, 9, IDS, swapped(LEAVES), it.mac())),
                change("a bit of a leaf", it -> new SealedBatch(2, 9, IDS, flipped(LEAVES, 95), it.mac())),
                change("a bit of the seal", it -> new SealedBatch(2, 9, IDS, LEAVES, flipped(it.mac(), 0))),
                change("a short seal", it -> new SealedBatch(2, 9, IDS, LEAVES, Arrays.copyOf(it.mac(), 31))),
                change("no seal", it -> new SealedBatch(2, 9, IDS, LEAVES, new byte[0])),
                change(
                        "an event less",
                        it -> new SealedBatch(2, 9, IDS.subList(0, 2), Arrays.copyOf(LEAVES, 64), it.mac())),
                change("an event more", it -> new SealedBatch(2, 9, more(IDS), Arrays.copyOf(LEAVES, 128), it.mac())),
                change("an id less", it -> new SealedBatch(2, 9, IDS.subList(0, 2), LEAVES, it.mac())),
                change("a leaf less", it -> new SealedBatch(2, 9, IDS, Arrays.copyOf(LEAVES, 64), it.mac())));
    }

    private static Arguments change(String name, UnaryOperator<SealedBatch> change) {
        return arguments(name, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void anyChangeBreaksTheSeal(String name, UnaryOperator<SealedBatch> change) {
        assertThat(change.apply(BATCH).isSealedBy(MAC)).isFalse();
    }

    @Test
    void anotherKeyIsAnotherSeal() {
        byte[] key = new byte[32];
        key[31] = 1;
        assertThat(BATCH.isSealedBy(new BatchMac(key))).isFalse();
    }

    /** Where ids end and leaves begin is part of what is sealed, even when the bytes in a row are the same. */
    @Test
    void idsCannotPassForLeaves() {
        byte[] seal = MAC.of(1, 1, List.of(new UUID(1, 2), new UUID(3, 4)), new byte[64]);
        var bytes =
                ByteBuffer.allocate(80).putLong(3).putLong(4).put(new byte[64]).array();
        assertThat(MAC.matches(1, 1, List.of(new UUID(1, 2)), bytes, seal)).isFalse();
    }

    @Test
    void aSealedBatchWhoseLeavesDoNotFitItsIdsIsNotWhole() {
        byte[] leaves = Arrays.copyOf(LEAVES, 64);
        assertThat(new SealedBatch(2, 9, IDS, leaves, MAC.of(2, 9, IDS, leaves)).isSealedBy(MAC))
                .isFalse();
    }

    private static byte[] flipped(byte[] bytes, int index) {
        byte[] flipped = bytes.clone();
        flipped[index] ^= 1;
        return flipped;
    }

    private static byte[] swapped(byte[] leaves) {
        byte[] swapped = leaves.clone();
        System.arraycopy(leaves, 0, swapped, 64, 32);
        System.arraycopy(leaves, 64, swapped, 0, 32);
        return swapped;
    }

    private static List<UUID> reversed(List<UUID> ids) {
        var reversed = new ArrayList<>(ids);
        Collections.reverse(reversed);
        return reversed;
    }

    private static List<UUID> more(List<UUID> ids) {
        var more = new ArrayList<>(ids);
        more.add(new UUID(7, 8));
        return more;
    }
}

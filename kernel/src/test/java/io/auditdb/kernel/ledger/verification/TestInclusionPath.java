package io.auditdb.kernel.ledger.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.kernel.ledger.tree.Hashes;
import io.auditdb.kernel.ledger.tree.MerkleTree;
import io.auditdb.kernel.ledger.tree.TreeProof;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestInclusionPath {
    private static final int SIZE = 70;

    private final Hashes hashes = new Hashes();
    private final byte[] leaves = leaves();
    private final TreeProof proof = new TreeProof(
            (height, index) -> hashes.perfect(leaves, (int) (index << height) * Hashes.SIZE, 1 << height));

    private static byte[] leaves() {
        byte[] bytes = new byte[SIZE * Hashes.SIZE];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    private byte[] leaf(int index) {
        return Arrays.copyOfRange(leaves, index * Hashes.SIZE, (index + 1) * Hashes.SIZE);
    }

    private byte[] root(int size) {
        var tree = new MerkleTree();
        tree.append(Arrays.copyOf(leaves, size * Hashes.SIZE));
        return tree.root();
    }

    @Test
    void everyLeafLeadsToTheRootAtEverySize() {
        for (int size = 1; size <= SIZE; size++) {
            byte[] root = root(size);
            for (int index = 0; index < size; index++) {
                assertThat(InclusionPath.root(leaf(index), index, size, proof.inclusion(index, size)))
                        .as("leaf %d of %d", index, size)
                        .isEqualTo(root);
            }
        }
    }

    @Test
    void nothingElseLeadsThere() {
        List<byte[]> path = proof.inclusion(13, SIZE);
        byte[] root = root(SIZE);
        assertThat(InclusionPath.root(leaf(12), 13, SIZE, path)).isNotEqualTo(root);
        assertThat(InclusionPath.root(leaf(13), 12, SIZE, path)).isNotEqualTo(root);
        assertThat(InclusionPath.root(leaf(13), 13, SIZE, path.subList(1, path.size())))
                .isNotEqualTo(root);
        assertThat(InclusionPath.root(leaf(13), 13, 7, path)).isNotEqualTo(root);
    }
}

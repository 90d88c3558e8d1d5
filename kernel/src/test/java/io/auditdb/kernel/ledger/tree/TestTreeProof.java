package io.auditdb.kernel.ledger.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.kernel.json.Seeded;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TestTreeProof {
    @Test
    void provesEveryLeafOfEverySmallTree() {
        byte[] leaves = NaiveTree.leaves(Seeded.random(), 150);
        var proof = new TreeProof(nodes(leaves));
        for (int size = 1; size <= 150; size++) {
            byte[] root = NaiveTree.root(leaves, 0, size);
            assertThat(proof.root(size)).isEqualTo(root);
            for (int index = 0; index < size; index++) {
                List<byte[]> path = proof.inclusion(index, size);
                assertThat(NaiveTree.verifies(index, size, NaiveTree.leaf(leaves, index), path, root))
                        .as("leaf %d of %d", index, size)
                        .isTrue();
            }
        }
    }

    @Test
    void provesLeavesOfLargeTrees() {
        Random random = Seeded.random();
        byte[] leaves = NaiveTree.leaves(random, 70_000);
        var proof = new TreeProof(nodes(leaves));
        for (int size : List.of(255, 256, 257, 600, 65_535, 65_536, 65_537, 70_000)) {
            byte[] root = NaiveTree.root(leaves, 0, size);
            assertThat(proof.root(size)).isEqualTo(root);
            var indexes = new ArrayList<>(List.of(0, size - 1, size / 2));
            for (int i = 0; i < 10; i++) {
                indexes.add(random.nextInt(size));
            }
            for (int index : indexes) {
                assertThat(NaiveTree.verifies(
                                index, size, NaiveTree.leaf(leaves, index), proof.inclusion(index, size), root))
                        .as("leaf %d of %d", index, size)
                        .isTrue();
            }
        }
    }

    @Test
    void aProofHoldsForNothingElse() {
        byte[] leaves = NaiveTree.leaves(Seeded.random(), 100);
        var proof = new TreeProof(nodes(leaves));
        byte[] root = NaiveTree.root(leaves, 0, 100);
        List<byte[]> path = proof.inclusion(37, 100);
        assertThat(NaiveTree.verifies(37, 100, NaiveTree.leaf(leaves, 36), path, root))
                .isFalse();
        assertThat(NaiveTree.verifies(36, 100, NaiveTree.leaf(leaves, 37), path, root))
                .isFalse();
        assertThat(NaiveTree.verifies(37, 100, NaiveTree.leaf(leaves, 37), path, NaiveTree.root(leaves, 0, 99)))
                .isFalse();
        for (int i = 0; i < path.size(); i++) {
            var changed = new ArrayList<>(path);
            changed.set(i, NaiveTree.leaf(leaves, 1));
            assertThat(NaiveTree.verifies(37, 100, NaiveTree.leaf(leaves, 37), changed, root))
                    .isFalse();
        }
    }

    @Test
    void theRootOfNothingNeedsNoNodes() {
        var proof = new TreeProof((height, index) -> {
            throw new AssertionError("there is no node");
        });
        assertThat(proof.root(0)).isEqualTo(NaiveTree.sha256());
    }

    /** Every perfect subtree, level by level, from the leaves alone. */
    private static TreeProof.Nodes nodes(byte[] leaves) {
        var levels = new ArrayList<List<byte[]>>();
        List<byte[]> level = new ArrayList<>();
        for (int i = 0; i < leaves.length / 32; i++) {
            level.add(NaiveTree.leaf(leaves, i));
        }
        while (!level.isEmpty()) {
            levels.add(level);
            List<byte[]> above = new ArrayList<>();
            for (int i = 0; i + 1 < level.size(); i += 2) {
                above.add(NaiveTree.node(level.get(i), level.get(i + 1)));
            }
            level = above;
        }
        return (height, index) -> levels.get(height).get((int) index);
    }
}

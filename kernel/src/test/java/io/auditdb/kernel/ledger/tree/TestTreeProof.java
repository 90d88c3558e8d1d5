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

    @Test
    void provesThatEverySmallTreeContinuesEverySmallerOne() {
        byte[] leaves = NaiveTree.leaves(Seeded.random(), 70);
        var proof = new TreeProof(nodes(leaves));
        var check = new ConsistencyCheck();
        for (int to = 0; to <= 70; to++) {
            byte[] toRoot = NaiveTree.root(leaves, 0, to);
            assertThat(proof.consistency(0, to)).isEmpty();
            assertThat(check.holds(0, NaiveTree.sha256(), to, toRoot, List.of()))
                    .isTrue();
            for (int from = 1; from <= to; from++) {
                List<byte[]> path = proof.consistency(from, to);
                assertThat(path)
                        .as("from %d to %d", from, to)
                        .containsExactlyElementsOf(NaiveTree.consistency(leaves, from, to));
                assertThat(check.holds(from, NaiveTree.root(leaves, 0, from), to, toRoot, path))
                        .as("from %d to %d", from, to)
                        .isTrue();
            }
        }
    }

    @Test
    void provesThatLargeTreesContinueSmallerOnes() {
        Random random = Seeded.random();
        byte[] leaves = NaiveTree.leaves(random, 70_000);
        var proof = new TreeProof(nodes(leaves));
        for (int i = 0; i < 50; i++) {
            int to = 2 + random.nextInt(69_999);
            int from = 1 + random.nextInt(to);
            List<byte[]> path = proof.consistency(from, to);
            byte[] fromRoot = NaiveTree.root(leaves, 0, from);
            byte[] toRoot = NaiveTree.root(leaves, 0, to);
            assertThat(path)
                    .as("from %d to %d", from, to)
                    .containsExactlyElementsOf(NaiveTree.consistency(leaves, from, to));
            assertThat(new ConsistencyCheck().holds(from, fromRoot, to, toRoot, path))
                    .as("from %d to %d", from, to)
                    .isTrue();
        }
    }

    @Test
    void aForkedTreeContinuesNothing() {
        Random random = Seeded.random();
        byte[] leaves = NaiveTree.leaves(random, 100);
        byte[] forked = leaves.clone();
        forked[41 * 32] ^= 1;
        var check = new ConsistencyCheck();
        for (int to = 42; to <= 100; to++) {
            for (int from = 42; from <= to; from++) {
                assertThat(check.holds(
                                from,
                                NaiveTree.root(leaves, 0, from),
                                to,
                                NaiveTree.root(forked, 0, to),
                                NaiveTree.consistency(forked, from, to)))
                        .as("from %d to %d", from, to)
                        .isFalse();
            }
        }
    }

    @Test
    void aConsistencyProofHoldsForNothingElse() {
        byte[] leaves = NaiveTree.leaves(Seeded.random(), 100);
        var check = new ConsistencyCheck();
        for (int from : List.of(1, 32, 37, 64, 99)) {
            byte[] fromRoot = NaiveTree.root(leaves, 0, from);
            byte[] toRoot = NaiveTree.root(leaves, 0, 100);
            List<byte[]> path = NaiveTree.consistency(leaves, from, 100);
            assertThat(check.holds(from, fromRoot, 100, toRoot, path)).isTrue();
            assertThat(check.holds(from, fromRoot, 99, NaiveTree.root(leaves, 0, 99), path))
                    .isFalse();
            assertThat(check.holds(from + 1, NaiveTree.root(leaves, 0, from + 1), 100, toRoot, path))
                    .isFalse();
            assertThat(check.holds(from, fromRoot, 100, toRoot, path.subList(1, path.size())))
                    .isFalse();
            var longer = new ArrayList<>(path);
            longer.add(fromRoot);
            assertThat(check.holds(from, fromRoot, 100, toRoot, longer)).isFalse();
            for (int i = 0; i < path.size(); i++) {
                var changed = new ArrayList<>(path);
                changed.set(i, NaiveTree.sha256());
                assertThat(check.holds(from, fromRoot, 100, toRoot, changed)).isFalse();
                changed.set(i, new byte[31]);
                assertThat(check.holds(from, fromRoot, 100, toRoot, changed)).isFalse();
            }
        }
    }

    @Test
    void atTheEndsAConsistencyProofIsEmpty() {
        byte[] root = NaiveTree.sha256(new byte[1]);
        byte[] other = NaiveTree.sha256(new byte[2]);
        var check = new ConsistencyCheck();
        assertThat(check.holds(7, root, 7, root, List.of())).isTrue();
        assertThat(check.holds(7, root, 7, other, List.of())).isFalse();
        assertThat(check.holds(7, root, 7, root, List.of(root))).isFalse();
        assertThat(check.holds(0, NaiveTree.sha256(), 7, root, List.of(root))).isFalse();
        assertThat(check.holds(0, root, 7, root, List.of())).isFalse();
        assertThat(check.holds(7, root, 8, other, List.of())).isFalse();
        assertThat(check.holds(8, root, 7, other, List.of(root))).isFalse();
        assertThat(check.holds(-1, root, 7, other, List.of(root))).isFalse();
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

package io.auditdb.kernel.ledger.tree;

import static org.assertj.core.api.Assertions.assertThat;

import io.auditdb.kernel.json.Seeded;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestMerkleTree {
    @Test
    void anEmptyTreeHasTheRootOfNothing() {
        var tree = new MerkleTree();
        assertThat(tree.size()).isZero();
        assertThat(HexFormat.of().formatHex(tree.root()))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    /** The tree that RFC 6962's first implementation is tested with: eight entries and all its roots. */
    @Test
    void hasTheRootsOfTheWellKnownTree() {
        String[] entries = {
            "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"
        };
        String[] roots = {
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
        };
        var tree = new MerkleTree();
        for (int i = 0; i < entries.length; i++) {
            tree.append(NaiveTree.sha256(new byte[] {0}, HexFormat.of().parseHex(entries[i])));
            assertThat(HexFormat.of().formatHex(tree.root())).isEqualTo(roots[i]);
        }
    }

    @Test
    void hasTheRootOfTheStandardAtEverySize() {
        byte[] leaves = NaiveTree.leaves(Seeded.random(), 600);
        var tree = new MerkleTree();
        for (int size = 1; size <= 600; size++) {
            tree.append(NaiveTree.leaf(leaves, size - 1));
            assertThat(tree.size()).isEqualTo(size);
            assertThat(tree.root()).as("at %d", size).isEqualTo(NaiveTree.root(leaves, 0, size));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 70_000})
    void handsOutEachTileOnceWhenItIsFull(int size) {
        byte[] leaves = NaiveTree.leaves(Seeded.random(), size);
        var tree = new MerkleTree();
        tree.append(leaves);
        assertThat(tree.root()).isEqualTo(NaiveTree.root(leaves, 0, size));
        List<MerkleTree.FullTile> tiles = tree.takeFullTiles();
        assertThat(tree.takeFullTiles()).isEmpty();
        assertThat(names(tiles)).containsExactlyInAnyOrderElementsOf(fullTiles(size));
        for (MerkleTree.FullTile tile : tiles) {
            assertTile(tile, leaves);
        }
    }

    private static void assertTile(MerkleTree.FullTile tile, byte[] leaves) {
        int width = 1 << (8 * tile.level());
        int first = (int) tile.index() * 256 * width;
        assertThat(tile.hashes()).hasSize(8192);
        for (int i = 0; i < 256; i++) {
            assertThat(Arrays.copyOfRange(tile.hashes(), i * 32, i * 32 + 32))
                    .isEqualTo(NaiveTree.root(leaves, first + i * width, first + (i + 1) * width));
        }
        assertThat(tile.root()).isEqualTo(NaiveTree.root(leaves, first, first + 256 * width));
    }

    @Test
    void handsOutTilesAsTheyFillLowerLevelsFirst() {
        byte[] leaves = NaiveTree.leaves(Seeded.random(), 65_536);
        var tree = new MerkleTree();
        var names = new ArrayList<String>();
        int batch = 1000;
        for (int from = 0; from < 65_536; from += batch) {
            int to = Math.min(65_536, from + batch);
            tree.append(Arrays.copyOfRange(leaves, from * 32, to * 32));
            names.addAll(names(tree.takeFullTiles()));
        }
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            expected.add("0/" + i);
        }
        expected.add("1/0");
        assertThat(names).containsExactlyElementsOf(expected);
    }

    @Test
    void goesOnFromItsRightEdgeAtAnySize() {
        Random random = Seeded.random();
        byte[] leaves = NaiveTree.leaves(random, 70_000);
        var sizes =
                new ArrayList<>(List.of(0, 1, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 69_999, 70_000));
        for (int i = 0; i < 10; i++) {
            sizes.add(random.nextInt(70_000));
        }
        var whole = new MerkleTree();
        whole.append(leaves);
        for (int size : sizes) {
            byte[] before = Arrays.copyOf(leaves, size * 32);
            byte[] after = Arrays.copyOfRange(leaves, size * 32, leaves.length);
            var grown = new MerkleTree();
            grown.append(before);
            var resumed = new MerkleTree(size, edge(leaves, size));
            assertThat(resumed.size()).isEqualTo(size);
            assertThat(resumed.root()).as("at %d", size).isEqualTo(grown.root());
            resumed.append(after);
            assertThat(resumed.size()).isEqualTo(70_000);
            assertThat(resumed.root()).as("from %d", size).isEqualTo(whole.root());
            List<String> added = fullTiles(70_000);
            added.removeAll(fullTiles(size));
            assertThat(names(resumed.takeFullTiles())).containsExactlyInAnyOrderElementsOf(added);
        }
    }

    @Test
    void anEdgeOfWhichHashesAreGoneHasAnotherRoot() {
        byte[] leaves = NaiveTree.leaves(Seeded.random(), 700);
        byte[] root = new MerkleTree(700, edge(leaves, 700)).root();
        for (int level = 0; level < 2; level++) {
            List<byte[]> gaps = edge(leaves, 700);
            gaps.set(level, new byte[0]);
            assertThat(new MerkleTree(700, gaps).root()).isNotEqualTo(root);
        }
    }

    /** The partial tile of each level, as C2SP tlog-tiles defines it. */
    private static List<byte[]> edge(byte[] leaves, int size) {
        var edge = new ArrayList<byte[]>();
        int width = 1;
        for (int count = size; count > 0; count /= 256) {
            var level = new java.io.ByteArrayOutputStream();
            for (int i = count - count % 256; i < count; i++) {
                level.writeBytes(NaiveTree.root(leaves, i * width, (i + 1) * width));
            }
            edge.add(level.toByteArray());
            width *= 256;
        }
        return edge;
    }

    private static List<String> fullTiles(int size) {
        var names = new ArrayList<String>();
        int level = 0;
        for (int count = size / 256; count > 0; count /= 256) {
            for (int i = 0; i < count; i++) {
                names.add(level + "/" + i);
            }
            level++;
        }
        return names;
    }

    private static List<String> names(List<MerkleTree.FullTile> tiles) {
        return tiles.stream().map(tile -> tile.level() + "/" + tile.index()).toList();
    }
}

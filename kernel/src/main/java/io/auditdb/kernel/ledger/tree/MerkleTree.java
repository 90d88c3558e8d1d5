package io.auditdb.kernel.ledger.tree;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A growing RFC 6962 tree in tiles of 256: it keeps only the ragged right edge, at most 255 hashes a level, and hands out
 * each tile that becomes full. For one thread.
 */
public final class MerkleTree {
    /** Hashes in a full tile. */
    public static final int TILE_WIDTH = 256;

    private final Hashes hashes = new Hashes();
    private final List<ByteArrayOutputStream> edge = new ArrayList<>();
    private final List<FullTile> full = new ArrayList<>();
    private long size;

    /** A tile that became full: its hashes, and the hash of them all. */
    public record FullTile(int level, long index, byte[] hashes, byte[] root) {}

    /** Starts without leaves. */
    public MerkleTree() {}

    /** Continues at a size, from the hashes of the partial tile at each level. */
    public MerkleTree(long size, List<byte[]> edge) {
        this.size = size;
        for (byte[] level : edge) {
            var pending = new ByteArrayOutputStream(TILE_WIDTH * Hashes.SIZE);
            pending.writeBytes(level);
            this.edge.add(pending);
        }
    }

    public long size() {
        return size;
    }

    /** Adds leaf hashes that lie one after the other. */
    public void append(byte[] leaves) {
        for (int offset = 0; offset < leaves.length; offset += Hashes.SIZE) {
            append(0, leaves, offset);
            size++;
        }
    }

    private void append(int level, byte[] from, int offset) {
        if (level == edge.size()) {
            edge.add(new ByteArrayOutputStream(TILE_WIDTH * Hashes.SIZE));
        }
        ByteArrayOutputStream pending = edge.get(level);
        pending.write(from, offset, Hashes.SIZE);
        if (pending.size() == TILE_WIDTH * Hashes.SIZE) {
            byte[] tile = pending.toByteArray();
            byte[] root = hashes.perfect(tile, 0, TILE_WIDTH);
            full.add(new FullTile(level, tileIndex(level), tile, root));
            pending.reset();
            append(level + 1, root, 0);
        }
    }

    /** The tile being filled at a level covers the leaf that is being added. */
    private long tileIndex(int level) {
        return size >>> (8 * (level + 1));
    }

    /** Returns and forgets the tiles that became full, lower levels first. */
    public List<FullTile> takeFullTiles() {
        List<FullTile> taken = List.copyOf(full);
        full.clear();
        return taken;
    }

    /** Returns the root over all leaves. */
    public byte[] root() {
        byte[] root = null;
        // from the right edge upwards: each perfect subtree to the left joins what is already combined
        for (ByteArrayOutputStream pending : edge) {
            byte[] level = pending.toByteArray();
            int end = level.length / Hashes.SIZE;
            while (end > 0) {
                int width = Integer.lowestOneBit(end);
                byte[] left = hashes.perfect(level, (end - width) * Hashes.SIZE, width);
                root = root == null ? left : hashes.node(left, root);
                end -= width;
            }
        }
        return root == null ? hashes.empty() : root;
    }
}

package io.auditdb.kernel.ledger.tree;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A growing RFC 6962 tree in tiles of 256: it keeps only the ragged right edge, at most 255 hashes a level, and hands out
 * each tile that becomes full. For one thread.
 */
public final class MerkleTree {
    /** Hashes in a full tile. */
    public static final int TILE_WIDTH = 256;

    private static final int TILE_HEIGHT = 8;

    private final Hashes hashes = new Hashes();
    private final List<ByteArrayOutputStream> edge = new ArrayList<>();
    private final List<FullTile> full = new ArrayList<>();
    /** The roots of the perfect subtrees that the leaves make up, by height: one for each bit of the size. */
    private final byte[][] perfect = new byte[Long.SIZE][];

    private long size;

    /** A tile that became full: its hashes, and the hash of them all. */
    public record FullTile(int level, long index, byte[] hashes, byte[] root) {}

    /** Starts without leaves. */
    public MerkleTree() {}

    /** Continues at a size, from the hashes of the partial tile at each level; where some are gone no root will match. */
    public MerkleTree(long size, List<byte[]> edge) {
        this.size = size;
        for (int level = 0; level < edge.size(); level++) {
            int width = (int) (size >>> (TILE_HEIGHT * level) & (TILE_WIDTH - 1));
            byte[] tile = Arrays.copyOf(edge.get(level), width * Hashes.SIZE);
            level(level).writeBytes(tile);
            resume(level, tile);
        }
    }

    private void resume(int level, byte[] tile) {
        for (int end = tile.length / Hashes.SIZE; end > 0; ) {
            int width = Integer.lowestOneBit(end);
            end -= width;
            int height = level * TILE_HEIGHT + Integer.numberOfTrailingZeros(width);
            perfect[height] = hashes.perfect(tile, end * Hashes.SIZE, width);
        }
    }

    public long size() {
        return size;
    }

    /** Adds leaf hashes that lie one after the other. */
    public void append(byte[] leaves) {
        for (int offset = 0; offset + Hashes.SIZE <= leaves.length; offset += Hashes.SIZE) {
            append(leaves, offset);
        }
    }

    private void append(byte[] from, int offset) {
        byte[] hash = Arrays.copyOfRange(from, offset, offset + Hashes.SIZE);
        level(0).writeBytes(hash);
        int height = 0;
        // each subtree of the same height to the left joins, as a carry does in an addition
        for (long carry = size; (carry & 1) == 1; carry >>>= 1) {
            hash = hashes.node(perfect[height], hash);
            height++;
            if (height % TILE_HEIGHT == 0) {
                close(height / TILE_HEIGHT - 1, hash);
            }
        }
        perfect[height] = hash;
        size++;
    }

    private ByteArrayOutputStream level(int level) {
        if (level == edge.size()) {
            edge.add(new ByteArrayOutputStream(TILE_WIDTH * Hashes.SIZE));
        }
        return edge.get(level);
    }

    private void close(int level, byte[] root) {
        long index = size >>> (TILE_HEIGHT * (level + 1));
        full.add(new FullTile(level, index, level(level).toByteArray(), root));
        level(level).reset();
        level(level + 1).writeBytes(root);
    }

    /** Returns and forgets the tiles that became full, lower levels first. */
    public List<FullTile> takeFullTiles() {
        List<FullTile> taken = List.copyOf(full);
        full.clear();
        return taken;
    }

    /** Returns the root over all leaves, in as many steps as the size has bits. */
    public byte[] root() {
        byte[] root = null;
        for (int height = 0; size >>> height > 0; height++) {
            if ((size >>> height & 1) == 1) {
                root = root == null ? perfect[height] : hashes.node(perfect[height], root);
            }
        }
        return root == null ? hashes.empty() : root.clone();
    }
}

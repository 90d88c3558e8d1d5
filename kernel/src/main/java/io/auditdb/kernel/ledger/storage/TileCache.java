package io.auditdb.kernel.ledger.storage;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Tiles in memory, the least recently used leaving first. A tile of a width never changes, not even a partial one: the log
 * only grows. Safe for use by many threads.
 */
public final class TileCache {
    private final int capacity;
    private final Map<Tile, byte[]> tiles = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Tile, byte[]> eldest) {
            return size() > capacity;
        }
    };

    /**
     * A tile as C2SP tlog-tiles names it.
     *
     * @param width how many hashes it has; less than 256 for a partial one
     */
    record Tile(int level, long index, int width) {}

    /** Keeps so many tiles, of up to 8 KiB each. */
    public TileCache(int capacity) {
        this.capacity = capacity;
    }

    byte[] get(Tile tile, Supplier<byte[]> read) {
        synchronized (tiles) {
            byte[] cached = tiles.get(tile);
            if (cached != null) {
                return cached;
            }
        }
        byte[] content = read.get();
        synchronized (tiles) {
            tiles.put(tile, content);
        }
        return content;
    }
}

package io.auditdb.kernel.ledger.storage;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Full tiles in memory, the least recently used leaving first; they never change. Safe for use by many threads. */
public final class TileCache {
    private final int capacity;
    private final Map<Long, byte[]> tiles = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
            return size() > capacity;
        }
    };

    public TileCache(int capacity) {
        this.capacity = capacity;
    }

    public byte[] get(int level, long index, Function<Long, byte[]> read) {
        long name = name(level, index);
        synchronized (tiles) {
            byte[] cached = tiles.get(name);
            if (cached != null) {
                return cached;
            }
        }
        byte[] tile = read.apply(index);
        synchronized (tiles) {
            tiles.put(name, tile);
        }
        return tile;
    }

    public static long name(int level, long index) {
        return ((long) level << 56) | index;
    }
}

package io.auditdb.kernel.ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Full tiles in memory, the least recently used leaving first; they never change. Safe for use by many threads. */
final class TileCache {
    private final int capacity;
    private final Map<Long, byte[]> tiles = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
            return size() > capacity;
        }
    };

    TileCache(int capacity) {
        this.capacity = capacity;
    }

    byte[] get(int level, long index, Function<Long, byte[]> read) {
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

    static long name(int level, long index) {
        return ((long) level << 56) | index;
    }
}

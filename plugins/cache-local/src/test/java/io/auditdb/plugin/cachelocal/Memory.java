package io.auditdb.plugin.cachelocal;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;

/** What this process takes, in bytes. */
final class Memory {
    private Memory() {}

    /** Off the heap; memory that nobody refers to any more is given back when that is found out. */
    static long direct() {
        System.gc();
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    /** What is in use after collections. */
    static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    static long oldGeneration() {
        System.gc();
        return oldPool().getCollectionUsage().getUsed();
    }

    static long oldGenerationMax() {
        return oldPool().getCollectionUsage().getMax();
    }

    private static MemoryPoolMXBean oldPool() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
                .findFirst()
                .orElseThrow();
    }
}

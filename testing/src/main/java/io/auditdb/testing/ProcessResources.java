package io.auditdb.testing;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What of this process grows when something is left behind.
 *
 * @param metaspace megabytes in use, after a collection
 * @param threads how many are alive
 * @param files how many are open; -1 where that cannot be told
 */
public record ProcessResources(long metaspace, int threads, long files) {
    /** Collects garbage, and counts. */
    public static ProcessResources now() {
        System.gc();
        long metaspace = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(it -> it.getName().equals("Metaspace"))
                .mapToLong(it -> it.getUsage().getUsed() >> 20)
                .sum();
        long files = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getOpenFileDescriptorCount()
                : -1;
        return new ProcessResources(
                metaspace, ManagementFactory.getThreadMXBean().getThreadCount(), files);
    }
}

package io.auditdb.plugin.cachelocal;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks how full the heap is each time that its old generation was collected. The JVM tells it; the thresholds of the
 * JVM's own beans are not used, because there is one of each for the whole process.
 */
final class HeapPressure implements NotificationListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeapPressure.class);
    /** The share of the threshold below which there is room again; between the two nothing changes. */
    private static final double CALM = 0.9;
    /** As com.sun.management.GarbageCollectionNotificationInfo has it, which not every JVM does. */
    private static final String MAJOR = "end of major GC";

    private final double threshold;
    private final Runnable tight;
    private final Runnable calm;
    private final Optional<MemoryPoolMXBean> old;
    private final List<NotificationEmitter> collectors;
    private long lastUsed = -1;
    private boolean closed;

    private HeapPressure(double threshold, Runnable tight, Runnable calm) {
        this.threshold = threshold;
        this.tight = tight;
        this.calm = calm;
        this.old = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .filter(MemoryPoolMXBean::isUsageThresholdSupported) // not so where objects stay for a moment only
                .findFirst();
        this.collectors = old.stream()
                .flatMap(pool -> ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .filter(collector -> collects(collector, pool)))
                .filter(NotificationEmitter.class::isInstance)
                .map(NotificationEmitter.class::cast)
                .toList();
    }

    private static boolean collects(GarbageCollectorMXBean collector, MemoryPoolMXBean pool) {
        return Arrays.asList(collector.getMemoryPoolNames()).contains(pool.getName());
    }

    /** Runs one of these after each collection that left more of the heap in use than the threshold, or clearly less. */
    static HeapPressure watch(double threshold, Runnable tight, Runnable calm) {
        var pressure = new HeapPressure(threshold, tight, calm);
        pressure.collectors.forEach(collector -> collector.addNotificationListener(pressure, null, null));
        return pressure;
    }

    @Override
    public synchronized void handleNotification(Notification notification, Object handback) {
        if (closed) {
            return;
        }
        try {
            old.map(MemoryPoolMXBean::getCollectionUsage)
                    .filter(after -> isMajor(notification) || after.getUsed() != lastUsed)
                    .ifPresent(this::judge);
        } catch (RuntimeException e) {
            LOG.warn("The cache could not be fitted to the heap", e);
        }
    }

    /** Whether the old generation was collected for certain. G1 collects some of it along with the young one at times. */
    private static boolean isMajor(Notification notification) {
        return notification.getUserData() instanceof CompositeData data && MAJOR.equals(data.get("gcAction"));
    }

    private void judge(MemoryUsage after) {
        lastUsed = after.getUsed();
        long max = after.getMax() < 0 ? Runtime.getRuntime().maxMemory() : after.getMax();
        double share = (double) after.getUsed() / max;
        if (share > threshold) {
            tight.run();
        } else if (share < threshold * CALM) {
            calm.run();
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        for (NotificationEmitter collector : collectors) {
            try {
                collector.removeNotificationListener(this);
            } catch (ListenerNotFoundException e) {
                LOG.debug("Was not listening", e);
            }
        }
    }
}

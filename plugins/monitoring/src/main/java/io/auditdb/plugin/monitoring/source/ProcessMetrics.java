package io.auditdb.plugin.monitoring.source;

import com.sun.management.OperatingSystemMXBean;
import io.auditdb.api.operations.MetricFamily;
import io.auditdb.api.operations.MetricSource;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.List;

/** The process and its virtual machine, under the names that dashboards for the JVM expect. */
final class ProcessMetrics implements MetricSource {
    @Override
    public String name() {
        return "process";
    }

    @Override
    public List<MetricFamily> read() {
        return List.of(cpu(), start(), memory("used"), memory("max"), collections(), threads());
    }

    private static MetricFamily cpu() {
        var family = MetricFamily.counter("process_cpu_seconds_total", "Processor time of the process");
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            family.add(system.getProcessCpuTime() / 1e9);
        }
        return family.build();
    }

    private static MetricFamily start() {
        return MetricFamily.gauge("process_start_time_seconds", "When the process started, since 1970")
                .add(ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3)
                .build();
    }

    private static MetricFamily memory(String what) {
        var memory = ManagementFactory.getMemoryMXBean();
        return MetricFamily.gauge("jvm_memory_" + what + "_bytes", "Memory, " + what)
                .add(bytes(what, memory.getHeapMemoryUsage()), "area", "heap")
                .add(bytes(what, memory.getNonHeapMemoryUsage()), "area", "nonheap")
                .build();
    }

    private static double bytes(String what, MemoryUsage usage) {
        return what.equals("used") ? usage.getUsed() : usage.getMax();
    }

    private static MetricFamily collections() {
        var family = MetricFamily.counter("jvm_gc_collection_seconds_total", "Time of garbage collections");
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            family.add(collector.getCollectionTime() / 1e3, "gc", collector.getName());
        }
        return family.build();
    }

    private static MetricFamily threads() {
        return MetricFamily.gauge("jvm_threads_current", "Threads")
                .add(ManagementFactory.getThreadMXBean().getThreadCount())
                .build();
    }
}

/** Figures as Prometheus, OpenMetrics and JMX have them. */
package io.auditdb.plugin.monitoring.export;

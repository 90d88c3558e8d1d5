/** Figures one by one. */
package io.auditdb.plugin.monitoring.figure;

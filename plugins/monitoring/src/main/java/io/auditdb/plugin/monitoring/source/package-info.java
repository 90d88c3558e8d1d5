/** Figures that the platform knows of its parts. */
package io.auditdb.plugin.monitoring.source;

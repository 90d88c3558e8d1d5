/** How this plugin asks the databases. */
package io.auditdb.plugin.monitoring.database;

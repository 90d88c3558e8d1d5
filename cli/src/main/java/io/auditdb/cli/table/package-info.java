/** The move of the earlier system's table into the platform, row by row, while it is still written. */
package io.auditdb.cli.table;

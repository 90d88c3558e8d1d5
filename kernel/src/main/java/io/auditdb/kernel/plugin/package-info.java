/** The plugin host: finds plugins, starts them, swaps them while calls go on, and hands out what they provide. */
package io.auditdb.kernel.plugin;

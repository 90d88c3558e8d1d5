/**
 * The command {@code audit-db}. Commands that talk to a daemon touch the client only; nothing of the kernel is loaded for
 * them, because each one is a new virtual machine that has half a second.
 */
package io.auditdb.cli;

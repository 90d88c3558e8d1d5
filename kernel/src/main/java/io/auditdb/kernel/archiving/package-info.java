/** The way of partitions into archives and back. */
package io.auditdb.kernel.archiving;

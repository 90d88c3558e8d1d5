/** Services around the database: partitions, cache, connections, replicas, recovery, archive. */
@Version("1.0.0")
package io.auditdb.api.storage;

import org.osgi.annotation.versioning.Version;

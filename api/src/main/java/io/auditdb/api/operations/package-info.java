/** Services for those who run the platform: health, performance, delivery. */
@Version("1.0.0")
package io.auditdb.api.operations;

import org.osgi.annotation.versioning.Version;

/** One unchecked exception, error codes with a kind, and faults that name the place. */
@Version("1.0.0")
package io.auditdb.api.error;

import org.osgi.annotation.versioning.Version;

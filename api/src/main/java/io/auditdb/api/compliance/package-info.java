/** Services for those who answer for the data: reports, retention guards, identities. */
@Version("1.0.0")
package io.auditdb.api.compliance;

import org.osgi.annotation.versioning.Version;

/** HTTP handlers that a plugin contributes to the host's listener. */
@Version("1.0.0")
package io.auditdb.api.http;

import org.osgi.annotation.versioning.Version;

/** Formats of events on the wire and in files. */
@Version("1.0.0")
package io.auditdb.api.codec;

import org.osgi.annotation.versioning.Version;

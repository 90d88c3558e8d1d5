/** What a reader asks for, and the page that answers. */
@Version("1.0.0")
package io.auditdb.api.query;

import org.osgi.annotation.versioning.Version;

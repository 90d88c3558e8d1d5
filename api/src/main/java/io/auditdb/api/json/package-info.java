/** JSON as plain JDK values, read strictly. */
@Version("1.0.0")
package io.auditdb.api.json;

import org.osgi.annotation.versioning.Version;

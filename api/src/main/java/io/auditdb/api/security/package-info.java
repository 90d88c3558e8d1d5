/** Who may do what: rights, tenants and access tokens. */
@Version("1.0.0")
package io.auditdb.api.security;

import org.osgi.annotation.versioning.Version;

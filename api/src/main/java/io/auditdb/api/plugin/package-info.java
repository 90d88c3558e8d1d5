/** What a plugin is: {@link io.auditdb.api.plugin.Plugin} lists every extension point once. */
@Version("1.0.0")
package io.auditdb.api.plugin;

import org.osgi.annotation.versioning.Version;

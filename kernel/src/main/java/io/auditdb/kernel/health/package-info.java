/** How the parts of the platform are. */
package io.auditdb.kernel.health;

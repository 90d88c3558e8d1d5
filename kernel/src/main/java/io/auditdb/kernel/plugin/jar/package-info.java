/** What the jar of a plugin says about itself, and what its classes show, without running anything of it. */
package io.auditdb.kernel.plugin.jar;

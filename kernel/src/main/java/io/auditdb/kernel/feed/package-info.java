/** Events as they come into the log. */
package io.auditdb.kernel.feed;

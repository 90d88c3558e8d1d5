/** In the place of classes of Ehcache that must not be part of a plugin. */
package org.ehcache.shadow.org.terracotta.offheapstore.buffersource;

package io.auditdb.api.plugin;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an extension whose calls somebody waits for. A call that a plugin spends more than {@code plugin-host.call-timeout}
 * on, the time in services of the platform not counted, is interrupted; one that goes on after as long again has its plugin
 * put into quarantine.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface TimeLimited {}

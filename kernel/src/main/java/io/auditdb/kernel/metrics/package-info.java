/** What the kernel counts and times, kept by Dropwizard Metrics in memory of fixed size. */
package io.auditdb.kernel.metrics;

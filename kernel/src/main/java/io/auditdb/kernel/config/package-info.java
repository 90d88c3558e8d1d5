/** Configuration: presets, one YAML file, environment variables and typed settings, with every problem in one report. */
package io.auditdb.kernel.config;

package io.auditdb.plugin.formats;

import io.auditdb.api.json.Json;
import io.auditdb.plugin.formats.AuditLogSettings.CheckHash;

/**
 * How records of the earlier system are read.
 *
 * @param rows whether they are rows of its table, each of which knows its tenant, rather than events as queued
 * @param maxIdLength the longest id or name that is mapped, in characters
 * @param check what becomes of a record whose hash or signature does not match
 */
record AuditLogReading(Json json, boolean rows, int maxIdLength, CheckHash check, LegacySeal seal) {}

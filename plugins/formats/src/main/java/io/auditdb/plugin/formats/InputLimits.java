package io.auditdb.plugin.formats;

import io.auditdb.api.plugin.DataSize;

/**
 * How large input may be, after decompression.
 *
 * @param section where in the configuration the limits are
 * @param maxRecordSize the largest record
 * @param maxInputSize the largest input, all records together
 */
record InputLimits(String section, DataSize maxRecordSize, DataSize maxInputSize) {}

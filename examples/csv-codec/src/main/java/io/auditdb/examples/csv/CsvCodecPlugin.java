package io.auditdb.examples.csv;

import io.auditdb.api.codec.Codec;
import io.auditdb.api.plugin.Plugin;
import io.auditdb.api.plugin.PluginContext;
import io.auditdb.api.plugin.Setting;
import java.util.List;

/** Reads accesses from a spreadsheet: CSV with a line of headings, as in RFC 4180. */
public final class CsvCodecPlugin implements Plugin {
    /** Which column holds what; other columns become details. */
    public record Settings(
            @Setting(value = "The column of when it was, as in 2026-03-01T08:30:00+01:00", defaultValue = "time")
            String time,

            @Setting(value = "The column of who did it", defaultValue = "user")
            String user,

            @Setting(value = "The column of what was done", defaultValue = "action")
            String action,

            @Setting(value = "The column of whose data it was; the column may be missing", defaultValue = "patient")
            String patient) {}

    private Settings settings;

    @Override
    public String name() {
        return "csv-codec";
    }

    @Override
    public Class<? extends Record> settings() {
        return Settings.class;
    }

    @Override
    public void start(PluginContext context) {
        settings = context.settings(Settings.class);
    }

    @Override
    public List<Codec> codecs() {
        return List.of(new CsvCodec(settings));
    }
}

package io.auditdb.plugin.formats;

import static java.util.Objects.requireNonNull;

import io.auditdb.api.codec.Decoded;
import io.auditdb.api.error.Fault;
import io.auditdb.plugin.formats.XmlTree.XmlException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * Audit messages as IHE's ATNA sends them: DICOM's or RFC 3881's XML, with a header of syslog or without, plain or gzip. Writes
 * DICOM's, a document a line.
 */
final class AtnaCodec extends RecordCodec {
    private static final String LINES = "text/x-atna";
    /** The event's own element holds a text as well; what is not from the root element is the header's. */
    private static final Set<String> PERSONAL_PATHS = Set.of(
            AtnaMessage.EVENT, AtnaMessage.PARTICIPANT, AtnaMessage.OBJECT, AtnaMessage.SOURCE, AtnaMessage.SYSLOG);
    /** How many messages of an input are remembered to tell apart those that are the same. */
    private static final int REMEMBERED = 10_000;

    private final ZoneId zone;
    private final CarriedEvent carried;

    /**
     * Reads and writes messages.
     *
     * @param zone of times that name none
     * @param carried reads and writes what was no message
     */
    AtnaCodec(RecordSettings settings, ZoneId zone, CarriedEvent carried) {
        super(settings, "plugins.formats.atna");
        this.zone = requireNonNull(zone, "zone is null");
        this.carried = requireNonNull(carried, "carried is null");
    }

    @Override
    public String format() {
        return "atna";
    }

    @Override
    public Set<String> mediaTypes() {
        return Set.of("application/xml", "text/xml", LINES);
    }

    @Override
    public String encodedAs() {
        return LINES;
    }

    @Override
    public Set<String> personalPaths() {
        return PERSONAL_PATHS;
    }

    @Override
    Iterator<Object> records(InputStream in) {
        return new AtnaRecords(in);
    }

    @Override
    BiFunction<Long, Object, Decoded> reader(String tenant) {
        return new Reading(tenant)::decode;
    }

    /** Of one input. */
    private final class Reading {
        private final String tenant;
        private final XmlTree xml = new XmlTree();
        /** How often the same message was there before: sent twice is not happened twice, but said twice in one file may be. */
        private final Map<UUID, Integer> seen = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<UUID, Integer> eldest) {
                return size() > REMEMBERED;
            }
        };

        Reading(String tenant) {
            this.tenant = tenant;
        }

        Decoded decode(long number, Object record) {
            String text = (String) record;
            SyslogHeader header = SyslogHeader.of(text);
            int start = header == null ? 0 : header.length();
            try {
                byte[] document = text.substring(start).strip().getBytes(StandardCharsets.ISO_8859_1);
                XmlTree.Root root = xml.read(document);
                if (!root.name().equals(AtnaMessage.ROOT)) {
                    return faulty(number, "must have the root element " + AtnaMessage.ROOT);
                }
                Decoded own = own(number, root.members(), tenant);
                if (own != null) {
                    return own;
                }
                if (header != null) {
                    root.members().put(AtnaMessage.SYSLOG, decoded(header.members()));
                }
                return AtnaMessage.decode(number, root.members(), tenant, id(text), maxIdLength(), zone);
            } catch (XmlException e) {
                return faulty(number, e.getMessage());
            }
        }

        /** Bytes are characters so far; names and parameters may be UTF-8. */
        private static Map<String, Object> decoded(Map<String, Object> header) {
            var decoded = new LinkedHashMap<String, Object>(header);
            decoded.replaceAll((name, value) -> value instanceof String text
                    ? new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8)
                    : value);
            return decoded;
        }

        private UUID id(String text) {
            UUID id = RecordIds.of(text.strip());
            int before = seen.merge(id, 1, Integer::sum) - 1;
            return before == 0 ? id : RecordIds.of(text.strip() + "#" + before);
        }

        private static Decoded faulty(long number, String problem) {
            return Decoded.faulty(number, List.of(new Fault("", problem)));
        }
    }

    /** An event that was no message before it was written as one; null when this is none. */
    private Decoded own(long number, Map<String, Object> message, String tenant) {
        var members = new Members(message, maxIdLength());
        for (Members object : members.objects(AtnaMessage.OBJECT)) {
            for (Members detail : object.objects("ParticipantObjectDetail")) {
                String value = detail.text("value");
                if (CarriedEvent.NAME.equals(detail.text("type")) && value != null) {
                    return carried.read(number, AtnaWriter.decoded(value), tenant);
                }
            }
        }
        return null;
    }

    @Override
    Writer writer() {
        var writer = new AtnaWriter(carried);
        return (event, out) -> out.write(writer.document(event).getBytes(StandardCharsets.UTF_8));
    }
}

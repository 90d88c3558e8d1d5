package io.auditdb.kernel.ledger.verification;

import io.auditdb.api.json.Json;
import io.auditdb.api.storage.ArchiveRows;
import io.auditdb.kernel.store.CopyReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Images of rows, one after the other, in some order. For one thread. */
final class ImageSource implements AutoCloseable {
    private final CopyReader rows;
    private final EventImages images;
    private EventImage image;

    private ImageSource(CopyReader rows, Json json) {
        this.rows = rows;
        this.images = new EventImages(json);
    }

    /** Reads rows of a query. */
    static ImageSource of(Connection connection, String select, Json json) throws SQLException {
        return new ImageSource(CopyReader.open(connection, select), json);
    }

    /** Reads rows of an archive. */
    static ImageSource of(ArchiveRows rows, Json json) {
        return new ImageSource(CopyReader.of(rows), json);
    }

    /** Returns the present image; null before the first and after the last. */
    EventImage image() {
        return image;
    }

    /** Goes to the next. */
    void advance() throws SQLException {
        image = rows.next() ? images.read(rows) : null;
    }

    static void close(List<ImageSource> sources) throws SQLException {
        for (ImageSource source : sources) {
            source.close();
        }
    }

    @Override
    public void close() throws SQLException {
        rows.close();
    }
}

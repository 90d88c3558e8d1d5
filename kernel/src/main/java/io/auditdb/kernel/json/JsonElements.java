package io.auditdb.kernel.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The elements of one array, read as they are asked for; it ends at the first error. For one thread. */
final class JsonElements implements Iterator<Object> {
    private final JsonParser parser;
    private final JsonValueReader values;
    private final String member;
    private boolean started;
    private boolean ended;
    private boolean positioned;

    /** Reads the array in this member of the document; of the document itself when it is null. */
    JsonElements(JsonParser parser, String member) {
        this.parser = parser;
        this.values = new JsonValueReader(parser);
        this.member = member;
    }

    @Override
    public boolean hasNext() {
        if (positioned || ended) {
            return positioned;
        }
        ended = true; // unless all goes well
        try {
            if (!started) {
                started = true;
                findArray();
            }
            if (parser.nextToken() == JsonToken.END_ARRAY) {
                readToEnd();
            } else {
                positioned = true;
                ended = false;
            }
            return positioned;
        } catch (IOException e) {
            throw values.malformed(e);
        }
    }

    @Override
    public Object next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        positioned = false;
        ended = true;
        try {
            Object value = values.value();
            ended = false;
            return value;
        } catch (IOException e) {
            throw values.malformed(e);
        }
    }

    private void findArray() throws IOException {
        if (member == null) {
            expect(parser.nextToken() == JsonToken.START_ARRAY, "an array was expected");
            return;
        }
        expect(parser.nextToken() == JsonToken.START_OBJECT, "an object was expected");
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean found = parser.currentName().equals(member);
            JsonToken token = parser.nextToken();
            if (found) {
                expect(token == JsonToken.START_ARRAY, "the member " + member + " must be an array");
                return;
            }
            parser.skipChildren();
        }
        expect(false, "there is no member " + member);
    }

    private void readToEnd() throws IOException {
        int depth = member == null ? 0 : 1;
        while (depth > 0) {
            if (parser.nextToken() == JsonToken.END_OBJECT) {
                depth--;
            } else {
                parser.skipChildren();
            }
        }
        expect(parser.nextToken() == null, "there is something after the end of the value");
    }

    private void expect(boolean condition, String problem) {
        if (!condition) {
            throw values.malformed(problem);
        }
    }
}

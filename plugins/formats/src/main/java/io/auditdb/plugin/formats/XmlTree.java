package io.auditdb.plugin.formats;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An XML document as JSON has it: of an element, attributes are strings by their names, child elements arrays by theirs, text is
 * {@code #text}; an attribute with the name of a child element has {@code @} before it. Comments, processing instructions,
 * prefixes of namespaces unless two attributes differ in nothing else, and how children of different names were mixed are not kept. Document types and entities are refused,
 * whether they lead anywhere or not.
 */
final class XmlTree {
    static final String TEXT = "#text";

    private static final int MAX_DEPTH = 32;

    private static final Pattern ENCODING = Pattern.compile(
            "(?:\u00ef\u00bb\u00bf)?<\\?xml\\s[^>]{0,200}?encoding\\s*=\\s*[\"']([A-Za-z][A-Za-z0-9._-]{0,63})[\"']");

    private final XMLInputFactory factory = XMLInputFactory.newDefaultFactory();

    XmlTree() {
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("nothing outside of the document is read");
        });
    }

    /** A document's root. */
    record Root(String name, Map<String, Object> members) {}

    /** Throws an exception whose message is for whoever sent it, without any of the content. */
    Root read(byte[] document) throws XmlException {
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(text(document)));
            try {
                return root(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            throw new XmlException("is not well-formed XML" + place(e), e);
        } catch (RuntimeException e) { // the parser's own, of input that it did not expect
            throw new XmlException("is not XML that can be read", e);
        }
    }

    /** Decoded here, because the parser would print bytes that are wrong to the standard error. */
    private static String text(byte[] document) throws XmlException {
        Matcher declared = ENCODING.matcher(new String(document, StandardCharsets.ISO_8859_1));
        String name = declared.lookingAt() ? declared.group(1) : StandardCharsets.UTF_8.name();
        try {
            String text = Charset.forName(name)
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(document))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new XmlException("is not what it says that it is encoded in, or UTF-8 when it says nothing", e);
        } catch (IllegalArgumentException e) {
            throw new XmlException("says that it is encoded in something that is not known", e);
        }
    }

    private static String place(XMLStreamException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNumber() + ", column "
                        + e.getLocation().getColumnNumber() + ")";
    }

    private static Root root(XMLStreamReader reader) throws XMLStreamException, XmlException {
        Root root = null;
        while (reader.hasNext()) {
            int event = reader.next();
            refuse(event);
            if (event == XMLStreamConstants.START_ELEMENT) {
                root = new Root(reader.getLocalName(), element(reader, 1));
            }
        }
        if (root == null) {
            throw new XmlException("has no element", null);
        }
        return root;
    }

    private static void refuse(int event) throws XmlException {
        if (event == XMLStreamConstants.DTD) {
            throw new XmlException("has a document type, which is not read", null);
        }
        if (event == XMLStreamConstants.ENTITY_REFERENCE) {
            throw new XmlException("refers to an entity, which is not read", null);
        }
    }

    private static Map<String, Object> element(XMLStreamReader reader, int depth)
            throws XMLStreamException, XmlException {
        if (depth > MAX_DEPTH) {
            throw new XmlException("is nested deeper than " + MAX_DEPTH, null);
        }
        var attributes = new LinkedHashMap<String, Object>();
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            String name = reader.getAttributeLocalName(i);
            attributes.put(
                    attributes.containsKey(name) ? reader.getAttributePrefix(i) + ":" + name : name,
                    reader.getAttributeValue(i));
        }
        var children = new LinkedHashMap<String, List<Object>>();
        var text = new StringBuilder();
        for (int event = reader.next(); event != XMLStreamConstants.END_ELEMENT; event = reader.next()) {
            refuse(event);
            if (event == XMLStreamConstants.START_ELEMENT) {
                children.computeIfAbsent(reader.getLocalName(), name -> new ArrayList<>())
                        .add(element(reader, depth + 1));
            } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) {
                text.append(reader.getText());
            }
        }
        var members = new LinkedHashMap<String, Object>();
        attributes.forEach((name, value) -> members.put(children.containsKey(name) ? "@" + name : name, value));
        if (!text.toString().isBlank()) {
            members.put(TEXT, text.toString());
        }
        members.putAll(children);
        return members;
    }

    /** What is wrong with a document. */
    static final class XmlException extends Exception {
        private static final long serialVersionUID = 1L;

        XmlException(String message, Exception cause) {
            super(message, cause);
        }
    }
}

package io.auditdb.plugin.formats;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * An XML document as JSON has it: of an element, attributes are strings by their names, child elements arrays by theirs, text is
 * {@code #text}; an attribute with the name of a child element has {@code @} before it. Comments, processing instructions,
 * prefixes of namespaces, and how children of different names were mixed are not kept. Document types and entities are refused,
 * whether they lead anywhere or not.
 */
final class XmlTree {
    static final String TEXT = "#text";

    private static final int MAX_DEPTH = 32;

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
    Root read(InputStream in) throws XmlException {
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(in);
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
            attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
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

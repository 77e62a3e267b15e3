package dev.eader.training.data;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Reads the class names of the objects in an {@code Annotations/ID.xml}. Boxes, parts and poses are ignored. */
final class VocAnnotation {
    private static final List<String> NAME = List.of("annotation", "object", "name");

    private VocAnnotation() {}

    static Set<String> names(Path file) {
        Set<String> names = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>();
        try {
            XMLInputFactory factory = XMLInputFactory.newFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(DataFiles.read(file)));
            while (reader.hasNext()) {
                int event = reader.next();
                if (event == XMLStreamReader.START_ELEMENT) {
                    open.addLast(reader.getLocalName());
                    if (List.copyOf(open).equals(NAME)) {
                        names.add(known(reader.getElementText().trim(), file));
                        // getElementText has consumed the end tag.
                        open.removeLast();
                    }
                } else if (event == XMLStreamReader.END_ELEMENT) {
                    open.removeLast();
                }
            }
        } catch (XMLStreamException e) {
            throw new DatasetException(file + " is not valid XML: " + e.getMessage(), e);
        }
        return names;
    }

    private static String known(String name, Path file) {
        if (!VocDevkit.CLASSES.contains(name)) {
            throw new DatasetException(file + " has an object '" + name
                    + "', which is not a VOC class; the classes are " + VocDevkit.CLASSES);
        }
        return name;
    }
}

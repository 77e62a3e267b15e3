package dev.eader.wire;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Renders the comments of .proto files as a page: a table for each message and each enum, in the order of the files. */
final class WireDocument {
    // field numbers in descriptor.proto, of which the paths in SourceCodeInfo consist
    private static final int MESSAGES = FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER;
    private static final int NESTED = DescriptorProto.NESTED_TYPE_FIELD_NUMBER;
    private static final int ENUMS = DescriptorProto.ENUM_TYPE_FIELD_NUMBER;
    private static final int FIELDS = DescriptorProto.FIELD_FIELD_NUMBER;
    private static final int ONEOFS = DescriptorProto.ONEOF_DECL_FIELD_NUMBER;
    private static final int VALUES = EnumDescriptorProto.VALUE_FIELD_NUMBER;

    private static final String HEAD =
            """
            # Fields of eader.v1

            For authors of clients: the values of records on `frames.v1` ([frame.proto](../../proto/eader/v1/frame.proto)) and
            `segmentations.v1` ([segmentation.proto](../../proto/eader/v1/segmentation.proto)). Keys and headers are in
            [events](events.md). Fields are added, never changed. Generated from the comments in these files by
            `mvn test -Dtest=WireDocumentTest -Deader.docs.write=true`.
            """;

    private final StringBuilder page = new StringBuilder(HEAD);
    private final List<String> undocumented = new ArrayList<>();
    private Map<List<Integer>, String> comments = Map.of();
    private String prefix;

    /** @param files with source information */
    WireDocument(List<FileDescriptorProto> files) {
        files.forEach(this::file);
    }

    String page() {
        return page.toString();
    }

    /** Returns the names of elements without a comment. */
    List<String> undocumented() {
        return undocumented;
    }

    private void file(FileDescriptorProto file) {
        prefix = "." + file.getPackage() + ".";
        comments = new HashMap<>();
        for (Location location : file.getSourceCodeInfo().getLocationList()) {
            comments.put(location.getPathList(), oneLine(location.getLeadingComments()));
        }
        for (int i = 0; i < file.getMessageTypeCount(); i++) {
            message(file.getMessageType(i), "", List.of(MESSAGES, i));
        }
    }

    private void message(DescriptorProto message, String outer, List<Integer> path) {
        String name = outer + message.getName();
        begin(name, path);
        if (message.getFieldCount() > 0) {
            page.append("\n| Field | Number | Type | Meaning |\n| --- | --- | --- | --- |\n");
        }
        for (int i = 0; i < message.getFieldCount(); i++) {
            FieldDescriptorProto field = message.getField(i);
            String meaning = comment(name + "." + field.getName(), at(path, FIELDS, i));
            if (field.hasOneofIndex() && !field.getProto3Optional()) {
                String oneof = message.getOneofDecl(field.getOneofIndex()).getName();
                meaning = "One of `" + oneof + "`. " + meaning;
            }
            page.append(String.format(
                    Locale.ROOT,
                    "| `%s` | %d | %s | %s |\n",
                    field.getName(),
                    field.getNumber(),
                    type(field, message),
                    meaning));
        }
        for (int i = 0; i < message.getOneofDeclCount(); i++) {
            String oneof = message.getOneofDecl(i).getName();
            page.append("\n`").append(oneof).append("`: ");
            page.append(comment(name + "." + oneof, at(path, ONEOFS, i))).append('\n');
        }
        for (int i = 0; i < message.getEnumTypeCount(); i++) {
            values(message.getEnumType(i), name + ".", at(path, ENUMS, i));
        }
        for (int i = 0; i < message.getNestedTypeCount(); i++) {
            if (!message.getNestedType(i).getOptions().getMapEntry()) {
                message(message.getNestedType(i), name + ".", at(path, NESTED, i));
            }
        }
    }

    private void values(EnumDescriptorProto values, String outer, List<Integer> path) {
        String name = outer + values.getName();
        begin(name, path);
        page.append("\n| Value | Number | Meaning |\n| --- | --- | --- |\n");
        for (int i = 0; i < values.getValueCount(); i++) {
            var value = values.getValue(i);
            String meaning = comment(name + "." + value.getName(), at(path, VALUES, i));
            page.append(
                    String.format(Locale.ROOT, "| `%s` | %d | %s |\n", value.getName(), value.getNumber(), meaning));
        }
    }

    private void begin(String name, List<Integer> path) {
        page.append("\n## ")
                .append(name)
                .append("\n\n")
                .append(comment(name, path))
                .append('\n');
    }

    private String type(FieldDescriptorProto field, DescriptorProto message) {
        String type = field.hasTypeName()
                ? field.getTypeName()
                : field.getType().name().replace("TYPE_", "").toLowerCase(Locale.ROOT);
        for (DescriptorProto nested : message.getNestedTypeList()) {
            if (nested.getOptions().getMapEntry() && type.endsWith("." + nested.getName())) {
                return "map of %s to %s".formatted(type(nested.getField(0), nested), type(nested.getField(1), nested));
            }
        }
        if (type.startsWith(prefix)) {
            String name = type.substring(prefix.length());
            type = String.format(
                    Locale.ROOT, "[%s](#%s)", name, name.replace(".", "").toLowerCase(Locale.ROOT));
        }
        type = type.startsWith(".google.") ? "`" + type.substring(1) + "`" : type;
        return (field.getLabel() == FieldDescriptorProto.Label.LABEL_REPEATED ? "repeated " : "") + type;
    }

    private String comment(String name, List<Integer> path) {
        String comment = comments.getOrDefault(path, "");
        if (comment.isEmpty()) {
            undocumented.add(name);
        }
        return comment;
    }

    private static String oneLine(String comment) {
        return comment.strip().replaceAll("\\s*\\n\\s*", " ").replace("|", "\\|");
    }

    private static List<Integer> at(List<Integer> path, int field, int index) {
        List<Integer> longer = new ArrayList<>(path);
        longer.addAll(List.of(field, index));
        return longer;
    }
}

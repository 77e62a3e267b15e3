package dev.eader.training.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Image-level labels from a COCO instances file: the categories of the annotations of each image. The file is parsed as a
 * stream and boxes and polygons are skipped, because the file of the training set has 450 MB.
 *
 * @param files file names by image id, in the order of the JSON file
 * @param categories category names by category id
 * @param shown category ids by image id
 */
public record CocoLabels(Map<Long, String> files, TreeMap<Integer, String> categories, Map<Long, Set<Integer>> shown) {

    /** @throws DatasetException if the file is unreadable or is not a COCO instances file; the message gives the position */
    public static CocoLabels read(Path file) {
        CocoLabels labels = new CocoLabels(new LinkedHashMap<>(), new TreeMap<>(), new HashMap<>());
        try (JsonParser parser = new JsonFactory().createParser(file.toFile())) {
            parser.nextToken();
            expect(parser, JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String list = parser.currentName();
                parser.nextToken();
                if (!Set.of("images", "annotations", "categories").contains(list)) {
                    parser.skipChildren();
                    continue;
                }
                expect(parser, JsonToken.START_ARRAY);
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    labels.add(list, Fields.read(parser), file);
                }
                expect(parser, JsonToken.END_ARRAY);
            }
            expect(parser, JsonToken.END_OBJECT);
        } catch (IOException e) {
            throw new DatasetException(file + " cannot be read: " + e.getMessage(), e);
        }
        if (labels.files.isEmpty() || labels.categories.isEmpty()) {
            throw new DatasetException(
                    file + " lists " + labels.files.size() + " images and " + labels.categories.size()
                            + " categories; it needs both, and annotations with image_id and category_id");
        }
        labels.requireConsistent(file);
        return labels;
    }

    private void requireConsistent(Path file) {
        Map<String, Integer> ids = new HashMap<>();
        categories.forEach((id, name) -> {
            Integer other = ids.putIfAbsent(name, id);
            if (other != null) {
                throw new DatasetException(file + ": categories " + other + " and " + id + " have the same name '"
                        + name + "'; use unique names");
            }
        });
        Set<Long> images = new TreeSet<>(shown.keySet());
        images.removeAll(files.keySet());
        Set<Integer> unknown = new TreeSet<>();
        shown.values().forEach(unknown::addAll);
        unknown.removeAll(categories.keySet());
        if (!images.isEmpty() || !unknown.isEmpty()) {
            throw new DatasetException(file + " has annotations of " + images.size()
                    + " images that it does not list (first " + first(images) + ") and of " + unknown.size()
                    + " categories that it does not list (first " + first(unknown)
                    + "); remove them or add the entries");
        }
    }

    private static Object first(Set<?> ids) {
        return ids.isEmpty() ? "none" : ids.iterator().next();
    }

    private static void expect(JsonParser parser, JsonToken token) throws IOException {
        if (parser.currentToken() != token) {
            throw new JsonParseException(
                    parser,
                    "an object with the lists images, annotations and categories is expected: found "
                            + parser.currentToken() + " instead of " + token);
        }
    }

    /** The fields that are read from an entry of any of the three lists; null where absent. */
    private record Fields(Long id, String fileName, String name, Long image, Integer category) {
        static Fields read(JsonParser parser) throws IOException {
            Long id = null;
            String fileName = null;
            String name = null;
            Long image = null;
            Integer category = null;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                switch (field) {
                    case "id" -> id = parser.getLongValue();
                    case "file_name" -> fileName = parser.getText();
                    case "name" -> name = parser.getText();
                    case "image_id" -> image = parser.getLongValue();
                    case "category_id" -> category = parser.getIntValue();
                    default -> parser.skipChildren();
                }
            }
            return new Fields(id, fileName, name, image, category);
        }
    }

    private static void requireOnce(String before, String kind, long id, Path file) {
        if (before != null) {
            throw new DatasetException(
                    file + " has two entries of " + kind + " " + id + ", the first named '" + before + "'; keep one");
        }
    }

    private void add(String list, Fields entry, Path file) {
        if (list.equals("images") && entry.id != null && entry.fileName != null) {
            requireOnce(files.put(entry.id, entry.fileName), "image", entry.id, file);
        } else if (list.equals("categories") && entry.id != null && entry.name != null) {
            if (entry.id != entry.id.intValue()) {
                throw new DatasetException(file + " has the category id " + entry.id + "; ids must be 32-bit integers");
            }
            requireOnce(categories.put(entry.id.intValue(), entry.name), "category", entry.id, file);
        } else if (list.equals("annotations") && entry.image != null && entry.category != null) {
            shown.computeIfAbsent(entry.image, id -> new TreeSet<>()).add(entry.category);
        } else {
            String needs = Map.of(
                            "images", "id and file_name",
                            "categories", "id and name",
                            "annotations",
                                    "image_id and category_id (caption files have no categories and cannot be used)")
                    .get(list);
            throw new DatasetException(file + ": an entry of " + list + " lacks " + needs);
        }
    }
}

package dev.eader.training.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Image-level labels out of a COCO instances file: which categories an image has annotations of. Read as a stream, of
 * which boxes and polygons are passed over: the file of the training set has 450 MB.
 *
 * @param files file name by image id, in the order of the file
 * @param categories name by category id
 * @param shown category ids by image id
 */
record CocoLabels(Map<Long, String> files, TreeMap<Integer, String> categories, Map<Long, Set<Integer>> shown) {

    /** @throws DatasetException if it is no JSON of this form, naming the place */
    static CocoLabels read(Path file) {
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
                            + " categories; it needs both, and annotations of image_id, category_id");
        }
        labels.requireConsistent(file);
        return labels;
    }

    private void requireConsistent(Path file) {
        Map<String, Integer> ids = new HashMap<>();
        categories.forEach((id, name) -> {
            Integer other = ids.putIfAbsent(name, id);
            if (other != null) {
                throw new DatasetException(String.format(
                        Locale.ROOT,
                        "%s: categories %d and %d have the same name '%s'; give each its own name",
                        file,
                        other,
                        id,
                        name));
            }
        });
        Set<Long> images = new TreeSet<>(shown.keySet());
        images.removeAll(files.keySet());
        Set<Integer> unknown = new TreeSet<>();
        shown.values().forEach(unknown::addAll);
        unknown.removeAll(categories.keySet());
        if (!images.isEmpty() || !unknown.isEmpty()) {
            throw new DatasetException(String.format(
                            Locale.ROOT,
                            "%s has annotations of %d images that it does not list (first %s) and of %d",
                            file,
                            images.size(),
                            first(images),
                            unknown.size())
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
                    "not an object with lists images, annotations and categories: " + parser.currentToken() + " where "
                            + token + " should be");
        }
    }

    /** All that is ever read of an entry of any of the three lists. */
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
                throw new DatasetException(file + " has the category id " + entry.id + "; ids are 32-bit numbers");
            }
            requireOnce(categories.put(entry.id.intValue(), entry.name), "category", entry.id, file);
        } else if (list.equals("annotations") && entry.image != null && entry.category != null) {
            shown.computeIfAbsent(entry.image, id -> new TreeSet<>()).add(entry.category);
        } else {
            String needs = Map.of(
                            "images", "id and file_name",
                            "categories", "id and name",
                            "annotations", "image_id and category_id (captions have no category, so no label)")
                    .get(list);
            throw new DatasetException(file + ": an entry of " + list + " lacks " + needs);
        }
    }
}

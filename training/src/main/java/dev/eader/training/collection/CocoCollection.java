package dev.eader.training.collection;

import dev.eader.training.data.CocoLabels;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads pictures with a COCO JSON file. Images without an annotation are background pictures. */
final class CocoCollection {
    private CocoCollection() {}

    static PhotoCollection read(Path root, Path json, FolderScan scan) {
        CocoLabels labels = CocoLabels.read(json);
        ClassNames names = new ClassNames(json);
        TreeMap<String, Photo> photos = new TreeMap<>();
        List<Finding> ignored = new ArrayList<>();
        labels.files().forEach((image, path) -> {
            Set<String> shown = new TreeSet<>();
            for (int category : labels.shown().getOrDefault(image, Set.of())) {
                shown.add(names.of(labels.categories().get(category)));
            }
            String name = FolderScan.normalized(path);
            Path file = scan.pictures().getOrDefault(name, root.resolve(path));
            photos.merge(name, new Photo(name, file, null, shown), (one, other) -> {
                shown.addAll(one.labels());
                return new Photo(name, file, null, shown);
            });
        });
        for (String name : scan.pictures().keySet()) {
            if (!photos.containsKey(name)) {
                ignored.add(new Finding(name, "is not listed in " + json.getFileName()));
            }
        }
        return new PhotoCollection(
                "COCO labels of " + json.getFileName(),
                List.copyOf(photos.values()),
                scan.unreadable(),
                ignored,
                List.of());
    }
}

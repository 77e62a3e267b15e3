package dev.eader.training.collection;

import dev.eader.training.data.ImageEntry;
import dev.eader.training.data.VocDevkit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads the lists train and val of a VOC devkit. */
final class DevkitCollection {
    private DevkitCollection() {}

    /** @param devkit as {@link VocDevkit#find} returns it */
    static PhotoCollection read(Path devkit) {
        List<Photo> photos = new ArrayList<>();
        List<Finding> ignored = new ArrayList<>();
        Set<String> trained = new TreeSet<>();
        for (String split : List.of(Photo.TRAIN, Photo.VAL)) {
            for (ImageEntry image : VocDevkit.images(devkit, split)) {
                String name = FolderScan.name(devkit, image.file());
                if (trained.add(name)) {
                    photos.add(new Photo(name, image.file(), split, image.names()));
                } else {
                    ignored.add(new Finding(name, "is listed in train, so it is left out of " + split));
                }
            }
        }
        photos.sort((a, b) -> a.name().compareTo(b.name()));
        return new PhotoCollection("VOC devkit", photos, List.of(), ignored, List.of());
    }
}

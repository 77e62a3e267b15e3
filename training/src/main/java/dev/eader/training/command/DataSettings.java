package dev.eader.training.command;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.eader.training.data.Coco;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Selection;
import dev.eader.training.data.Voc;
import java.nio.file.Path;
import java.util.List;

/**
 * Where pictures and their image-level labels lie: {@code voc}, or {@code images} with {@code labels}.
 *
 * @param voc a VOC folder of either form; null with COCO
 * @param list file of ids in place of the split's; null for the split's
 * @param images COCO's images; null with VOC
 * @param labels COCO's JSON
 * @param classes to keep; empty for all
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record DataSettings(String voc, String list, String images, String labels, List<String> classes) {

    /** Without masks, whatever there is in the folder. */
    Dataset training(String split) {
        return images == null
                ? new Voc(Path.of(voc), selection(split), false)
                : new Coco(Path.of(images), Path.of(labels), null, classes);
    }

    /** @param masks folder of COCO's label PNGs; VOC has its own */
    Dataset evaluation(String split, Path masks) {
        if (images == null) {
            return new Voc(Path.of(voc), selection(split), true);
        }
        if (masks == null) {
            throw new IllegalArgumentException("COCO has no label PNGs of its own: give --masks FOLDER, with --images"
                    + " and --labels of the pictures to measure on");
        }
        return new Coco(Path.of(images), Path.of(labels), masks, classes);
    }

    /** What the run is said to have learned from. */
    String folder() {
        return images == null ? voc : images;
    }

    private Selection selection(String split) {
        return new Selection(split, list == null ? null : Path.of(list), List.of(), classes);
    }
}

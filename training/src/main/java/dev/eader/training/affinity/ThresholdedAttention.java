package dev.eader.training.affinity;

import dev.eader.training.attention.AttentionFile;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.data.LabelFile;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Relies on high and on low attention: a class where its attention is above one threshold and above that of all others,
 * the background where all attention is below another.
 *
 * @param folder of attention files
 * @param foreground least attention of an object, in (0,1)
 * @param background most attention of the background, in [0,{@code foreground})
 */
public record ThresholdedAttention(Path folder, double foreground, double background) implements ConfidentLabels {
    /** @throws IllegalArgumentException when the thresholds leave nothing to be sure of */
    public ThresholdedAttention {
        if (!(0 <= background && background < foreground && foreground < 1)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "thresholds with 0 <= background < foreground < 1, not background %s and foreground %s",
                    background,
                    foreground));
        }
    }

    @Override
    public LabelFile of(Sample sample) {
        AttentionFile attention = AttentionFile.read(folder.resolve(sample.id() + ".npz"));
        byte[] labels = new byte[attention.rows() * attention.columns()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = label(attention, i);
        }
        return new LabelFile(attention.columns(), attention.rows(), labels);
    }

    private byte label(AttentionFile attention, int cell) {
        double most = 0;
        int best = 0;
        for (int k = 0; k < attention.classes().length; k++) {
            if (attention.attention()[k][cell] > most) {
                most = attention.attention()[k][cell];
                best = attention.classes()[k] + 1;
            }
        }
        return most >= foreground ? (byte) best : most <= background ? 0 : Dataset.IGNORE;
    }
}

package dev.eader.training.affinity;

import dev.eader.training.attention.AttentionFile;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.Dataset.Sample;
import dev.eader.training.data.LabelFile;
import java.nio.file.Path;

/**
 * Takes high attention as confident foreground and low attention as confident background: a cell has the class of its highest
 * attention if that reaches one threshold, background if it is at most the other, and is uncertain in between.
 *
 * @param folder of attention files
 * @param foreground lowest attention of a class, in (0,1)
 * @param background highest attention of background, in [0,{@code foreground})
 */
public record ThresholdedAttention(Path folder, double foreground, double background) implements ConfidentLabels {
    /** @throws IllegalArgumentException if the thresholds are out of range or not in order */
    public ThresholdedAttention {
        if (!(0 <= background && background < foreground && foreground < 1)) {
            throw new IllegalArgumentException(
                    "thresholds must satisfy 0 <= background < foreground < 1, but background is " + background
                            + " and foreground " + foreground);
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
        double max = 0;
        int best = 0;
        for (int k = 0; k < attention.classes().length; k++) {
            if (attention.attention()[k][cell] > max) {
                max = attention.attention()[k][cell];
                best = attention.classes()[k] + 1;
            }
        }
        return max >= foreground ? (byte) best : max <= background ? 0 : Dataset.IGNORE;
    }
}

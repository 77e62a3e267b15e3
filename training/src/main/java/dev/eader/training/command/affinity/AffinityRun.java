package dev.eader.training.command.affinity;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.eader.training.affinity.AffinityBatch;
import dev.eader.training.affinity.AffinityNet;
import dev.eader.training.affinity.AffinityTraining;
import dev.eader.training.affinity.ConfidentLabels;
import dev.eader.training.affinity.ThresholdedAttention;
import dev.eader.training.command.run.RunData;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.command.run.RunSettings;
import dev.eader.training.command.train.InitialWeights;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Settings of an affinity run, stored as {@code run.json}. The fields of the groups are stored side by side, not nested.
 *
 * @param localizer name of an {@link Architecture}
 * @param init as {@link InitialWeights.Choice#from}
 * @param epochs passes over the data
 */
record AffinityRun(
        @JsonUnwrapped RunData trainingData,
        @JsonUnwrapped Areas areas,
        String localizer,
        boolean batchNorm,
        String init,
        double epochs,
        AffinityBatch.Settings batches,
        AffinityTraining.Settings training)
        implements RunSettings {

    /**
     * Source of the areas with a known label.
     *
     * @param attention folder of attention maps; null with label files
     * @param foreground smallest attention at which a pixel belongs to a class, in [0,1]
     * @param background largest attention at which a pixel is background, in [0,1]
     * @param confident folder of label files; null with attention maps
     */
    record Areas(String attention, double foreground, double background, String confident) {
        ConfidentLabels open() {
            return confident == null
                    ? new ThresholdedAttention(Path.of(attention), foreground, background)
                    : ConfidentLabels.inFolder(Path.of(confident));
        }
    }

    static AffinityRun read(RunFolder folder) throws IOException {
        return folder.settings(AffinityRun.class, "classes", "localizer", "batches", "training");
    }

    @Override
    public int batch() {
        return batches.batch();
    }

    @Override
    public long totalSteps() {
        return training.total();
    }

    @Override
    public long seed() {
        return batches.seed();
    }

    /** A network with random weights. */
    AffinityNet network(NDManager manager) {
        int classes = trainingData.classes().size();
        Network classifier =
                new Network(manager, Architecture.of(localizer), classes, batchNorm, DataType.FLOAT32, seed());
        return new AffinityNet(manager, classifier, seed());
    }
}

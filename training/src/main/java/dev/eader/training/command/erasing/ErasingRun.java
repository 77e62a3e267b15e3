package dev.eader.training.command.erasing;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.eader.training.command.run.RunData;
import dev.eader.training.command.run.RunFolder;
import dev.eader.training.command.run.RunSettings;
import dev.eader.training.command.train.InitialWeights;
import dev.eader.training.data.Augmentation;
import dev.eader.training.erasing.EaderLoss;
import dev.eader.training.erasing.TurnSchedule;
import dev.eader.training.erasing.WeightSharing;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import dev.eader.training.optimisation.GradientDescent;
import java.io.IOException;

/**
 * Settings of an adversarial erasing run, stored as {@code run.json}. The fields of the groups are stored side by side, not
 * nested.
 *
 * @param weighting weights of the losses and shape of the soft mask
 */
public record ErasingRun(
        @JsonUnwrapped RunData trainingData,
        @JsonUnwrapped Networks networks,
        EaderLoss.Weighting weighting,
        @JsonUnwrapped Optimization optimization,
        @JsonUnwrapped Sampling sampling)
        implements RunSettings {

    /**
     * Architectures and initial weights.
     *
     * @param localizer name of an {@link Architecture}, also {@code adversary}
     * @param localizerInit as {@link InitialWeights.Choice#from}; also {@code adversaryInit}
     * @param sharing weights that both networks share; none in runs written before this field existed
     */
    public record Networks(
            String localizer,
            String adversary,
            boolean batchNorm,
            String localizerInit,
            String adversaryInit,
            WeightSharing sharing) {
        public Networks {
            sharing = sharing == null ? WeightSharing.NONE : sharing;
        }
    }

    /**
     * Gradient descent of both networks.
     *
     * @param averaging decay of the moving average of the localizer's weights, in [0,1); 0 keeps no average
     */
    public record Optimization(
            GradientDescent.Settings localizerSteps,
            GradientDescent.Settings adversarySteps,
            TurnSchedule schedule,
            double averaging) {
        public Optimization {
            if (!(averaging >= 0 && averaging < 1)) {
                throw new IllegalArgumentException("--ema takes a decay in [0,1), not " + averaging);
            }
        }
    }

    /**
     * Selection of the pictures of a step.
     *
     * @param batch pictures per step
     * @param epochs passes over the data, with the steps of both networks counted together
     */
    public record Sampling(Augmentation augmentation, int batch, double epochs, long seed) {}

    /** Reads the settings of a run. */
    public static ErasingRun read(RunFolder folder) throws IOException {
        return folder.settings(
                ErasingRun.class,
                "data",
                "classes",
                "localizer",
                "adversary",
                "weighting",
                "localizerSteps",
                "adversarySteps",
                "schedule",
                "augmentation");
    }

    @Override
    public int batch() {
        return sampling.batch();
    }

    @Override
    public long totalSteps() {
        return optimization.schedule().total();
    }

    @Override
    public long seed() {
        return sampling.seed();
    }

    /** A localizer with random weights. */
    public Network localizer(NDManager manager) {
        return network(manager, networks.localizer(), seed());
    }

    /** An adversary with random weights. */
    Network adversary(NDManager manager) {
        return network(manager, networks.adversary(), seed() + 7919);
    }

    /** The localizer with the weights of the run's checkpoint. */
    public Network trained(NDManager manager, RunFolder folder) throws IOException {
        Network localizer = localizer(manager);
        folder.checkpoint().readLocalizer(manager, localizer);
        return localizer;
    }

    private Network network(NDManager manager, String name, long seed) {
        int classes = trainingData.classes().size();
        return new Network(manager, Architecture.of(name), classes, networks.batchNorm(), DataType.FLOAT32, seed);
    }
}

package dev.eader.training.command.erasing;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.eader.training.command.train.InitialWeights;
import dev.eader.training.data.Batches;
import dev.eader.training.data.Dataset;
import dev.eader.training.data.ImageBatch;
import dev.eader.training.erasing.NetworkTrainer;
import dev.eader.training.erasing.WeightSharing;
import dev.eader.training.network.BatchNormCalibration;
import dev.eader.training.network.Network;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Localizer and adversary of a run with their optimisers. Both are the same object if the networks share all weights. */
record LearnerPair(NetworkTrainer localizer, NetworkTrainer adversary) {

    /**
     * Makes the networks.
     *
     * @param dataset for the calibration of batch normalisation; null leaves random weights, for a checkpoint to replace
     */
    static LearnerPair of(ErasingRun run, Dataset dataset, NDManager manager) throws IOException {
        Network localizer = run.localizer(manager);
        boolean isOne = run.networks().sharing() == WeightSharing.ALL;
        Network adversary = isOne ? localizer : run.adversary(manager);
        if (dataset != null) {
            initialize(localizer, run.networks().localizerInit(), run, dataset, manager);
            if (!isOne) {
                initialize(adversary, run.networks().adversaryInit(), run, dataset, manager);
            }
        }
        if (run.networks().sharing() == WeightSharing.BACKBONE) {
            adversary.shareWeightsOf(localizer);
        }
        ErasingRun.Optimization settings = run.optimization();
        NetworkTrainer first = new NetworkTrainer(manager, localizer, settings.localizerSteps(), settings.averaging());
        return new LearnerPair(
                first, isOne ? first : new NetworkTrainer(manager, adversary, settings.adversarySteps(), 0));
    }

    private static void initialize(Network network, String from, ErasingRun run, Dataset dataset, NDManager manager)
            throws IOException {
        if (from != null
                && new InitialWeights(from)
                        .load(manager, network, run.trainingData().classes())) {
            calibrate(network, run, dataset, manager);
        }
    }

    private static void calibrate(Network network, ErasingRun run, Dataset dataset, NDManager manager) {
        ErasingRun.Sampling sampling = run.sampling();
        try (NDManager scope = manager.newSubManager();
                Batches<ImageBatch> batches =
                        ImageBatch.sequence(dataset, sampling.augmentation(), sampling.batch(), sampling.seed(), 0)) {
            ImageBatch batch = batches.next();
            int side = sampling.augmentation().size();
            Shape shape = new Shape(batch.size(), 3, side, side);
            BatchNormCalibration.run(network, network.normalize(scope.create(batch.pixels(), shape)));
        }
    }

    /** Arrays of a checkpoint, by part and name. */
    Map<String, Map<String, NDArray>> state() {
        Map<String, Map<String, NDArray>> state = new LinkedHashMap<>(localizer.state("localizer"));
        if (adversary != localizer) {
            state.putAll(adversary.state("adversary"));
        }
        return state;
    }
}

package dev.eader.training.affinity;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import dev.eader.training.data.Batches;
import dev.eader.training.data.LabelFile;
import dev.eader.training.data.SceneDataset;
import dev.eader.training.network.Architecture;
import dev.eader.training.network.Network;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AffinityTrainingTest {
    private static final int STEPS = 20;

    @Test
    void loss_falls_with_trained_and_with_frozen_classifier() {
        for (double rate : new double[] {.01, 0}) {
            List<Double> losses = train(rate);
            assertThat(losses.get(STEPS - 1)).as("rate %s: %s", rate, losses).isLessThan(.9 * losses.get(0));
        }
    }

    @Test
    void same_seed_gives_the_same_losses() {
        assertThat(train(.01)).isEqualTo(train(.01));
    }

    private static List<Double> train(double rate) {
        SceneDataset scenes = new SceneDataset(1, 32, 96, 96, true);
        // the masks of the scenes serve as confident labels
        ConfidentLabels masks =
                sample -> new LabelFile(sample.pixels().width(), sample.pixels().height(), sample.truth());
        AffinityBatch.Settings batches = new AffinityBatch.Settings(4, 64, 96, 1.2, .2, 1);
        AffinityTraining.Settings settings = new AffinityTraining.Settings(rate, .1, .9, 5e-4, 1, STEPS, .9);
        try (NDManager manager = NDManager.newBaseManager();
                AffinityNet network = new AffinityNet(manager, backbone(manager), 1);
                Batches<AffinityBatch> crops =
                        AffinityBatch.sequence(scenes, masks, batches, network.grid(64, 64), 0)) {
            AffinityTraining training = new AffinityTraining(manager, network, settings);
            float[] frozen =
                    network.classifier().parameters().get("conv1.weight").toFloatArray();
            float[] tuned = network.classifier()
                    .parameters()
                    .get("layer3.0.conv1.weight")
                    .toFloatArray();
            List<Double> losses = new ArrayList<>();
            AffinityBatch batch = crops.next();
            for (int step = 0; step < STEPS; step++) {
                losses.add(training.step(step, batch).total());
            }
            assertThat(network.classifier().parameters().get("conv1.weight").toFloatArray())
                    .isEqualTo(frozen);
            boolean moved = !java.util.Arrays.equals(
                    network.classifier()
                            .parameters()
                            .get("layer3.0.conv1.weight")
                            .toFloatArray(),
                    tuned);
            assertThat(moved).isEqualTo(rate > 0);
            return losses;
        }
    }

    private static Network backbone(NDManager manager) {
        return new Network(manager, Architecture.of("resnet18x0.25:16"), 5, false, DataType.FLOAT32, 1);
    }
}

package dev.eader.training.data;

import dev.eader.scenes.Scene;
import dev.eader.scenes.SceneGenerator;
import java.util.List;
import java.util.Locale;

/** A dataset of generated scenes: the images 0 to size - 1 of a {@link SceneGenerator}. */
public final class SceneDataset implements Dataset {
    private final SceneGenerator generator;
    private final int size;
    private final boolean masks;
    private final String fingerprint;

    /** @param masks whether samples include masks, for evaluation */
    public SceneDataset(long seed, int size, int width, int height, boolean masks) {
        generator = new SceneGenerator(seed, width, height);
        this.size = size;
        this.masks = masks;
        fingerprint =
                String.format(Locale.ROOT, "scenes:seed=%d,size=%d,width=%d,height=%d", seed, size, width, height);
    }

    @Override
    public List<String> classes() {
        return SceneGenerator.CLASSES;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public String fingerprint() {
        return fingerprint;
    }

    @Override
    public String id(int index) {
        return String.format(Locale.ROOT, "%06d", index);
    }

    @Override
    public Sample sample(int index) {
        Scene scene = generator.frame(index);
        float[] labels = new float[classes().size()];
        boolean[] present = scene.present();
        for (int c = 0; c < labels.length; c++) {
            labels[c] = present[c] ? 1 : 0;
        }
        return new Sample(id(index), Pixels.of(scene.image()), labels, masks ? scene.labels() : null);
    }
}

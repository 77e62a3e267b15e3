package dev.eader.scenes;

import java.awt.AlphaComposite;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Something cut from felt, lying in the picture.
 *
 * @param body its outline in its own unit frame
 * @param seams lines on it, in the same frame
 * @param kind what it is; empty for a distractor, which belongs to no class
 * @param cloth its colour
 * @param markShift how far its mark's hue is shifted, as a part of the colour circle
 * @param pose where it lies
 */
record SceneObject(Shape body, Shape seams, Optional<ToyKind> kind, Color cloth, float markShift, Pose pose) {

    /**
     * @param x centre in pixels
     * @param y centre in pixels
     * @param size pixels a unit
     * @param angle clockwise rotation in radians
     * @param mirrored whether left and right change places
     */
    record Pose(double x, double y, double size, double angle, boolean mirrored) {}

    /** Hue and saturation of the cloth that toys and distractors are cut from alike. */
    private static final float[][] CLOTHS = {
        {0.11f, 0.20f}, {0.10f, 0.36f}, {0.06f, 0.40f}, {0.24f, 0.20f}, {0.58f, 0.22f}, {0.75f, 0.16f}, {0.12f, 0.06f}
    };

    static SceneObject toy(ToyKind kind, SplittableRandom random, Pose pose) {
        float shift = (float) random.nextDouble(-0.018, 0.018);
        return new SceneObject(kind.body, kind.seams, Optional.of(kind), cloth(random), shift, pose);
    }

    static SceneObject distractor(Shape body, Shape seams, SplittableRandom random, Pose pose) {
        return new SceneObject(body, seams, Optional.empty(), cloth(random), 0, pose);
    }

    private static Color cloth(SplittableRandom random) {
        float[] cloth = CLOTHS[random.nextInt(CLOTHS.length)];
        return Color.getHSBColor(
                cloth[0] + (float) random.nextDouble(-0.02, 0.02),
                cloth[1] * (float) random.nextDouble(0.75, 1.25),
                (float) random.nextDouble(0.60, 0.94));
    }

    /** The value of its pixels in a label map. */
    byte label() {
        int label = kind.map(k -> k.ordinal() + 1).orElse(0);
        return (byte) label;
    }

    /** Paints it onto an empty layer whose frame is the picture's. Nothing is painted outside the body. */
    void paint(Graphics2D g) {
        g.translate(pose.x, pose.y);
        g.rotate(pose.angle);
        g.scale(pose.mirrored ? -pose.size : pose.size, pose.size);
        g.setPaint(lightFromAbove());
        g.fill(body);
        g.setComposite(AlphaComposite.SrcAtop);
        g.setColor(shade(0.60));
        g.setStroke(new BasicStroke(0.035f));
        g.draw(seams);
        g.setColor(shade(0.72));
        g.setStroke(new BasicStroke(0.035f));
        g.draw(body);
        kind.ifPresent(k -> {
            g.translate(k.markX, k.markY);
            g.scale(k.mark.radius, k.mark.radius);
            k.mark.paintShifted(g, markShift);
        });
    }

    /** The light stays above however the piece is turned. */
    private GradientPaint lightFromAbove() {
        float x = (float) (0.5 * Math.sin(pose.angle)) * (pose.mirrored ? -1 : 1);
        float y = (float) (0.5 * Math.cos(pose.angle));
        return new GradientPaint(-x, -y, shade(1.10), x, y, shade(0.88));
    }

    private Color shade(double factor) {
        return new Color(
                (int) Math.min(255, cloth.getRed() * factor), (int) Math.min(255, cloth.getGreen() * factor), (int)
                        Math.min(255, cloth.getBlue() * factor));
    }
}

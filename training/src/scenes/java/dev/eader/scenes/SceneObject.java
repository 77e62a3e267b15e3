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
 * An object of felt in a scene: a toy or a distractor.
 *
 * @param body outline, in units of its size, centred on the origin
 * @param seams lines on the body, in the same coordinates
 * @param kind kind of toy; empty for a distractor, which belongs to no class
 * @param felt colour of the felt
 * @param markShift shift of the hue of the mark; 1 is the full colour circle
 * @param pose position, size and angle
 */
record SceneObject(Shape body, Shape seams, Optional<ToyKind> kind, Color felt, float markShift, Pose pose) {

    /**
     * Position, size and angle of an object.
     *
     * @param x centre in pixels
     * @param y centre in pixels
     * @param size pixels per unit
     * @param angle clockwise rotation in radians
     * @param mirrored whether left and right are exchanged
     */
    record Pose(double x, double y, double size, double angle, boolean mirrored) {}

    /** Hue and saturation of the felt that toys and distractors share. */
    private static final float[][] FELTS = {
        {0.11f, 0.20f}, {0.10f, 0.36f}, {0.06f, 0.40f}, {0.24f, 0.20f}, {0.58f, 0.22f}, {0.75f, 0.16f}, {0.12f, 0.06f}
    };

    static SceneObject toy(ToyKind kind, SplittableRandom random, Pose pose) {
        float shift = (float) random.nextDouble(-0.018, 0.018);
        return new SceneObject(kind.body, kind.seams, Optional.of(kind), felt(random), shift, pose);
    }

    static SceneObject distractor(Shape body, Shape seams, SplittableRandom random, Pose pose) {
        return new SceneObject(body, seams, Optional.empty(), felt(random), 0, pose);
    }

    private static Color felt(SplittableRandom random) {
        float[] felt = FELTS[random.nextInt(FELTS.length)];
        return Color.getHSBColor(
                felt[0] + (float) random.nextDouble(-0.02, 0.02),
                felt[1] * (float) random.nextDouble(0.75, 1.25),
                (float) random.nextDouble(0.60, 0.94));
    }

    /** Returns the label of the object: class + 1, or 0 for a distractor. */
    byte label() {
        int label = kind.map(k -> k.ordinal() + 1).orElse(0);
        return (byte) label;
    }

    /** Paints the object onto an empty, transparent layer in image coordinates. Paints nothing outside the body. */
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

    /** Returns a gradient that is always lit from the top of the image, whatever the angle of the object. */
    private GradientPaint lightFromAbove() {
        float x = (float) (0.5 * Math.sin(pose.angle)) * (pose.mirrored ? -1 : 1);
        float y = (float) (0.5 * Math.cos(pose.angle));
        return new GradientPaint(-x, -y, shade(1.10), x, y, shade(0.88));
    }

    private Color shade(double factor) {
        return new Color(
                (int) Math.min(255, felt.getRed() * factor), (int) Math.min(255, felt.getGreen() * factor), (int)
                        Math.min(255, felt.getBlue() * factor));
    }
}

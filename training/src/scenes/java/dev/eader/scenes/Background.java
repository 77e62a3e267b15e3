package dev.eader.scenes;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.awt.image.BufferedImage;
import java.util.SplittableRandom;

/** Paints the background: a surface with a colour gradient, large pale shapes, confetti, and distractors of toy felt. */
final class Background {

    private final SplittableRandom random;
    private final Canvas canvas;
    private final double side;

    private Background(SplittableRandom random, int width, int height) {
        this.random = random;
        this.canvas = new Canvas(width, height);
        this.side = canvas.side();
    }

    static Canvas paint(SplittableRandom random, int width, int height) {
        Background background = new Background(random, width, height);
        background.paintSurface();
        background.addDistractors();
        return background.canvas;
    }

    private void paintSurface() {
        BufferedImage image = new BufferedImage(canvas.width, canvas.height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = Canvas.antialiased(image);
        float hue = (float) random.nextDouble();
        double angle = random.nextDouble(2 * Math.PI);
        float x = (float) (canvas.width / 2.0 * Math.cos(angle));
        float y = (float) (canvas.height / 2.0 * Math.sin(angle));
        g.translate(canvas.width / 2.0, canvas.height / 2.0);
        g.setPaint(new GradientPaint(-x, -y, pale(hue, 255), x, y, pale(hue + 0.08f, 255)));
        g.fillRect(-canvas.width, -canvas.height, 2 * canvas.width, 2 * canvas.height);
        g.translate(-canvas.width / 2.0, -canvas.height / 2.0);
        for (int i = random.nextInt(3, 8); i > 0; i--) {
            g.setColor(pale((float) (hue + random.nextDouble(-0.15, 0.15)), random.nextInt(60, 170)));
            g.fill(placed(outline(), random.nextDouble(0.3, 1.1)));
        }
        if (random.nextInt(3) == 0) {
            paintStripes(g, hue);
        }
        for (int i = random.nextInt(4, 16); i > 0; i--) {
            float saturation = (float) random.nextDouble(0.2, 0.5);
            g.setColor(
                    Color.getHSBColor((float) random.nextDouble(), saturation, (float) random.nextDouble(0.3, 0.95)));
            g.fill(placed(outline(), random.nextDouble(0.012, 0.045)));
        }
        g.dispose();
        image.getRaster().getDataElements(0, 0, canvas.width, canvas.height, canvas.rgb);
        canvas.addTexture(random.nextInt(256), random.nextInt(256));
    }

    private void paintStripes(Graphics2D g, float hue) {
        g.setColor(pale(hue, random.nextInt(30, 90)));
        double gap = side * random.nextDouble(0.06, 0.2);
        double slope = random.nextDouble(-0.6, 0.6) * canvas.height;
        g.setStroke(new BasicStroke((float) (gap * random.nextDouble(0.15, 0.5))));
        for (double x = -canvas.width; x < 2 * canvas.width; x += gap) {
            g.draw(new Line2D.Double(x, -5, x + slope, canvas.height + 5));
        }
    }

    private void addDistractors() {
        for (int i = random.nextInt(2, 6); i > 0; i--) {
            SceneObject.Pose pose = new SceneObject.Pose(
                    random.nextDouble() * canvas.width,
                    random.nextDouble() * canvas.height,
                    side * random.nextDouble(0.08, 0.34),
                    random.nextDouble(2 * Math.PI),
                    false);
            canvas.add(SceneObject.distractor(outline(), seams(), random, pose));
        }
    }

    private Shape placed(Shape shape, double size) {
        AffineTransform place = AffineTransform.getTranslateInstance(
                random.nextDouble() * canvas.width, random.nextDouble() * canvas.height);
        place.rotate(random.nextDouble(2 * Math.PI));
        place.scale(side * size, side * size);
        return place.createTransformedShape(shape);
    }

    /** Returns a random outline within the unit square. */
    private Shape outline() {
        double half = random.nextDouble(0.2, 0.45);
        return switch (random.nextInt(4)) {
            case 0 -> new Ellipse2D.Double(-0.45, -half, 0.9, 2 * half);
            case 1 -> new RoundRectangle2D.Double(-0.45, -half, 0.9, 2 * half, 0.2, 0.2);
            case 2 -> new Rectangle2D.Double(-half, -0.42, 2 * half, 0.84);
            default -> pebble();
        };
    }

    /** Returns a closed curve through the midpoints of the sides of an irregular polygon. */
    private Shape pebble() {
        int corners = random.nextInt(5, 9);
        double[] x = new double[corners];
        double[] y = new double[corners];
        for (int i = 0; i < corners; i++) {
            double radius = random.nextDouble(0.28, 0.52);
            x[i] = radius * Math.cos(2 * Math.PI * i / corners);
            y[i] = radius * Math.sin(2 * Math.PI * i / corners);
        }
        Path2D curve = new Path2D.Double();
        curve.moveTo((x[corners - 1] + x[0]) / 2, (y[corners - 1] + y[0]) / 2);
        for (int i = 0; i < corners; i++) {
            int next = (i + 1) % corners;
            curve.quadTo(x[i], y[i], (x[i] + x[next]) / 2, (y[i] + y[next]) / 2);
        }
        curve.closePath();
        return curve;
    }

    /** Returns 0 to 3 random seams, because seams alone must not distinguish toys from distractors. */
    private Shape seams() {
        Path2D seams = new Path2D.Double();
        for (int i = random.nextInt(4); i > 0; i--) {
            double from = random.nextDouble(-0.4, 0.4);
            seams.append(new Line2D.Double(-0.5, from, 0.5, random.nextDouble(-0.4, 0.4)), false);
        }
        return seams;
    }

    private Color pale(float hue, int alpha) {
        int rgb = Color.HSBtoRGB(hue, (float) random.nextDouble(0.05, 0.35), (float) random.nextDouble(0.38, 0.92));
        return new Color(rgb & 0xffffff | alpha << 24, true);
    }
}

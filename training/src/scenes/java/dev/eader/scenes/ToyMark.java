package dev.eader.scenes;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/** Small, bright marks that identify each kind of toy. Drawn around the origin with a radius of one unit. */
enum ToyMark {
    STAR(0.17, 0.14f) {
        @Override
        void paint(Graphics2D g, float hue) {
            Path2D star = new Path2D.Double();
            for (int i = 0; i < 10; i++) {
                double radius = i % 2 == 0 ? 1 : 0.45;
                double x = radius * Math.sin(i * Math.PI / 5);
                double y = -radius * Math.cos(i * Math.PI / 5);
                if (i == 0) {
                    star.moveTo(x, y);
                } else {
                    star.lineTo(x, y);
                }
            }
            fill(g, hue, 0.90f, 0.98f, star);
        }
    },
    EYE(0.15, 0.36f) {
        @Override
        void paint(Graphics2D g, float hue) {
            disc(g, hue, 0.90f, 0.95f, 1);
            disc(g, hue, 0.03f, 0.98f, 0.72);
            disc(g, hue, 0.30f, 0.10f, 0.42);
        }
    },
    CHECKS(0.18, 0.83f) {
        @Override
        void paint(Graphics2D g, float hue) {
            AffineTransform before = g.getTransform();
            g.rotate(Math.PI / 4);
            fill(g, hue, 0.95f, 0.50f, new Rectangle2D.Double(-0.72, -0.72, 1.44, 1.44));
            fill(g, hue, 0.80f, 1.00f, new Rectangle2D.Double(-0.72, -0.72, 0.72, 0.72));
            fill(g, hue, 0.80f, 1.00f, new Rectangle2D.Double(0, 0, 0.72, 0.72));
            g.setTransform(before);
        }
    },
    HEART(0.16, 0.99f) {
        @Override
        void paint(Graphics2D g, float hue) {
            Path2D heart = new Path2D.Double();
            heart.moveTo(0, 0.95);
            heart.curveTo(-1.9, -0.35, -0.75, -1.45, 0, -0.45);
            heart.curveTo(0.75, -1.45, 1.9, -0.35, 0, 0.95);
            fill(g, hue, 0.85f, 0.85f, heart);
        }
    },
    PORTHOLE(0.15, 0.58f) {
        @Override
        void paint(Graphics2D g, float hue) {
            disc(g, hue, 0.08f, 0.93f, 1);
            disc(g, hue, 0.90f, 0.75f, 0.74);
            fill(g, hue, 0.25f, 0.98f, new Ellipse2D.Double(-0.45, -0.45, 0.4, 0.4));
        }
    };

    final double radius;
    private final float hue;

    ToyMark(double radius, float hue) {
        this.radius = radius;
        this.hue = hue;
    }

    abstract void paint(Graphics2D g, float hue);

    /** Paints the mark with its hue plus {@code shift}; 1 is the full colour circle. */
    void paintShifted(Graphics2D g, float shift) {
        paint(g, hue + shift);
    }

    private static void disc(Graphics2D g, float hue, float saturation, float brightness, double radius) {
        fill(g, hue, saturation, brightness, new Ellipse2D.Double(-radius, -radius, 2 * radius, 2 * radius));
    }

    private static void fill(Graphics2D g, float hue, float saturation, float brightness, Shape shape) {
        g.setColor(Color.getHSBColor(hue, saturation, brightness));
        g.fill(shape);
    }
}

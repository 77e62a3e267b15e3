package dev.eader.scenes;

import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.Area;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.geom.RoundRectangle2D;
import java.util.List;

/**
 * The kinds of toy, in the order of their classes. Each has a body of felt in colours that all kinds share, a pattern of
 * seams, and a small mark that identifies the kind. A toy is about one unit large, centred on the origin; y points down.
 */
enum ToyKind {
    BOAT(boatBody(), boatSeams(), ToyMark.STAR, 0.02, -0.06),
    FISH(fishBody(), fishSeams(), ToyMark.EYE, -0.29, -0.05),
    KITE(kiteBody(), kiteSeams(), ToyMark.CHECKS, 0, -0.16),
    MUG(mugBody(), mugSeams(), ToyMark.HEART, -0.10, 0.04),
    ROCKET(rocketBody(), rocketSeams(), ToyMark.PORTHOLE, 0, -0.12);

    final Shape body;
    final Shape seams;
    final ToyMark mark;
    final double markX;
    final double markY;

    ToyKind(Shape body, Shape seams, ToyMark mark, double markX, double markY) {
        this.body = body;
        this.seams = seams;
        this.mark = mark;
        this.markX = markX;
        this.markY = markY;
    }

    private static Shape boatBody() {
        Path2D hull = polygon(-0.50, 0.20, 0.50, 0.20);
        hull.quadTo(0.44, 0.46, 0.24, 0.47);
        hull.lineTo(-0.26, 0.47);
        hull.quadTo(-0.42, 0.44, -0.50, 0.20);
        Path2D sail = polygon(-0.03, -0.50, -0.03, -0.50);
        sail.quadTo(0.26, -0.20, 0.38, 0.13);
        sail.lineTo(-0.34, 0.13);
        sail.closePath();
        return union(hull, sail, new Rectangle2D.Double(-0.06, -0.40, 0.06, 0.65));
    }

    /** Returns horizontal planks and the mast. */
    private static Shape boatSeams() {
        Path2D seams = lines(-0.03, -0.5, -0.03, 0.2);
        for (double y = -0.40; y < 0.47; y += 0.12) {
            seams.append(lines(-0.5, y, 0.5, y), false);
        }
        return seams;
    }

    private static Shape fishBody() {
        Path2D tail = polygon(0.10, -0.02, 0.50, -0.28);
        tail.quadTo(0.36, 0, 0.50, 0.28);
        tail.closePath();
        Path2D fin = polygon(-0.26, -0.20, -0.10, -0.40);
        fin.quadTo(0.08, -0.36, 0.14, -0.16);
        fin.closePath();
        return union(new Ellipse2D.Double(-0.50, -0.28, 0.78, 0.56), tail, fin);
    }

    /** Returns fish scales. */
    private static Shape fishSeams() {
        Path2D seams = new Path2D.Double();
        for (int column = 0; column < 7; column++) {
            for (int row = -3; row <= 3; row++) {
                double x = -0.48 + 0.14 * column;
                double y = 0.16 * row + (column % 2) * 0.08;
                seams.moveTo(x, y - 0.08);
                seams.quadTo(x + 0.17, y, x, y + 0.08);
            }
        }
        return seams;
    }

    private static Shape kiteBody() {
        Path2D tail = new Path2D.Double();
        tail.moveTo(0, 0.22);
        tail.curveTo(0.12, 0.34, -0.12, 0.38, 0.04, 0.48);
        Shape bow = polygon(0.01, 0.37, 0.15, 0.28, 0.15, 0.46, 0.01, 0.37, -0.13, 0.28, -0.13, 0.46);
        return union(
                polygon(0, -0.50, 0.37, -0.16, 0, 0.27, -0.37, -0.16),
                new BasicStroke(0.05f).createStrokedShape(tail),
                bow);
    }

    /** Returns a lattice parallel to the edges. */
    private static Shape kiteSeams() {
        Path2D seams = new Path2D.Double();
        for (double x = -0.9; x < 0.9; x += 0.20) {
            seams.append(lines(x, -0.5, x + 0.8, 0.5, x, -0.5, x - 0.8, 0.5), false);
        }
        return seams;
    }

    private static Shape mugBody() {
        Area handle = new Area(new Ellipse2D.Double(0.00, -0.25, 0.46, 0.52));
        handle.subtract(new Area(new Ellipse2D.Double(0.10, -0.14, 0.25, 0.30)));
        handle.add(new Area(new RoundRectangle2D.Double(-0.42, -0.42, 0.64, 0.84, 0.18, 0.18)));
        return handle;
    }

    /** Returns zigzag lines. */
    private static Shape mugSeams() {
        Path2D seams = new Path2D.Double();
        for (double y = -0.40; y < 0.45; y += 0.17) {
            seams.moveTo(-0.5, y);
            for (int i = 1; i <= 12; i++) {
                seams.lineTo(-0.5 + i / 12.0, y + (i % 2) * 0.10);
            }
        }
        return seams;
    }

    private static Shape rocketBody() {
        Path2D hull = polygon(0, -0.52, 0, -0.52);
        hull.curveTo(0.24, -0.30, 0.24, 0.10, 0.14, 0.36);
        hull.lineTo(-0.14, 0.36);
        hull.curveTo(-0.24, 0.10, -0.24, -0.30, 0, -0.52);
        Path2D fins = polygon(-0.14, 0.04, 0.14, 0.04);
        fins.quadTo(0.38, 0.20, 0.36, 0.48);
        fins.lineTo(0.10, 0.30);
        fins.lineTo(-0.10, 0.30);
        fins.lineTo(-0.36, 0.48);
        fins.quadTo(-0.38, 0.20, -0.14, 0.04);
        return union(hull, fins, polygon(-0.09, 0.34, 0.09, 0.34, 0.13, 0.47, -0.13, 0.47));
    }

    /** Returns rows of rivets. */
    private static Shape rocketSeams() {
        Path2D seams = new Path2D.Double();
        for (int column = -3; column <= 3; column++) {
            for (int row = -4; row <= 4; row++) {
                double x = 0.17 * column - 0.04 + (row & 1) * 0.085;
                seams.append(new Ellipse2D.Double(x, 0.14 * row - 0.04, 0.08, 0.08), false);
            }
        }
        return seams;
    }

    /** Returns an open path through the points x0, y0, x1, y1, ...; filling closes it. */
    private static Path2D polygon(double... points) {
        Path2D path = new Path2D.Double(Path2D.WIND_NON_ZERO);
        path.moveTo(points[0], points[1]);
        for (int i = 2; i < points.length; i += 2) {
            path.lineTo(points[i], points[i + 1]);
        }
        return path;
    }

    /** Returns separate lines, each given as x0, y0, x1, y1. */
    private static Path2D lines(double... ends) {
        Path2D path = new Path2D.Double();
        for (int i = 0; i < ends.length; i += 4) {
            path.append(new Line2D.Double(ends[i], ends[i + 1], ends[i + 2], ends[i + 3]), false);
        }
        return path;
    }

    private static Shape union(Shape... shapes) {
        Area area = new Area();
        List.of(shapes).forEach(shape -> area.add(new Area(shape)));
        return area;
    }
}

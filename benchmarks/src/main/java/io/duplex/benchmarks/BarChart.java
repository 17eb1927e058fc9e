// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks;

import java.util.List;
import java.util.Locale;

/** Horizontal bars in panels, each with an axis of its own; as SVG that is legible on a light and on a dark page. */
record BarChart(List<Panel> panels) {
    private static final int WIDTH = 800;
    private static final int LEFT = 230;
    private static final int PLOT = 420;
    private static final int BAR = 14;
    private static final int ROW = 20;
    private static final int HEAD = 24;
    private static final int AXIS = 26;
    private static final int TICKS = 4;
    /** Bounds that exceed this many times the best contender are cut. */
    private static final double CUT = 1.5;

    private static final String STYLE = """
            <style>
            text { font: 12px sans-serif; fill: #7d8590; }
            .title { font-weight: bold; }
            .tick { font-size: 10px; text-anchor: middle; }
            .name { text-anchor: end; }
            .grid { stroke: #7d8590; stroke-opacity: 0.25; }
            .spread { stroke: #7d8590; stroke-width: 1.5; }
            .ours { fill: #2f81f7; }
            .peer { fill: #9aa4af; }
            .bound { fill: none; stroke: #9aa4af; stroke-dasharray: 3 2; }
            </style>
            """;

    /** Bars that share an axis. */
    record Panel(String title, List<Bar> bars) {
        int height() {
            return HEAD + bars.size() * ROW + AXIS;
        }

        /** Bounds alone may be longer than the axis. */
        double longest() {
            double all =
                    bars.stream().mapToDouble(bar -> bar.spread().most()).max().orElseThrow();
            double contenders = bars.stream()
                    .filter(bar -> bar.kind() != Kind.BOUND)
                    .mapToDouble(bar -> bar.spread().most())
                    .max()
                    .orElse(all);
            return Math.min(all, contenders * CUT);
        }
    }

    /** Least and most of the runs. */
    record Spread(double least, double most) {}

    /** One bar, with the text behind it. */
    record Bar(String name, Kind kind, double value, Spread spread, String text) {}

    /** How a bar looks. */
    enum Kind {
        OURS,
        PEER,
        BOUND
    }

    String svg() {
        int height = panels.stream().mapToInt(Panel::height).sum() + AXIS;
        StringBuilder svg = new StringBuilder(String.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\">%n",
                WIDTH, height, WIDTH, height));
        svg.append(STYLE);
        int top = 0;
        for (Panel panel : panels) {
            append(svg, panel, top);
            top += panel.height();
        }
        svg.append(String.format(
                "<text x=\"%d\" y=\"%d\">Bars: medians; lines: least and most of the runs; dashed: does less"
                        + " than the others, cut where it is longer.</text>%n",
                10, top + 14));
        return svg.append("</svg>\n").toString();
    }

    private static void append(StringBuilder svg, Panel panel, int top) {
        int bottom = top + HEAD + panel.bars().size() * ROW;
        double step = step(panel.longest());
        double end = Math.ceil(panel.longest() / step) * step;
        svg.append(String.format("<text class=\"title\" x=\"%d\" y=\"%d\">%s</text>%n", LEFT, top + 16, panel.title()));
        for (double tick = 0; tick <= end + step / 2; tick += step) {
            double x = LEFT + PLOT * tick / end;
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>"
                            + "<text class=\"tick\" x=\"%.1f\" y=\"%d\">%s</text>%n",
                    x,
                    top + HEAD,
                    x,
                    bottom,
                    x,
                    bottom + 12,
                    label(tick)));
        }
        for (int i = 0; i < panel.bars().size(); i++) {
            append(svg, panel.bars().get(i), top + HEAD + i * ROW + (ROW - BAR) / 2, end);
        }
    }

    private static void append(StringBuilder svg, Bar bar, int top, double end) {
        double length = PLOT * Math.min(1, bar.value() / end);
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>"
                        + "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n",
                LEFT - 6,
                top + 11,
                bar.name(),
                bar.kind().name().toLowerCase(Locale.ROOT),
                LEFT,
                top,
                Math.max(1, length),
                BAR));
        double from = LEFT + PLOT * Math.min(1, bar.spread().least() / end);
        double to = LEFT + PLOT * Math.min(1, bar.spread().most() / end);
        svg.append(String.format(
                Locale.ROOT,
                "<line class=\"spread\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>"
                        + "<text x=\"%.1f\" y=\"%d\">%s%s</text>%n",
                from,
                top + BAR / 2,
                to,
                top + BAR / 2,
                Math.max(to, LEFT + length) + 6,
                top + 11,
                bar.value() > end ? "… " : "",
                bar.text()));
    }

    /** Returns 1, 2 or 5 times a power of ten, so that an axis has some four steps. */
    private static double step(double longest) {
        double rough = Math.max(longest, 1e-9) / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double factor = rough / power;
        return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
    }

    private static String label(double tick) {
        return tick >= 10_000 || tick == Math.rint(tick)
                ? String.format(Locale.ROOT, "%,.0f", tick)
                : String.format(Locale.ROOT, "%.3g", tick);
    }
}

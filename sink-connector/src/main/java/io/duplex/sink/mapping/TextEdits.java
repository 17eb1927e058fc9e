// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.mapping;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.antlr.v4.runtime.ParserRuleContext;

/** Changes of a statement's text at places that its tree tells. */
final class TextEdits {
    private final List<Edit> edits = new ArrayList<>();

    /** From one character up to before another one, both counted in code points as the grammar does. */
    private record Edit(int from, int to, String text) {
        boolean holds(Edit other) {
            return from <= other.from && other.to <= to && !equals(other);
        }
    }

    void replace(ParserRuleContext part, String text) {
        edits.add(new Edit(part.getStart().getStartIndex(), part.getStop().getStopIndex() + 1, text));
    }

    /** Removes elements from a list with commas between; at least one is kept. */
    void remove(List<? extends ParserRuleContext> elements, List<? extends ParserRuleContext> removed) {
        boolean keptBefore = false;
        for (int i = 0; i < elements.size(); i++) {
            ParserRuleContext element = elements.get(i);
            if (!removed.contains(element)) {
                keptBefore = true;
            } else if (keptBefore) {
                int from = elements.get(i - 1).getStop().getStopIndex() + 1;
                edits.add(new Edit(from, element.getStop().getStopIndex() + 1, ""));
            } else {
                int to = elements.get(i + 1).getStart().getStartIndex();
                edits.add(new Edit(element.getStart().getStartIndex(), to, ""));
            }
        }
    }

    /** Returns the text with all changes; those within a larger one are gone with it. */
    String applyTo(String text) {
        List<Edit> outer = edits.stream()
                .filter(edit -> edits.stream().noneMatch(other -> other.holds(edit)))
                .distinct()
                .sorted(Comparator.comparingInt(Edit::from))
                .toList();
        StringBuilder edited = new StringBuilder(text.length());
        int copied = 0;
        for (Edit edit : outer) {
            edited.append(text, copied, text.offsetByCodePoints(0, edit.from())).append(edit.text());
            copied = text.offsetByCodePoints(0, edit.to());
        }
        return edited.append(text, copied, text.length()).toString();
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.sink.apply.DdlForm.Verb;
import io.duplex.sink.apply.SqlWords.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The users and roles that a statement makes, drops, renames, alters, or gives privileges to or takes them from. */
final class Accounts {
    private static final Set<String> NO_NAMES = Set.of("CURRENT_USER", "USER", "NONE", "ALL");

    private Accounts() {}

    /** Returns them as they are written in statements, {@code 'name'@'host'}; none when the statement is about others. */
    static List<String> of(DdlForm form, boolean ansiQuotes) {
        List<Word> words = SqlWords.of(form.original(), ansiQuotes);
        return switch (form.verb()) {
            case GRANT -> listed(words, behind(words, "TO"));
            case REVOKE -> listed(words, behind(words, "FROM"));
            case SET ->
                listed(words, behind(words, words.size() > 1 && words.get(1).is("PASSWORD") ? "FOR" : "TO"));
            default -> areChangedBy(form) ? listed(words, behindKind(words)) : List.of();
        };
    }

    /** Tells whether such statements are about accounts. */
    static boolean areChangedBy(DdlForm form) {
        return form.isAbout("USER")
                || form.isAbout("ROLE")
                || Set.of(Verb.GRANT, Verb.REVOKE, Verb.SET).contains(form.verb());
    }

    /** {@code CREATE USER IF NOT EXISTS}. */
    private static int behindKind(List<Word> words) {
        int at = 0;
        while (at < words.size() && !words.get(at).is("USER") && !words.get(at).is("ROLE")) {
            at++;
        }
        at++;
        while (at < words.size()
                && Set.of("IF", "NOT", "EXISTS").contains(words.get(at).text())) {
            at++;
        }
        return at;
    }

    private static int behind(List<Word> words, String keyword) {
        for (int at = words.size() - 1; at > 0; at--) {
            if (words.get(at).is(keyword)) {
                return at + 1;
            }
        }
        return words.size();
    }

    /** What stands behind commas is mostly an account; what is none, a role to be given by default, does not change. */
    private static List<String> listed(List<Word> words, int from) {
        List<String> accounts = new ArrayList<>();
        for (int at = from; at < words.size(); at++) {
            boolean begins = at == from
                    || words.get(at - 1).isSign(',')
                    || words.get(at - 1).is("TO");
            if (begins && isName(words.get(at))) {
                accounts.add(account(words, at));
            }
        }
        return accounts;
    }

    private static boolean isName(Word word) {
        return word.kind() != SqlWords.Kind.SIGN
                && !(word.kind() == SqlWords.Kind.BARE && NO_NAMES.contains(word.text()));
    }

    private static String account(List<Word> words, int at) {
        boolean hosted = at + 2 < words.size() && words.get(at + 1).isSign('@');
        return quoted(words.get(at).raw()) + "@"
                + quoted(hosted ? words.get(at + 2).raw() : "%");
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}

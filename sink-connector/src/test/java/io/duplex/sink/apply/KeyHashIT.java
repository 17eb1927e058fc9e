// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.sink.apply.KeyHash.Outcome;
import io.duplex.sink.apply.RowStatement.Slot;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Texts that a server takes for equal in a key have one token. */
class KeyHashIT {
    private static final int PAIRS = 4000;

    /** Letters, ligatures, signs, blanks and marks that some collations take for others, or weigh together. */
    private static final int[] ALIKE = ("aAáÀÅäæÆßsSeéÉèfiﬁlLŀ·oOøöÖœdDđðtTþiIıİjvVwW²2½К к иИйЙеЁё"
                    + "ςσΣωΩΩάα\u0308\u0301\u0306\u0345\u200b\u00ad\u00a0\u3000\u0001\tカｶかガﾞヽ한ᄒ"
                    + "ᅡ丂㐀豈鎌。、「😀😃𝐀ǆǄǅเกแລ\u0fb2\u0f71\u0f81゛")
            .codePoints()
            .toArray();

    private static final List<String> UTF8 = List.of("utf8mb4_general_ci", "utf8mb4_unicode_ci");
    private static final List<String> NEWER = List.of("utf8mb4_0900_ai_ci", "utf8mb4_0900_as_ci", "utf8mb4_0900_as_cs");
    private static final List<String> SINGLE = List.of("latin1_swedish_ci", "latin1_general_cs", "cp1251_general_ci");

    private final long seed = System.nanoTime();
    private final Random dice = new Random(seed);

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void textsThatTheServerTakesForEqualHaveOneToken(MySqlVersion version) throws SQLException {
        Assumptions.assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        try (MySqlServer server = MySqlServer.start(version);
                Connection connection = server.connect()) {
            for (String collation : UTF8) {
                compare(connection, "utf8mb4", collation);
            }
            for (String collation : SINGLE) {
                compare(connection, collation.substring(0, collation.indexOf('_')), collation);
            }
            if (version != MySqlVersion.V5_7) {
                for (String collation : NEWER) {
                    compare(connection, "utf8mb4", collation);
                }
            }
        }
    }

    private void compare(Connection connection, String charset, String collation) throws SQLException {
        Column column = Column.builder("k", ColumnType.VARCHAR)
                .charset(Optional.of(charset))
                .collation(Optional.of(collation))
                .build();
        int alike = 0;
        String convert = "CONVERT(? USING " + charset + ")";
        try (PreparedStatement question = connection.prepareStatement("SELECT " + convert + " = " + convert
                + " COLLATE " + collation + ", " + convert + " = ? COLLATE utf8mb4_bin AND " + convert
                + " = ? COLLATE utf8mb4_bin")) {
            for (int pair = 0; pair < PAIRS; pair++) {
                String one = text();
                String other = dice.nextInt(3) == 0 ? one.toUpperCase(Locale.ROOT) : text();
                OptionalLong first = token(column, one);
                OptionalLong second = token(column, other);
                question.setString(1, one);
                question.setString(2, other);
                question.setString(3, one);
                question.setString(4, one);
                question.setString(5, other);
                question.setString(6, other);
                try (ResultSet answer = question.executeQuery()) {
                    answer.next();
                    // What the character set does not have is never in a key.
                    boolean equal = answer.getBoolean(1) && answer.getBoolean(2);
                    if (equal && first.isPresent() && second.isPresent()) {
                        assertThat(first)
                                .as("%s: '%s' = '%s', seed %d", collation, one, other, seed)
                                .isEqualTo(second);
                        alike += one.equals(other) ? 0 : 1;
                    }
                }
            }
        }
        if (collation.endsWith("_ci")) {
            assertThat(alike).as("pairs of texts alike under " + collation).isPositive();
        }
        assertThat(token(column, charset.equals("cp1251") ? "Привет" : "Ünïcödé"))
                .as(collation)
                .isPresent();
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int length = 1 + dice.nextInt(3);
        for (int i = 0; i < length; i++) {
            int c = dice.nextInt(10) > 0 ? ALIKE[dice.nextInt(ALIKE.length)] : dice.nextInt(0x11000);
            text.appendCodePoint(Character.isDefined(c) && Character.getType(c) != Character.SURROGATE ? c : 'a');
        }
        return text.append(" ".repeat(dice.nextInt(5) / 4)).toString();
    }

    private static OptionalLong token(Column column, String text) {
        KeyHash hash = new KeyHash();
        Outcome outcome = hash.of(1, List.of(new Slot(0, column)), DecodedImage.of(List.of("k"), new Object[] {text}));
        return outcome == Outcome.VALUES ? OptionalLong.of(hash.value()) : OptionalLong.empty();
    }
}

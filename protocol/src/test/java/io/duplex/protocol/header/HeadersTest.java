// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.header;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.origin.Origin;
import io.duplex.protocol.origin.ServerSettings;
import io.duplex.protocol.table.TableId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.apache.kafka.connect.storage.StringConverter;
import org.junit.jupiter.api.Test;

class HeadersTest {
    private static final String A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings().all().ofMaxLength(30).filter(HeadersTest::encodable);
    }

    /** A lone surrogate is no character: neither MySQL nor UTF-8 can say it. */
    private static boolean encodable(String text) {
        return java.nio.charset.StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    @Property
    void anyTextSurvivesEveryHeaderConverter(@ForAll("texts") String value, @ForAll("texts") String other) {
        String text =
                HeaderText.create().put("first", value).put("second", other).toString();

        for (HeaderConverter converter : converters()) {
            byte[] bytes = converter.fromConnectHeader("topic", "duplex.any", Schema.STRING_SCHEMA, text);
            Object read =
                    converter.toConnectHeader("topic", "duplex.any", bytes).value();
            assertThat(read).as(converter.getClass().getSimpleName()).isEqualTo(text);
        }
        assertThat(HeaderText.parse(text).require("first")).isEqualTo(value);
        assertThat(HeaderText.parse(text).require("second")).isEqualTo(other);
    }

    private static List<HeaderConverter> converters() {
        JsonConverter json = new JsonConverter();
        json.configure(Map.of("converter.type", "header", "schemas.enable", "true"));
        StringConverter string = new StringConverter();
        string.configure(Map.of("converter.type", "header"));
        return List.of(new SimpleHeaderConverter(), string, json);
    }

    @Property
    void aTransactionHeaderIsReadAsItWasWritten(
            @ForAll boolean hasPrevious, @ForAll long clock, @ForAll List<Integer> path) {
        TransactionHeader header = new TransactionHeader(
                Gtid.parse(A + ":blue:7"),
                2,
                new Origin(1, Gtid.of(A, 5)),
                hasPrevious ? Optional.of(Gtid.of(A, 6)) : Optional.empty(),
                GtidSet.parse(A + ":1-5:blue:1-6"),
                new TransactionHeader.CommitInfo(clock, 4, 1_700_000_000_000_001L),
                path);

        assertThat(TransactionHeader.decode(header.encode())).isEqualTo(header);
        TransactionHeader telling = new TransactionHeader(
                header.gtid(),
                header.site(),
                header.origin(),
                header.previous(),
                header.executed(),
                header.commit().telling(Optional.of(new ServerSettings(A, 4_294_967_295L, 7, 2, 1))),
                path);
        assertThat(TransactionHeader.decode(telling.encode())).isEqualTo(telling);
    }

    @Property
    void aDdlContextIsReadAsItWasWritten(@ForAll("texts") String database, @ForAll("texts") String table) {
        DdlContext context = new DdlContext(
                Optional.of(database),
                DdlClass.TABLE,
                List.of(new TableId(database, table), new TableId(table, database)),
                Map.of("sql_mode", "'ANSI_QUOTES'", "timestamp", "1700000000.000001"));
        DdlContext partly =
                new DdlContext(Optional.empty(), DdlClass.TABLE, List.of(), Map.of(), Optional.of("`u`@`%`"), 1051);

        assertThat(DdlContext.decode(context.encode())).isEqualTo(context);
        assertThat(DdlContext.decode(partly.encode())).isEqualTo(partly);
    }

    @Test
    void snapshotAndRowHeadersAreReadAsTheyWereWritten() {
        SnapshotHeader snapshot = new SnapshotHeader("s-1", 3, 42, true, GtidSet.EMPTY);

        assertThat(SnapshotHeader.decode(snapshot.encode())).isEqualTo(snapshot);
        assertThat(RowFlags.NONE.encode()).isEmpty();
        for (RowFlags flags : List.of(new RowFlags(true, false), RowFlags.NONE.whileCopied())) {
            assertThat(RowFlags.decode(flags.encode().orElseThrow())).isEqualTo(flags);
        }
        SnapshotHeader.Reader reader = new SnapshotHeader.Reader();
        SnapshotHeader.Run run = new SnapshotHeader.Run(7, 40);
        GtidSet executed = GtidSet.parse(A + ":1-5");
        for (SnapshotHeader header : List.of(
                snapshot,
                new SnapshotHeader("s;1", 3, 9, false, executed),
                new SnapshotHeader("s;1", 3, 10, false, executed),
                new SnapshotHeader("s;1", 3, 11, true, executed),
                new SnapshotHeader("s;1", 3, 41, false, executed, GtidSet.EMPTY, run, OptionalLong.of(12)),
                new SnapshotHeader("s;1", 3, 42, false, executed, executed, run, OptionalLong.of(12)),
                new SnapshotHeader("s;1", 3, 43, false, executed, run),
                new SnapshotHeader("s;1", 3, 44, false, executed, SnapshotHeader.Run.INITIAL),
                new SnapshotHeader("s;1", 3, 45, false, executed, SnapshotHeader.Run.INITIAL),
                new SnapshotHeader("s;1", 4, 43, false, executed, run),
                new SnapshotHeader("s;1", 4, 44, false, GtidSet.EMPTY, run))) {
            assertThat(reader.read(header.encode())).isEqualTo(header);
        }
        CopyHeader copy = new CopyHeader(3, GtidSet.parse(A + ":1-5"));
        assertThat(CopyHeader.decode(copy.encode())).isEqualTo(copy);
    }
}

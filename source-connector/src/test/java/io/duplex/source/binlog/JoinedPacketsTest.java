// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the protocol cut is one packet again, whatever pieces the network delivers. */
class JoinedPacketsTest {
    private static final int LONGEST = 0xffffff;

    @Test
    void payloadsComeWholeWhateverTheirLength() throws IOException {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        List<Integer> lengths = List.of(1, 5, 70_000, LONGEST - 1, 3, LONGEST, 8, LONGEST + 1, 2 * LONGEST + 77, 0, 4);
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int length : lengths) {
            byte[] payload = new byte[length];
            random.nextBytes(payload);
            send(payload, wire);
            head(Math.min(length, LONGEST - 1), 0, expected);
            expected.writeBytes(payload);
        }

        InputStream joined = new JoinedPackets(torn(wire.toByteArray(), random), 16 << 10);
        ByteArrayOutputStream seen = new ByteArrayOutputStream();
        byte[] piece = new byte[200_000];
        for (int count = joined.read(); count >= 0; count = joined.read(piece, 0, 1 + random.nextInt(piece.length))) {
            if (seen.size() == 0) {
                seen.write(count);
            } else {
                seen.write(piece, 0, count);
            }
        }

        assertThat(seen.toByteArray()).isEqualTo(expected.toByteArray());
    }

    @Test
    void aConnectionThatEndsWithinAPacketIsAFailure() {
        InputStream joined = new JoinedPackets(new ByteArrayInputStream(new byte[] {5, 0, 0, 0, 1, 2}), 1_024);

        assertThatThrownBy(() -> joined.readNBytes(9)).isInstanceOf(EOFException.class);
    }

    /** Cuts as a server does. */
    private static void send(byte[] payload, ByteArrayOutputStream wire) {
        int sent = 0;
        int number = 0;
        int length;
        do {
            length = Math.min(LONGEST, payload.length - sent);
            head(length, number++, wire);
            wire.write(payload, sent, length);
            sent += length;
        } while (length == LONGEST);
    }

    private static void head(int length, int number, ByteArrayOutputStream out) {
        out.write(length);
        out.write(length >> 8);
        out.write(length >> 16);
        out.write(number);
    }

    private static InputStream torn(byte[] bytes, Random random) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public int read(byte[] target, int start, int length) {
                return super.read(target, start, Math.min(length, 1 + random.nextInt(40_000)));
            }
        };
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RemoteZipTest {
    private static final int LARGE = 600_000;

    @TempDir
    Path directory;

    private final AtomicLong sent = new AtomicLong();
    private byte[] zip = {};
    private boolean ranges = true;
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        zip = zip();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    @Test
    void wantedEntriesArriveWithoutTheRest() throws IOException {
        new RemoteZip(address()).extract(name -> name.startsWith("bin/") || name.endsWith("last.txt"), directory);

        assertThat(directory.resolve("bin/program")).hasContent("first");
        assertThat(directory.resolve("share/last.txt")).hasContent("last");
        assertThat(directory.resolve("large.bin")).doesNotExist();
        assertThat(sent.get()).isLessThan(LARGE / 2);
    }

    @Test
    void damagedEntryIsRefused() {
        zip[45] ^= 1;

        assertThatThrownBy(() -> new RemoteZip(address()).extract(name -> name.startsWith("bin/"), directory))
                .isInstanceOf(IOException.class);
    }

    @Test
    void serverWithoutRangesIsToldApart() {
        ranges = false;

        assertThatThrownBy(() -> new RemoteZip(address()).extract(name -> true, directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("200 instead of 206");
    }

    @Test
    void localFileGivesTheSameEntries() throws IOException {
        Path file = Files.write(directory.resolve("local.zip"), zip);

        SelectedZip.extractLocal(file, name -> name.startsWith("bin/"), directory);

        assertThat(directory.resolve("bin/program")).hasContent("first");
        assertThat(directory.resolve("share")).doesNotExist();
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/a.zip");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range").substring("bytes=".length());
        byte[] part = ranges ? part(range) : zip;
        sent.addAndGet(part.length);
        try (exchange) {
            exchange.sendResponseHeaders(ranges ? 206 : 200, part.length);
            exchange.getResponseBody().write(part);
        }
    }

    private byte[] part(String range) {
        if (range.startsWith("-")) {
            return Arrays.copyOfRange(zip, Math.max(0, zip.length - Integer.parseInt(range.substring(1))), zip.length);
        }
        int dash = range.indexOf('-');
        int end = Math.min(zip.length, Integer.parseInt(range.substring(dash + 1)) + 1);
        return Arrays.copyOfRange(zip, Integer.parseInt(range.substring(0, dash)), end);
    }

    private static byte[] zip() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] large = new byte[LARGE];
        new Random(1).nextBytes(large);
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            entry(out, "bin/program", "first".getBytes(StandardCharsets.UTF_8));
            entry(out, "large.bin", large);
            entry(out, "share/last.txt", "last".getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static void entry(ZipOutputStream out, String name, byte[] content) throws IOException {
        out.putNextEntry(new ZipEntry(name));
        out.write(content);
    }
}
